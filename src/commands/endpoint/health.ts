import { command, type Session } from '../../app.ts'
import { CliError, exitCodes } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import type { CallOptions, EtcdClient } from '../../client/client.ts'
import { fanOut, type Outcome } from '../../client/fan-out.ts'
import { RpcError } from '../../client/grpc/rpc-error.ts'
import { formatDuration } from '../../go/duration.ts'
import type { EndpointHealth } from '../../render/results.ts'
import { AlarmAction, AlarmType } from '../../rpc/messages.ts'
import { chooseEndpoints } from './endpoints.ts'

export const endpointHealth = command({
  use: 'health',
  long: 'Asks all endpoints at once. Exits with 1 if any of them is unhealthy.',
  examples:
    '  etcdctl endpoint health\n  etcdctl --endpoints=https://10.0.0.1:2379,https://10.0.0.2:2379 endpoint health\n  etcdctl endpoint health --cluster -w table',
  run: async (app) => {
    const { session, endpoints } = await chooseEndpoints(app, 'endpointHealth')
    const outcomes = await fanOut(endpoints, (endpoint) => health(session, endpoint, app.profile))
    const remarks = outcomes.flatMap((outcome) => ('value' in outcome ? outcome.value.remarks : loginRemarks(outcome)))
    for (const line of remarks) await session.remark(line)
    const results = outcomes.map((outcome) => ('value' in outcome ? outcome.value.health : refused(outcome)))
    await session.print('endpointHealth', results)
    if (results.some((result) => result.error !== '')) throw new CliError('unhealthy cluster')
  },
})

interface Examined {
  readonly health: EndpointHealth
  readonly remarks: readonly string[]
}

/** A linearizable read of a key named `health`, then since 3.5 a look at the alarms. A refused permission counts as healthy. */
async function health(session: Session, endpoint: string, profile: Profile): Promise<Examined> {
  const client = await session.clientOf(endpoint)
  const call = session.call()
  const startMs = performance.now()
  const failure = await readHealth(client, call)
  const took = formatDuration(BigInt(Math.round((performance.now() - startMs) * 1e6)))
  const alarms = failure === undefined && atLeast(profile, '3.5') ? await alarmText(client, call) : ''
  const error = failure?.message ?? alarms
  return { health: { endpoint, isHealthy: error === '', took, error }, remarks: failure?.remarks ?? [] }
}

async function readHealth(client: EtcdClient, call: CallOptions): Promise<CliError | undefined> {
  try {
    await client.kv.range({ key: new TextEncoder().encode('health') }, call)
    return undefined
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return error instanceof RpcError && error.reason === 'permissionDenied' ? undefined : error
  }
}

const alarmNames: Readonly<Record<number, string>> = {
  [AlarmType.NOSPACE]: 'NOSPACE ',
  [AlarmType.CORRUPT]: 'CORRUPT ',
}

/** The text ends in a space, as in the original. Empty when there is no alarm. */
async function alarmText(client: EtcdClient, call: CallOptions): Promise<string> {
  try {
    const { alarms } = await client.maintenance.alarm({ action: AlarmAction.GET }, call)
    if (alarms.length === 0) return ''
    return `Active Alarm(s): ${alarms.map(({ alarm }) => alarmNames[alarm] ?? 'UNKNOWN ').join('')}`
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return 'Unable to fetch the alarm list'
  }
}

/** An endpoint that no client could be made for, such as one that refuses the login; bad TLS files end the command. */
function refused(outcome: Outcome<unknown>): EndpointHealth {
  const error = 'error' in outcome ? outcome.error : undefined
  if (!(error instanceof CliError) || error.exitCode === exitCodes.badArguments) throw error
  return { endpoint: outcome.endpoint, isHealthy: false, took: '', error: error.message }
}

function loginRemarks(outcome: Outcome<unknown>): readonly string[] {
  return 'error' in outcome && outcome.error instanceof CliError ? outcome.error.remarks : []
}
