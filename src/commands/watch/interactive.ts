import { argumentBytes } from '../../base/arguments.ts'
import { CliError, exitCodes, UsageError } from '../../base/errors.ts'
import { readLines } from '../../base/lines.ts'
import { atLeast } from '../../base/release.ts'
import type { Watcher } from '../../client/watch/watcher.ts'
import { valuesOf } from '../../go/flags.ts'
import { splitWords } from '../../go/line-words.ts'
import { interactiveWords, type WatchVariables } from './arguments.ts'
import { followWatch, startWatch, type WatchRun } from './follow.ts'
import { type WatchFlags, watchFlags, watchRequest } from './request.ts'
import { Turns } from './turns.ts'

/** Reads commands from standard input, and starts a watch for each `watch` line, until something ends the run. */
export async function watchInteractively(run: WatchRun, variables: WatchVariables): Promise<never> {
  const { session } = run
  // a refused login ends the run before anything is read
  await session.client()
  session.checkFormat()
  const shell = new WatchShell(run, variables)
  try {
    return await Promise.race([shell.readCommands(), shell.failed])
  } finally {
    await shell.close()
  }
}

class WatchShell {
  /** Rejects when one of the watches ends the run. */
  readonly failed: Promise<never>
  private readonly run: WatchRun
  private readonly turns = new Turns()
  private readonly variables: WatchVariables
  private readonly watchers = new Set<Watcher>()
  private fail: (error: unknown) => void = () => undefined

  constructor(run: WatchRun, variables: WatchVariables) {
    this.run = { ...run, print: (batch) => this.turns.take(() => run.print(batch)) }
    this.variables = variables
    this.failed = new Promise((_resolve, reject) => {
      this.fail = reject
    })
  }

  /** Ends only with an error: exit code 3 at the end of input at the latest. */
  async readCommands(): Promise<never> {
    const { io, profile } = this.run.app
    for await (const line of readLines(io.stdin)) await this.execute(line)
    const start = atLeast(profile, '3.5') ? 'error' : 'Error'
    throw new CliError(`${start} reading watch request line: EOF`, exitCodes.invalidInput)
  }

  /** Nothing is printed any more once it resolves: the line that says why the run ends is the last one. */
  async close(): Promise<void> {
    for (const watcher of this.watchers) watcher.close()
    this.run.app.io.stdin.destroy()
    await this.turns.end()
  }

  private async execute(line: string): Promise<void> {
    const [word, ...args] = splitWords(line)
    if (word === undefined) return this.complain(`Invalid command: ${line} (watch and progress supported)`)
    if (word === 'progress') {
      for (const watcher of this.watchers) watcher.requestProgress()
      return
    }
    if (word !== 'watch') return this.complain(`Invalid command ${line} (only support watch)`)
    if (args.length === 0 && this.variables.key === '') {
      return this.complain(`Invalid command ${line} (command type or key is not provided)`)
    }
    await this.watch(line, args)
  }

  private async watch(line: string, args: readonly string[]): Promise<void> {
    const { words, program, values } = interactiveWords(args, watchFlags, this.variables)
    const request = toRequest(words, valuesOf(watchFlags, values))
    if (typeof request === 'string') return this.complain(`Invalid command ${line} (${request})`)
    const watcher = await startWatch(this.run, request)
    this.watchers.add(watcher)
    const followed = followWatch(this.run, watcher, program).then(
      () => void this.watchers.delete(watcher),
      (error: unknown) => this.fail(error),
    )
    // the next line is read once the server has this watch
    await Promise.race([watcher.established, followed])
  }

  private complain(line: string): Promise<void> {
    const { stderr } = this.run.app.io
    return stderr.write(Buffer.concat([argumentBytes(line), Buffer.from('\n')]))
  }
}

/** Returns the request, or the reason why there is none. */
function toRequest(words: readonly string[], flags: WatchFlags) {
  try {
    return watchRequest(words, flags)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}
