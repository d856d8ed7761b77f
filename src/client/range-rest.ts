import type { RangeRequest, RangeResponse } from '../rpc/messages.ts'
import { type PackedRange, packedRange } from '../rpc/packed-range.ts'
import { ahead } from './ahead.ts'
import { looseBatch, packedBatch, type RangeBatch, toPage } from './range-batch.ts'
import type { RangePages, RangeRead } from './range-pages.ts'
import { RangePlace, type Stretch } from './range-place.ts'
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
    if (isFar) yield* stretches(read, place)
    if (place.left === 0n) break
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

/** Stretches that a server works on or sends at the same time. */
const mostComing = 3

interface Coming {
  readonly stretch: Stretch
  readonly batch: Promise<RangeBatch>
}

/** Pages up to borders that are guessed, as far as that goes: the server makes one while others are on their way. */
async function* stretches(read: RangeRead, place: RangePlace): RangePages {
  const abandon = new AbortController()
  const coming: Coming[] = []
  const ask = (): void => {
    while (coming.length < mostComing) {
      const stretch = place.stretchBehind(coming.map((each) => each.stretch))
      if (stretch === undefined) return
      const batch = packedCall(read, stretch.request, abandon.signal)
      // a failure is met when its turn comes
      batch.catch(() => {})
      coming.push({ stretch, batch })
    }
  }
  try {
    for (;;) {
      ask()
      const [next] = coming
      if (next === undefined || !place.hasRoomFor(next.stretch)) return
      const batch = await next.batch
      coming.shift()
      const isWhole = place.advanceStretch(batch, next.stretch)
      limitYoungHeap()
      // the next one is on its way while this one is printed
      if (isWhole) ask()
      yield toPage(batch)
      if (!isWhole) yield* restOfStretch(read, place, next.stretch)
    }
  } finally {
    abandon.abort()
  }
}

async function* restOfStretch(read: RangeRead, place: RangePlace, stretch: Stretch): RangePages {
  for (let isWhole = false; !isWhole && place.left > 0n; ) {
    const rest = place.restOf(stretch)
    const batch = await packedCall(read, rest.request)
    isWhole = place.advanceStretch(batch, rest)
    yield toPage(batch)
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
