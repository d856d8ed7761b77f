import { prefixRange } from '../../base/ranges.ts'
import { type RangeRequest, SortOrder, SortTarget } from '../../rpc/messages.ts'
import type { EtcdClient } from '../client.ts'
import { persist } from '../retry/persist.ts'
import { waitDelete } from './wait-delete.ts'

/** The prefix `name/` of the queue for a lock or an election: each candidate has a key there, and the oldest key is first. */
export function queuePrefix(name: Uint8Array): Uint8Array {
  return Buffer.concat([name, Buffer.from('/')])
}

/** Asks for the key that has been in the queue for longest. */
export function firstInQueue(prefix: Uint8Array): Partial<RangeRequest> {
  return { ...prefixRange(prefix), limit: 1n, sortTarget: SortTarget.CREATE, sortOrder: SortOrder.ASCEND }
}

/**
 * Resolves when no key under `prefix` is older than the one created at `revision`. It waits for the key right before, so
 * that a release wakes one waiter and not all of them. Rejects when `signal` comes.
 */
export async function waitTurn(
  client: EtcdClient,
  prefix: Uint8Array,
  { revision, signal }: { readonly revision: bigint; readonly signal: AbortSignal },
): Promise<void> {
  const before = {
    ...firstInQueue(prefix),
    sortOrder: SortOrder.DESCEND,
    maxCreateRevision: revision - 1n,
  }
  for (;;) {
    const { kvs, header } = await persist(signal, (call) => client.kv.range(before, call))
    const [predecessor] = kvs
    if (predecessor === undefined) return
    await waitDelete(client, predecessor, { revision: header?.revision ?? 0n, signal })
  }
}
