import type { App, Session } from '../../app.ts'
import type { CliError } from '../../base/errors.ts'
import type { EtcdClient } from '../../client/client.ts'
import { Watcher, type WatchState, type WatchUpdate } from '../../client/watch/watcher.ts'
import type { WatchCreateRequest } from '../../rpc/messages.ts'
import { waitingLines } from '../tell-waiting.ts'
import { runForEvents } from './program.ts'

/** The state that all watches of a run share. */
export interface WatchRun {
  readonly app: App
  readonly session: Session
  /** Prints what came on a watch at once. */
  readonly print: (batch: readonly WatchUpdate[]) => Promise<void>
}

/** Starts a watch; a person at the terminal is told when it waits for a server. */
export async function startWatch({ app, session }: WatchRun, request: Partial<WatchCreateRequest>): Promise<Watcher> {
  const client = await session.client()
  session.checkFormat()
  const onState = (state: WatchState): void => {
    if (app.io.stderr.isTerminal) void session.remark(stateLines(state, session, client)).catch(() => undefined)
  }
  return new Watcher({ client, request, hasLeader: true, onState })
}

/**
 * Prints what comes, and runs the program for each event, until the watch ends. Prints all that is there at once. Resolves to
 * why the server ended it.
 */
export async function followWatch(
  run: WatchRun,
  watcher: Watcher,
  program: readonly string[],
): Promise<CliError | undefined> {
  let refusal: CliError | undefined
  for await (const batch of watcher.batches()) {
    if (program.length === 0) await run.print(batch)
    else await printAndRun(run, batch, program)
    refusal = batch.at(-1)?.refusal
  }
  return refusal
}

async function printAndRun({ app, print }: WatchRun, batch: readonly WatchUpdate[], program: readonly string[]) {
  for (const update of batch) {
    await print([update])
    await runForEvents(app.io, program, update)
  }
}

function stateLines(state: WatchState, session: Session, client: EtcdClient): string {
  return state === 'waiting' ? `watch: ${waitingLines(session, client).join('\n')}` : 'watch: a server follows it again'
}
