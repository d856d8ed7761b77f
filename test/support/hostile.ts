import type { TestContext } from 'node:test'
import type { WatchResponse } from '../../src/rpc/messages.ts'
import type { Field, MessageType, Method } from '../../src/rpc/schema.ts'
import { Auth, Cluster, KV, Lease, Maintenance, Watch } from '../../src/rpc/services.ts'
import { answer, type FakeServer, fail, type Reply, startFakeServer } from './fake-server.ts'

/** Text that sets a window's title, colours, clears, goes back, and turns the direction of what follows. */
export const hostileText = 'h\x1b]0;owned\x07\x1b[31mred\r\x7f\x00\u009b2J\u202eevil\u2066\u200f\u061c\tend'

/** What of it can be an argument. */
export const hostileWord = hostileText.replaceAll('\0', '')

/** The same, and bytes that are no UTF-8. */
export const hostileBytes = Buffer.concat([Buffer.from(hostileText), Buffer.from([0xff, 0x9b, 0xe2, 0x82])])

const deepest = 4

/** A message with hostile text in every string, one element in every list, and 1 for every number. */
export function hostileMessage<T extends object>(type: MessageType<T>, depth = 0): Partial<T> {
  const filled: Record<string, unknown> = {}
  const oneofs = new Set<string>()
  for (const field of type.fields) {
    if (field.oneof !== undefined && oneofs.has(field.oneof)) continue
    const value = hostileValue(field, depth)
    if (value === undefined) continue
    if (field.oneof !== undefined) oneofs.add(field.oneof)
    filled[field.name] = field.repeated === true ? [value] : value
  }
  return filled as Partial<T>
}

function hostileValue(field: Field, depth: number): unknown {
  switch (field.type) {
    case 'message':
      return depth < deepest ? hostileMessage(field.message(), depth + 1) : undefined
    case 'string':
      return hostileText
    case 'bytes':
      return hostileBytes
    case 'bool':
      return undefined
    case 'enum':
      return 0
    case 'uint32':
      return 1
    default:
      return 1n
  }
}

const methods: readonly Method[] = [KV, Lease, Cluster, Maintenance, Auth].flatMap((service) => Object.values(service))

/** A server whose every answer is hostile. */
export async function startHostileServer(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  for (const method of methods) server.on(method, [answer(hostileMessage(method.response))])
  const kv = { key: hostileBytes, value: hostileBytes, createRevision: 1n, modRevision: 1n, version: 1n, lease: 1n }
  server.on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 1n }, { ID: 1n, TTL: 0n })])
  return server.on(Watch.watch, [
    answer<WatchResponse>(
      { created: true },
      { header: { clusterId: 1n, memberId: 1n, revision: 2n, raftTerm: 1n }, events: [{ type: 0, kv, prevKv: kv }] },
      { canceled: true, cancelReason: hostileText },
    ),
  ])
}

/** A server that refuses everything in hostile words. */
export async function startHostileRefusals(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  const refusal: Reply<never> = fail('InvalidArgument', hostileText)
  for (const method of [...methods, ...Object.values(Watch)]) server.on(method, [refusal])
  return server
}
