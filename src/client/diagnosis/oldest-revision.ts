import { create } from '../../rpc/codec.ts'
import { watchCreateRequestType } from '../../rpc/fields.ts'
import { Watch } from '../../rpc/services.ts'
import type { CallOptions, EtcdClient } from '../client.ts'

/**
 * The oldest revision that is not compacted away, undefined when none is. Asks for a watch from revision 1, which the
 * server cancels with that number (3.4 to 3.7).
 */
export async function oldestRevision(
  client: EtcdClient,
  key: Uint8Array,
  call: CallOptions,
): Promise<bigint | undefined> {
  const stream = await client.duplexStream(Watch.watch, call)
  try {
    stream.send({ createRequest: create(watchCreateRequestType, { key, startRevision: 1n }) })
    for await (const { canceled, compactRevision, created } of stream.messages()) {
      if (canceled || !created) return compactRevision === 0n ? undefined : compactRevision
    }
  } finally {
    stream.cancel()
  }
  return undefined
}
