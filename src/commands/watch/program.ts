import { QuietExit } from '../../base/errors.ts'
import type { Io } from '../../base/io.ts'
import type { WatchUpdate } from '../../client/watch/watcher.ts'
import { exitText, startProblem } from '../../go/child-exit.ts'
import { quote } from '../../go/quote.ts'
import { type Event, EventType } from '../../rpc/messages.ts'

/** Runs the user's program once for each event, one after the other. The first that fails ends the run with exit code 1. */
export async function runForEvents(io: Io, program: readonly string[], update: WatchUpdate): Promise<void> {
  const revision = update.header?.revision ?? 0n
  for (const event of update.events ?? []) {
    const problem = await run(io, program, variables(event, revision))
    if (problem === undefined) continue
    await io.stderr.write(`command [${program.map((word) => quote(word)).join(' ')}] error (${problem})\n`)
    throw new QuietExit(1)
  }
}

async function run(io: Io, words: readonly string[], env: Readonly<Record<string, string>>) {
  const [program = '', ...args] = words
  if (program === '') return startProblem(program, undefined)
  try {
    return exitText(await io.spawn(program, args, env))
  } catch (error) {
    return startProblem(program, error)
  }
}

/** All but the revision are quoted, as in the original (3.4 to 3.7). */
function variables({ type, kv }: Event, revision: bigint): Record<string, string> {
  return {
    ETCD_WATCH_REVISION: String(revision),
    ETCD_WATCH_EVENT_TYPE: type === EventType.DELETE ? '"DELETE"' : '"PUT"',
    ETCD_WATCH_KEY: quote(kv?.key ?? ''),
    ETCD_WATCH_VALUE: quote(kv?.value ?? ''),
  }
}
