import { leaseIdText } from '../../base/lease-id.ts'
import type { CallOptions, EtcdClient } from '../client.ts'
import type { EtcdReason } from '../grpc/etcd-texts.ts'
import { type RefusedCall, RpcError } from '../grpc/rpc-error.ts'
import { explainSpace } from './explain-space.ts'
import { oldestRevision } from './oldest-revision.ts'
import { leaderlessAdvice } from './silence-cause.ts'
import { operationsOf } from './transaction-parts.ts'

/** How long the questions behind an explanation may take together. */
const patienceMs = 2000
/** What a server takes unless its --max-request-bytes says otherwise (3.4 to 3.7). */
const defaultRequestBytes = 1_572_864n

interface Asked {
  readonly client: EtcdClient
  readonly refused: RefusedCall
  readonly call: CallOptions
}

const explanations: Partial<Record<EtcdReason, (asked: Asked) => Promise<string> | string>> = {
  noSpace: ({ client, refused, call }) => explainSpace(client, BigInt(refused.requestBytes), call),
  compacted: explainCompacted,
  futureRevision: explainFuture,
  requestTooLarge: explainSize,
  leaseNotFound: explainLease,
  noLeader: explainNoLeader,
}

/** What a server refused, and why. */
export interface Refused {
  readonly reason: EtcdReason | undefined
  readonly call: RefusedCall
}

/** The refusal behind an error or one of its causes. */
export function refusedCall(error: unknown): Refused | undefined {
  if (error instanceof RpcError && error.call !== undefined) return { reason: error.reason, call: error.call }
  return error instanceof Error && error.cause !== undefined ? refusedCall(error.cause) : undefined
}

/**
 * One line of what to do next about a refusal, with the cluster's own numbers; none for one that speaks for itself. Asks
 * the cluster; rejects when that has no answer within two seconds.
 */
export async function explain(client: EtcdClient, { reason, call: refused }: Refused): Promise<readonly string[]> {
  const explanation = reason && explanations[reason]
  if (explanation === undefined) return []
  const call = { deadlineMs: Date.now() + patienceMs }
  return [`${refused.endpoint}: etcd: ${await explanation({ client, refused, call })}`]
}

async function explainCompacted({ client, refused, call }: Asked): Promise<string> {
  const oldest = await oldestRevision(client, keyOf(refused), call)
  if (oldest === undefined) return 'that revision was compacted away; without --rev the newest one is read'
  if (refused.path === '/etcdserverpb.KV/Compact') return `the cluster is already compacted up to revision ${oldest}`
  return `the oldest revision that is left is ${oldest}`
}

async function explainFuture({ client, refused, call }: Asked): Promise<string> {
  const { header } = await client.kv.range({ key: keyOf(refused), keysOnly: true, limit: 1n }, call)
  return `the cluster is at revision ${header?.revision ?? 0n}`
}

function explainSize({ refused }: Asked): string {
  const size = `the request has ${refused.requestBytes} bytes`
  if (BigInt(refused.requestBytes) <= defaultRequestBytes)
    return `${size}; this server takes less than the usual ${defaultRequestBytes}: it runs with a smaller --max-request-bytes`
  return `${size}; a server takes ${defaultRequestBytes} unless it runs with a larger --max-request-bytes`
}

function explainLease({ refused }: Asked): string {
  const id = leaseOf(refused)
  const lease = id === undefined ? 'the lease' : `lease ${leaseIdText(id)}`
  return `${lease} has expired, was revoked or never existed; etcdctl lease list shows what is there, etcdctl lease grant TTL makes one`
}

function explainNoLeader(): string {
  return `most members must be up to elect a leader. ${leaderlessAdvice}`
}

const anyKey = Uint8Array.of(0x61)

/** The key that the user may ask for, as the call did. */
function keyOf({ request }: RefusedCall): Uint8Array {
  return request !== undefined && 'key' in request && request.key instanceof Uint8Array ? request.key : anyKey
}

/** The lease of a call, or the only one that a transaction names. */
function leaseOf({ request }: RefusedCall): bigint | undefined {
  if (request === undefined) return undefined
  if ('ID' in request && typeof request.ID === 'bigint') return request.ID
  if ('lease' in request && typeof request.lease === 'bigint') return request.lease
  const leases = operationsOf(request).flatMap(({ requestPut }) => requestPut?.lease || [])
  const [lease] = leases
  return leases.every((each) => each === lease) ? lease : undefined
}
