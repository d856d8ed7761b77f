import type { RangeResponse } from '../../rpc/messages.ts'
import { KV } from '../../rpc/services.ts'
import { brokenOffRemark, msUntil } from '../call-limit.ts'
import { DeadlineError } from '../grpc/rpc-error.ts'
import { isInStoreOrder, pinnedTo } from './range-order.ts'
import type { RangePages, RangeRead } from './range-read.ts'

/**
 * The chunks of one RangeStream (3.7), with no limit to the time they take together. Throws a DeadlineError when the server
 * is silent for longer than a call may take.
 */
async function* rangeStream({ client, request, newCall }: RangeRead): AsyncGenerator<RangeResponse, void, undefined> {
  const giveUp = new AbortController()
  const hasLeader = client.endpoints.length > 1 && request.serializable !== true
  const call = { deadlineMs: Number.POSITIVE_INFINITY, signal: giveUp.signal, hasLeader }
  const chunks = client.serverStream(KV.rangeStream, request, call)
  try {
    for (;;) {
      const timer = setTimeout(() => giveUp.abort(), msUntil(newCall().deadlineMs))
      const { done, value } = await chunks.next().finally(() => clearTimeout(timer))
      if (done) return
      if (value.rangeResponse !== undefined) yield value.rangeResponse
    }
  } catch (error) {
    if (giveUp.signal.aborted) throw new DeadlineError([brokenOffRemark(textOf(client.endpoints), newCall().limit)])
    throw error
  } finally {
    await chunks.return()
  }
}

function textOf(endpoints: RangeRead['client']['endpoints']): string {
  return endpoints.map(({ text }) => text).join(', ')
}

/**
 * A range over RangeStream alone (3.7), chunk by chunk. The server sends the header with the last chunk, but the output
 * may begin with it: a call before asks for it. Throws the server's refusal, Unimplemented up to 3.6.
 */
export async function* streamedRange(read: RangeRead): RangePages {
  const { client, request, newCall } = read
  if (!isInStoreOrder(request)) {
    for await (const { rangeResponse } of client.serverStream(KV.rangeStream, request, newCall())) {
      if (rangeResponse !== undefined) yield rangeResponse
    }
    return
  }
  const { header } = await client.kv.range({ ...request, limit: 1n, keysOnly: true }, newCall())
  let head = header
  for await (const chunk of rangeStream({ ...read, request: pinnedTo(header, request) })) {
    yield { ...chunk, header: head }
    head = undefined
  }
}
