import { create } from '../../rpc/codec.ts'
import { watchCreateRequestType } from '../../rpc/fields.ts'
import type { WatchCreateRequest, WatchResponse } from '../../rpc/messages.ts'
import { Watch } from '../../rpc/services.ts'
import type { EtcdClient } from '../client.ts'

/**
 * The responses of one watch on one stream, which is closed with the iteration. Ends when the server cancels the watch;
 * throws when the stream breaks or `signal` comes. A member without a leader refuses it, rather than to stay silent.
 */
export async function* watchOnce(
  client: EtcdClient,
  request: Partial<WatchCreateRequest>,
  signal: AbortSignal,
): AsyncGenerator<WatchResponse, void, undefined> {
  const call = { deadlineMs: Number.POSITIVE_INFINITY, signal, hasLeader: true }
  const stream = await client.duplexStream(Watch.watch, call)
  try {
    stream.send({ createRequest: create(watchCreateRequestType, request) })
    for await (const response of stream.messages()) {
      if (response.canceled) return
      yield response
    }
  } finally {
    stream.cancel()
  }
}
