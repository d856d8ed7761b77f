import { prefixRange } from '../../base/ranges.ts'
import { EventType, type KeyValue, type RangeResponse, type ResponseHeader } from '../../rpc/messages.ts'
import type { EtcdClient } from '../client.ts'
import { pause } from '../retry/pause.ts'
import { persist } from '../retry/persist.ts'
import { lastingWatch } from '../watch/lasting-watch.ts'
import type { WatchState } from '../watch/watcher.ts'
import { firstInQueue, queuePrefix } from './queue.ts'

/** A leader that was found or elected, or the next value of one. */
export interface LeaderNews {
  readonly header: ResponseHeader | undefined
  readonly kv: KeyValue
  /** The look for a leader that went before, for the next value of the same leader. */
  readonly search: RangeResponse | undefined
}

export interface Observation {
  readonly client: EtcdClient
  readonly name: Uint8Array
  readonly signal: AbortSignal
  /** Does work that a server has to answer; may tell the user when that takes long. */
  readonly tell: <T>(work: () => Promise<T>) => Promise<T>
  /** Is told when no server follows the election, and when one does again. */
  readonly onState: (state: WatchState) => void
}

/** Each leader of an election and each value that it proclaims, for ever. Throws when the signal comes. */
export async function* observeLeader(observation: Observation): AsyncGenerator<LeaderNews, void, undefined> {
  const { client, name, signal, tell } = observation
  const prefix = queuePrefix(name)
  for (;;) {
    const search = await tell(() => persist(signal, (call) => client.kv.range(firstInQueue(prefix), call)))
    const leader = inOffice(search) ?? (await firstPut(observation, prefix, search))
    if (leader === undefined) {
      await pause(signal)
      continue
    }
    yield leader
    yield* laterValues(observation, leader, search)
  }
}

function inOffice({ header, kvs }: RangeResponse): LeaderNews | undefined {
  const [kv] = kvs
  return kv === undefined ? undefined : { header, kv, search: undefined }
}

/** Waits for a candidate; undefined when the watch was canceled and the search has to begin anew. */
async function firstPut(
  observation: Observation,
  prefix: Uint8Array,
  search: RangeResponse,
): Promise<LeaderNews | undefined> {
  const startRevision = (search.header?.revision ?? 0n) + 1n
  for await (const { header, events } of lastingWatch(
    observation.client,
    { ...prefixRange(prefix), startRevision },
    observation,
  )) {
    const kv = events.find(({ type }) => type === EventType.PUT)?.kv
    if (kv !== undefined && header !== undefined) {
      return { header: { ...header, revision: kv.modRevision }, kv, search: undefined }
    }
  }
  return undefined
}

/** The values that the leader stores from now on, until its key is deleted or the watch is canceled. */
async function* laterValues(
  observation: Observation,
  leader: LeaderNews,
  search: RangeResponse,
): AsyncGenerator<LeaderNews, void, undefined> {
  const startRevision = (leader.header?.revision ?? 0n) + 1n
  for await (const { header, events } of lastingWatch(
    observation.client,
    { key: leader.kv.key, startRevision },
    observation,
  )) {
    for (const { type, kv } of events) {
      if (type === EventType.DELETE) return
      if (kv !== undefined) yield { header, kv, search }
    }
  }
}
