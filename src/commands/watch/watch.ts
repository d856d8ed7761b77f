import { type App, command, type Session } from '../../app.ts'
import { CliError, exitCodes, UsageError } from '../../base/errors.ts'
import { type DecodeFlags, decodeFlags, decodeProblem, isDecoded } from '../decode/decode-flags.ts'
import { badNumber, commandLineWords, watchVariables } from './arguments.ts'
import { followWatch, startWatch, type WatchRun } from './follow.ts'
import { watchFlags, watchRequest } from './request.ts'

export const watch = command({
  use: 'watch [options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]',
  long: `Prints PUT or DELETE, the key and the value of each change, until it is interrupted. When the connection is lost the watch goes
on at another endpoint, or as soon as one is back; no change is lost or printed twice. It ends when
what comes next has been compacted.

With a command behind -- the command is run once for each change, with ETCD_WATCH_EVENT_TYPE, ETCD_WATCH_KEY, ETCD_WATCH_VALUE
and ETCD_WATCH_REVISION in its environment. The key can also come from ETCDCTL_WATCH_KEY and ETCDCTL_WATCH_RANGE_END.`,
  examples: `  etcdctl watch /config/port
  etcdctl watch /config/ --prefix --rev 100
  etcdctl watch /config/port -- sh -c 'echo changed to $ETCD_WATCH_VALUE'
  etcdctl watch --interactive`,
  keepDash: true,
  environmentNames: ['watch-key', 'watch-range-end'],
  flags: [...watchFlags, ...decodeFlags],
  run: async (app, args, flags) => {
    const variables = watchVariables(app.io.env)
    if (flags.interactive) {
      const { watchInteractively } = await import('./interactive.ts')
      const session = await app.open('watch', 'call')
      return watchInteractively(await printingOf(app, session, flags), variables)
    }
    if (variables.key === '') refuseNothing(app.io.args)
    const { words, program } = commandLineWords(args, variables)
    const session = await app.open('watch', 'call')
    // a refused login comes before the range is looked at
    await session.client()
    const request = watchRequest(words, flags)
    const run = await printingOf(app, session, flags)
    const watcher = await startWatch(run, request)
    try {
      throw canceled(await followWatch(run, watcher, program))
    } finally {
      watcher.close()
    }
  },
})

/** A value that cannot be read ends no watch: it is said in its place. */
async function printingOf(app: App, session: Session, flags: DecodeFlags): Promise<WatchRun> {
  if (!isDecoded(flags, session)) return { app, session, print: (batch) => session.print('watch', batch) }
  const problem = decodeProblem(flags, session.format)
  if (problem !== undefined) throw problem
  if (session.format === 'jsonl' && flags.decode !== 'none')
    throw new UsageError('--decode of watch is for -w yaml and simple')
  const { decodingFor } = await import('../decode/decoding-for.ts')
  const decoding = await decodingFor(flags, session)
  return {
    app,
    session,
    print: (batch) =>
      session.print(
        'watch',
        batch.map((update) => ({ ...update, decoding })),
      ),
  }
}

function canceled(refusal: CliError | undefined): CliError {
  const options = { cause: refusal, remarks: refusal?.remarks ?? [] }
  return new CliError('watch is canceled by the server', exitCodes.interrupted, options)
}

/** A line that ends in `watch` is refused before anything else; but any flag after that word is looked at first (3.4 to 3.7). */
function refuseNothing(args: readonly string[]): void {
  const at = args.indexOf('watch')
  if (at >= 0 && at === args.length - 1) throw badNumber()
}
