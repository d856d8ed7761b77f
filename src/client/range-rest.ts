import type { RangeRequest, RangeResponse } from '../rpc/messages.ts'
import { type PackedRange, packedRange } from '../rpc/packed-range.ts'
import { ahead } from './ahead.ts'
import { looseBatch, packedBatch, type RangeBatch, toPage } from './range-batch.ts'
import type { RangePages, RangeRead } from './range-pages.ts'
import { type PagePair, RangePlace } from './range-place.ts'
import { rangeStream } from './range-stream.ts'
import { RpcError } from './rpc-error.ts'
import { limitYoungHeap } from './young-heap.ts'

/** The first page and what is behind it: in one stream where the server can do that (3.7), else with one call a page. */
export function restOfRange(read: RangeRead, first: RangeResponse): RangePages {
  return ahead(allPages(read, first))
}

async function* allPages(read: RangeRead, first: RangeResponse): RangePages {
  const { limit = 0n } = read.request
  const place = new RangePlace(read.request, first)
  const isFar = place.isFar
  yield { ...first, more: false, count: 0n }
  if (isFar) yield* byStream(read, place)
  while (place.left > 0n) {
    const pair = isFar ? place.pair : undefined
    if (pair !== undefined) {
      yield* twoPages(read, place, pair)
      continue
    }
    const request = place.pageRequest
    const batch = isFar
      ? await packedCall(read, request)
      : looseBatch(await read.client.kv.range(request, read.newCall()))
    place.advance(batch, request)
    limitYoungHeap()
    yield toPage(batch)
  }
  yield { kvs: [], more: limit > 0n && limit < first.count, count: first.count }
}

/** What a stream leaves over when it fails is asked for by calls: they repeat, log in anew, and raise what does not heal. */
async function* byStream(read: RangeRead, place: RangePlace): RangePages {
  const request = place.restRequest
  try {
    for await (const chunk of rangeStream({ ...read, request })) {
      const batch = packedBatch(chunk)
      place.advance(batch, request)
      limitYoungHeap()
      yield toPage(batch)
    }
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
  }
}

/** Two pages that the server makes at the same time; the second one is thrown away when it does not follow the first. */
async function* twoPages(read: RangeRead, place: RangePlace, pair: PagePair): RangePages {
  const abandon = new AbortController()
  const far = packedCall(read, pair.far, abandon.signal)
  far.catch(() => {})
  try {
    const batch = await packedCall(read, pair.near)
    const isUseful = place.advanceNear(batch, pair)
    limitYoungHeap()
    yield toPage(batch)
    if (!isUseful) return
    const next = await far
    place.advanceFar(next, pair)
    yield toPage(next)
  } finally {
    abandon.abort()
  }
}

async function packedCall(
  { client, newCall }: RangeRead,
  request: Partial<RangeRequest>,
  signal?: AbortSignal,
): Promise<RangeBatch> {
  const hasLeader = client.endpoints.length > 1 && request.serializable !== true
  let answer: PackedRange | undefined
  try {
    for await (const each of client.serverStream(packedRange, request, { ...newCall(), hasLeader, signal }))
      answer = each
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
  }
  return answer === undefined
    ? looseBatch(await client.kv.range(request, { ...newCall(), signal }))
    : packedBatch(answer)
}
