import { EventType, type KeyValue } from '../../rpc/messages.ts'
import type { EtcdClient } from '../client.ts'
import { pause } from '../retry/pause.ts'
import { persist } from '../retry/persist.ts'
import { lastingWatch } from '../watch/lasting-watch.ts'

/**
 * Resolves once a key that was there at `revision` is deleted, whether or not it was created again since. When the server cancels
 * the watch because its start was compacted away, the key is read and the watch begins again. Rejects when `signal` comes.
 */
export async function waitDelete(
  client: EtcdClient,
  { key, createRevision }: Pick<KeyValue, 'key' | 'createRevision'>,
  { revision, signal }: { readonly revision: bigint; readonly signal: AbortSignal },
): Promise<void> {
  let seenAt = revision
  for (;;) {
    if (await seesDelete(client, key, seenAt + 1n, signal)) return
    await pause(signal)
    const { kvs, header } = await persist(signal, (call) => client.kv.range({ key }, call))
    if (kvs[0]?.createRevision !== createRevision) return
    seenAt = header?.revision ?? seenAt
  }
}

/** False when the watch was canceled before it saw any. */
async function seesDelete(client: EtcdClient, key: Uint8Array, from: bigint, signal: AbortSignal): Promise<boolean> {
  for await (const { events } of lastingWatch(client, { key, startRevision: from }, { signal })) {
    if (events.some(({ type }) => type === EventType.DELETE)) return true
  }
  return false
}
