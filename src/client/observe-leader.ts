import { EventType, type KeyValue, type RangeResponse, type ResponseHeader } from '../rpc/messages.ts'
import type { EtcdClient } from './client.ts'
import { pause } from './pause.ts'
import { isPassing, persist } from './persist.ts'
import { firstInQueue, queuePrefix } from './queue.ts'
import { prefixRange } from './ranges.ts'
import { watchOnce } from './watch-once.ts'

/** A leader that was found or elected, or the next value of one. */
export interface LeaderNews {
  readonly header: ResponseHeader | undefined
  readonly kv: KeyValue
  /** The look for a leader that went before, for the next value of the same leader. */
  readonly search: RangeResponse | undefined
}

/** Each leader of an election and each value that it proclaims, for ever. Throws when `signal` comes. */
export async function* observeLeader(
  client: EtcdClient,
  name: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<LeaderNews, void, undefined> {
  const prefix = queuePrefix(name)
  for (;;) {
    const search = await persist(signal, (call) => client.kv.range(firstInQueue(prefix), call))
    const leader = inOffice(search) ?? (await firstPut(client, prefix, search, signal))
    if (leader === undefined) {
      await pause(signal)
      continue
    }
    yield leader
    yield* laterValues(client, leader, search, signal)
  }
}

function inOffice({ header, kvs }: RangeResponse): LeaderNews | undefined {
  const [kv] = kvs
  return kv === undefined ? undefined : { header, kv, search: undefined }
}

/** Waits for a candidate; undefined when the watch broke and the search has to begin anew. */
async function firstPut(
  client: EtcdClient,
  prefix: Uint8Array,
  search: RangeResponse,
  signal: AbortSignal,
): Promise<LeaderNews | undefined> {
  const startRevision = (search.header?.revision ?? 0n) + 1n
  for await (const { header, events } of unbroken(client, { ...prefixRange(prefix), startRevision }, signal)) {
    const kv = events.find(({ type }) => type === EventType.PUT)?.kv
    if (kv !== undefined && header !== undefined) {
      return { header: { ...header, revision: kv.modRevision }, kv, search: undefined }
    }
  }
  return undefined
}

/** The values that the leader stores from now on, until its key is deleted or the watch is canceled. */
async function* laterValues(
  client: EtcdClient,
  leader: LeaderNews,
  search: RangeResponse,
  signal: AbortSignal,
): AsyncGenerator<LeaderNews, void, undefined> {
  const startRevision = (leader.header?.revision ?? 0n) + 1n
  for await (const { header, events } of unbroken(client, { key: leader.kv.key, startRevision }, signal)) {
    for (const { type, kv } of events) {
      if (type === EventType.DELETE) return
      if (kv !== undefined) yield { header, kv, search }
    }
  }
}

/** A watch that goes on where it broke off. Ends when the server cancels it. */
async function* unbroken(
  client: EtcdClient,
  request: { readonly key: Uint8Array; readonly rangeEnd?: Uint8Array; readonly startRevision: bigint },
  signal: AbortSignal,
) {
  let { startRevision } = request
  for (;;) {
    try {
      for await (const response of watchOnce(client, { ...request, startRevision }, signal)) {
        const last = response.events.at(-1)?.kv?.modRevision
        if (last !== undefined) startRevision = last + 1n
        yield response
      }
      return
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error
    }
    await pause(signal)
  }
}
