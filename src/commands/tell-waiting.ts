import type { App, Session } from '../app.ts'
import type { CallOptions, EtcdClient } from '../client/client.ts'
import type { WatchState } from '../client/watch/watcher.ts'

const quietMs = 1000

/** The app, session and client of the work. */
export interface WaitingRun {
  readonly app: App
  readonly session: Session
  readonly client: EtcdClient
}

/** Makes a call that waits for an answer as long as it takes, as in the original; a person at the terminal is told that it waits. */
export function patiently<T>(run: WaitingRun, ask: (call: CallOptions) => Promise<T>): Promise<T> {
  return tellWaiting(run, () => ask(run.session.endlessCall()))
}

const backText = 'a server answers now'

/** The same for a watch. */
export function stateTeller({ app, session, client }: WaitingRun): (state: WatchState) => void {
  return (state) => {
    if (app.io.stderr.isTerminal) tell(session, state === 'waiting' ? waitingLines(session, client) : [backText])
  }
}

/**
 * Does work that goes on until a server answers, however long that takes; after a second a person at the terminal is told
 * what is waited for and what is wrong with each endpoint, and later that a server answers.
 */
export async function tellWaiting<T>({ app, session, client }: WaitingRun, work: () => Promise<T>): Promise<T> {
  if (!app.io.stderr.isTerminal) return work()
  let hasTold = false
  const timer = setTimeout(() => {
    hasTold = true
    tell(session, waitingLines(session, client))
  }, quietMs)
  try {
    const result = await work()
    if (hasTold) tell(session, [backText])
    return result
  } finally {
    clearTimeout(timer)
  }
}

/** What is waited for, and a line for each endpoint that is in trouble. */
export function waitingLines({ endpoints }: Session, client: EtcdClient): readonly string[] {
  const troubles = client.troubles()
  const what = troubles.length === 0 ? 'an answer from' : 'a server at'
  return [`waiting for ${what} ${endpoints.join(', ')}`, ...troubles]
}

/** For a line that shows how much has come, while nothing has. */
export function noAnswerText(client: EtcdClient): string {
  return ['no answer yet', ...client.troubles()].join('; ')
}

function tell(session: Session, lines: readonly string[]): void {
  // the command goes on when the reader of the remarks is gone
  session.remark(lines.join('\n')).catch(() => undefined)
}
