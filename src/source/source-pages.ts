import { PackedPairs } from '../rpc/key-value/packed-pairs.ts'
import type { RangePage } from '../rpc/key-value/range-page.ts'
import { type KeyValue, type RangeRequest, type ResponseHeader, SortOrder, SortTarget } from '../rpc/messages.ts'
import type { Source } from './source.ts'

interface PagesOptions {
  /** False when nobody looks at the count of a page. */
  readonly needsCount: boolean
}

/** Answers a range request out of a source as a server would (3.4 to 3.7): with its sorting, bounds, limit and count. */
export async function* sourcePages(
  source: Source,
  request: Partial<RangeRequest>,
  options: PagesOptions,
): AsyncGenerator<RangePage, void, undefined> {
  const header = await headerOf(source)
  if (request.countOnly === true) yield { header, kvs: [], more: false, count: await source.count(rangeOf(request)) }
  else if (isPlain(request)) yield* plainPages(source, request, header, options)
  else yield* sortedPages(source, request, header)
}

/** Files do not tell which member of which cluster they are from. */
async function headerOf(source: Source): Promise<ResponseHeader> {
  return { clusterId: 0n, memberId: 0n, revision: (await source.revision()) ?? 0n, raftTerm: 0n }
}

function rangeOf({ key = new Uint8Array(0), rangeEnd = new Uint8Array(0) }: Partial<RangeRequest>) {
  return { key, rangeEnd }
}

function isPlain(request: Partial<RangeRequest>): boolean {
  const { sortOrder = SortOrder.NONE, sortTarget = SortTarget.KEY } = request
  return sortOrder === SortOrder.NONE && sortTarget === SortTarget.KEY && !hasBounds(request)
}

function hasBounds({
  minModRevision = 0n,
  maxModRevision = 0n,
  minCreateRevision = 0n,
  maxCreateRevision = 0n,
}: Partial<RangeRequest>): boolean {
  return minModRevision + maxModRevision + minCreateRevision + maxCreateRevision > 0n
}

async function* plainPages(
  source: Source,
  request: Partial<RangeRequest>,
  header: ResponseHeader,
  { needsCount }: PagesOptions,
): AsyncGenerator<RangePage, void, undefined> {
  const { keysOnly = false, limit = 0n } = request
  let shown = 0n
  let first: ResponseHeader | undefined = header
  for await (const batch of source.range(rangeOf(request), { keysOnly, limit })) {
    const kvs = batch instanceof PackedPairs ? batch : [...batch]
    shown += BigInt(batch instanceof PackedPairs ? batch.count : (kvs as readonly KeyValue[]).length)
    yield { header: first, kvs, packed: batch instanceof PackedPairs ? batch : undefined, more: false, count: 0n }
    first = undefined
  }
  const isCut = limit > 0n && shown === limit
  const count = isCut && needsCount ? await source.count(rangeOf(request)) : shown
  yield { header: first, kvs: [], more: count > shown, count }
}

/** Takes the whole range into memory, without values where nobody looks at them. */
async function* sortedPages(
  source: Source,
  request: Partial<RangeRequest>,
  header: ResponseHeader,
): AsyncGenerator<RangePage, void, undefined> {
  const { sortOrder = SortOrder.NONE, sortTarget = SortTarget.KEY, limit = 0n, keysOnly = false } = request
  const kvs: KeyValue[] = []
  let count = 0n
  const isValueNeeded = !keysOnly || sortTarget === SortTarget.VALUE
  for await (const batch of source.range(rangeOf(request), { keysOnly: !isValueNeeded })) {
    for (const kv of batch) {
      count += 1n
      if (isWithin(kv, request)) kvs.push(copyOf(kv))
    }
  }
  kvs.sort(comparing(sortTarget))
  if (sortOrder === SortOrder.DESCEND) kvs.reverse()
  const isCut = limit > 0n && BigInt(kvs.length) > limit
  const shown = isCut ? kvs.slice(0, Number(limit)) : kvs
  const bare = keysOnly ? shown.map((kv) => ({ ...kv, value: new Uint8Array() })) : shown
  yield { header, kvs: bare, more: isCut, count }
}

function isWithin({ modRevision, createRevision }: KeyValue, request: Partial<RangeRequest>): boolean {
  const { minModRevision = 0n, maxModRevision = 0n, minCreateRevision = 0n, maxCreateRevision = 0n } = request
  if (modRevision < minModRevision || createRevision < minCreateRevision) return false
  if (maxModRevision > 0n && modRevision > maxModRevision) return false
  return maxCreateRevision === 0n || createRevision <= maxCreateRevision
}

/** What holds when the bytes that it was read from do not any more. */
function copyOf(kv: KeyValue): KeyValue {
  return { ...kv, key: kv.key.slice(), value: kv.value.slice() }
}

function comparing(target: number): (a: KeyValue, b: KeyValue) => number {
  switch (target) {
    case SortTarget.VERSION:
      return (a, b) => order(a.version, b.version)
    case SortTarget.CREATE:
      return (a, b) => order(a.createRevision, b.createRevision)
    case SortTarget.MOD:
      return (a, b) => order(a.modRevision, b.modRevision)
    case SortTarget.VALUE:
      return (a, b) => Buffer.compare(a.value, b.value)
    default:
      return (a, b) => Buffer.compare(a.key, b.key)
  }
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
