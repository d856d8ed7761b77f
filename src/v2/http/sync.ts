import { ClusterFailure, TransportFailure, V2Failure, v2ExitCodes } from '../failure.ts'
import { isAtLeast } from '../release.ts'
import { Budget } from './budget.ts'
import type { Cluster } from './cluster.ts'
import { type EndpointUrl, parseUrl, urlText } from './endpoint-url.ts'
import type { V2Settings } from './settings.ts'
import type { Transport } from './transport.ts'

/**
 * Takes the client URLs of the members in place of the configured endpoints. Throws a V2Failure where the originals end the run:
 * nobody can be reached (exit code 2), or no member has a client URL (4). Other failures leave the endpoints as they are.
 */
export async function syncCluster(cluster: Cluster, settings: V2Settings, transport: Transport): Promise<void> {
  let members: EndpointUrl[] | undefined
  try {
    members = await clientUrls(cluster, new Budget(settings.totalTimeoutNs))
  } catch (error) {
    const failure = connectionFailure(error, settings)
    if (failure !== undefined) throw failure
  }
  if (members === undefined) {
    if (isAtLeast(settings.release, '3.3')) return
    const { askPeers } = await import('./peers-fallback.ts')
    cluster.replace(await askPeers(cluster.endpoints, transport))
    return
  }
  if (members.length === 0) throw noClientUrls(cluster)
  if (!cluster.consistsOf(members)) cluster.replace(members)
}

/** Undefined for an answer that is no list of members. */
async function clientUrls(cluster: Cluster, budget: Budget): Promise<EndpointUrl[] | undefined> {
  const { status, body } = await cluster.send({ method: 'GET', path: '/v2/members' }, budget)
  if (status !== 200) return undefined
  try {
    return urlsIn(JSON.parse(Buffer.from(body).toString('utf8'))).map(parseUrl)
  } catch {
    return undefined
  }
}

function urlsIn(answer: unknown): string[] {
  const members = listOf(fieldOf(answer, 'members'))
  return members.flatMap((member) => listOf(fieldOf(member, 'clientURLs'))).map(textOf)
}

/** Go finds fields in whatever case. */
function fieldOf(value: unknown, name: string): unknown {
  if (value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('not an object')
  const entries = Object.entries(value)
  const exact = entries.find(([key]) => key === name)
  return (exact ?? entries.find(([key]) => key.toLowerCase() === name.toLowerCase()))?.[1]
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Error('not a list')
  return value
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('not a text')
  return value
}

/** What ends the run; undefined for a failure that is passed over. */
function connectionFailure(error: unknown, { release }: V2Settings): V2Failure | undefined {
  const isFailure = error instanceof ClusterFailure || error instanceof TransportFailure
  if (!isFailure) throw error
  // 3.0 does not count the total time limit
  const isOverLimit = error instanceof TransportFailure && error.isFinal
  if (!error.isConnection || (isOverLimit && !isAtLeast(release, '3.3'))) return undefined
  const { message, details } = error
  return new V2Failure(message, { exitCode: v2ExitCodes.badConnection, details, isOfSync: true, cause: error })
}

function noClientUrls({ endpoints }: Cluster): V2Failure {
  const list = endpoints.map(urlText).join(',')
  return new V2Failure('client: no endpoints available', {
    exitCode: v2ExitCodes.serverError,
    isOfSync: true,
    remarks: [
      'etcd cluster has no published client endpoints.',
      `Try '--no-sync' if you want to access non-published client endpoints(${list}).`,
    ],
  })
}
