import { Command } from 'commander'
import type { App } from '../app.ts'
import { CliError, exitCodes } from '../base/errors.ts'
import { boolFlag, int64Flag } from '../frame/flags.ts'
import { badNumber, commandLineWords, watchVariables } from './watch/arguments.ts'
import { followWatch, startWatch, type WatchRun } from './watch/follow.ts'
import { type WatchFlags, watchRequest } from './watch/request.ts'

/** Flags without the action: the lines of `watch -i` have the same. */
export function watchGrammar(): Command {
  return new Command('watch')
    .addOption(boolFlag('interactive', 'read watch commands from standard input', { shorthand: 'i' }))
    .addOption(boolFlag('prefix', 'every key that begins with <key>'))
    .addOption(boolFlag('prev-kv', 'also print what was stored before each event'))
    .addOption(boolFlag('progress-notify', 'let the server say from time to time how far it is').from('3.5'))
    .addOption(int64Flag('rev', 0n, 'begin with the events of this revision'))
}

export function watchCommand(app: App): Command {
  return watchGrammar().action(async (args: string[], flags: WatchFlags) => {
    const variables = watchVariables(app.io.env)
    if (flags.interactive) {
      const { watchInteractively } = await import('./watch/interactive.ts')
      return watchInteractively(app, await app.open('watch', 'call'), variables)
    }
    if (variables.key === '') refuseNothing(app.io.args)
    const { words, program } = commandLineWords(args, variables)
    const session = await app.open('watch', 'call')
    // a refused login comes before the range is looked at
    await session.client()
    const request = watchRequest(words, flags)
    const run: WatchRun = { app, session, print: (batch) => session.print('watch', batch) }
    const watcher = await startWatch(run, request)
    try {
      throw canceled(await followWatch(run, watcher, program))
    } finally {
      watcher.close()
    }
  })
}

function canceled(refusal: CliError | undefined): CliError {
  const options = { cause: refusal, remarks: refusal?.remarks ?? [] }
  return new CliError('watch is canceled by the server', exitCodes.interrupted, options)
}

/** A line that ends in `watch` is refused before anything else; flags behind the word are enough to be looked at first (3.4 to 3.7). */
function refuseNothing(args: readonly string[]): void {
  const at = args.indexOf('watch')
  if (at >= 0 && at === args.length - 1) throw badNumber()
}
