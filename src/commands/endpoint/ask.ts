import type { App, Session } from '../../app.ts'
import { CliError, exitCodes } from '../../base/errors.ts'
import { atLeast } from '../../base/release.ts'
import type { CallOptions, EtcdClient } from '../../client/client.ts'
import { fanOut } from '../../client/fan-out.ts'
import type { EndpointFailure } from '../../render/results.ts'

export interface Answers<T> {
  readonly answers: readonly { readonly endpoint: string; readonly value: T }[]
  /** In the order of the endpoints; what they remark has been said. */
  readonly errors: readonly CliError[]
  readonly failures: readonly EndpointFailure[]
}

/**
 * Asks each endpoint for its `subject`, and says on stderr which of them failed. A refused login ends the command (exit
 * code 2); up to 3.5 so does an empty list of endpoints.
 */
export async function askEndpoints<T>(
  app: App,
  session: Session,
  endpoints: readonly string[],
  subject: 'status' | 'hash',
  ask: (client: EtcdClient, call: CallOptions) => Promise<T>,
): Promise<Answers<T>> {
  if (endpoints.length === 0 && !atLeast(app.profile, '3.6')) {
    throw new CliError('etcdclient: no available endpoints', exitCodes.badConnection)
  }
  const outcomes = await fanOut(endpoints, async (endpoint) => ask(await session.clientOf(endpoint), session.call()))
  const answers: { endpoint: string; value: T }[] = []
  const errors: CliError[] = []
  const failures: EndpointFailure[] = []
  for (const outcome of outcomes) {
    if ('value' in outcome) {
      answers.push(outcome)
      continue
    }
    const error = asCliError(outcome.error)
    if (error.exitCode === exitCodes.badConnection) throw error
    for (const line of error.remarks) await session.remark(line)
    await session.remark(`Failed to get the ${subject} of endpoint ${outcome.endpoint} (${error.message})`)
    errors.push(error)
    failures.push({ endpoint: outcome.endpoint, error: error.message })
  }
  return { answers, errors, failures }
}

function asCliError(error: unknown): CliError {
  if (error instanceof CliError) return error
  throw error
}
