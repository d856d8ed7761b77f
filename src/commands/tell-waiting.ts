import type { App, Session } from '../app.ts'
import type { EtcdClient } from '../client/client.ts'

const quietMs = 1000

/**
 * Does work that goes on until a server answers, however long that takes; after a second a person at the terminal is told
 * what is waited for and what is wrong with each endpoint, and later that a server answers.
 */
export async function tellWaiting<T>(
  { app, session, client }: { readonly app: App; readonly session: Session; readonly client: EtcdClient },
  work: () => Promise<T>,
): Promise<T> {
  if (!app.io.stderr.isTerminal) return work()
  let hasTold = false
  const timer = setTimeout(() => {
    hasTold = true
    tell(session, waitingLines(session, client))
  }, quietMs)
  try {
    const result = await work()
    if (hasTold) tell(session, ['a server answers now'])
    return result
  } finally {
    clearTimeout(timer)
  }
}

/** What is waited for, and a line for each endpoint that is in trouble. */
export function waitingLines({ endpoints }: Session, client: EtcdClient): readonly string[] {
  return [`waiting for a server at ${endpoints.join(', ')}`, ...client.troubles()]
}

function tell(session: Session, lines: readonly string[]): void {
  // a remark that nobody reads any more ends no command
  session.remark(lines.join('\n')).catch(() => undefined)
}
