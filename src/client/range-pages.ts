import { type RangeRequest, type ResponseHeader, SortOrder, SortTarget } from '../rpc/messages.ts'
import type { RangePage } from '../rpc/packed-range.ts'
import type { CallOptions, EtcdClient } from './client.ts'

/** A range to be read, and by what. */
export interface RangeRead {
  readonly client: EtcdClient
  readonly request: Partial<RangeRequest>
  /** The options of one more call: its time counts from now. */
  readonly newCall: () => CallOptions
}

export type RangePages = AsyncGenerator<RangePage, void, undefined>

/** Most ranges have fewer: they take one call. So many values of a megabyte still fit into memory. */
const firstKeys = 100n

/**
 * Reads a range page by page, all of it as it was at the first page's revision: that page has the header, the last one `more`
 * and `count`, and together they are what one call would answer. Each call has a deadline of its own. What the server has
 * to sort or to filter comes as one page. Throws what the calls throw, also between two pages.
 */
export async function* rangePages(read: RangeRead): RangePages {
  if (!isInStoreOrder(read.request)) {
    yield* wholeRange(read)
    return
  }
  const { client, request, newCall } = read
  const limit = firstLimit(request.limit)
  const first = await client.kv.range({ ...request, limit }, newCall())
  if (!first.more || limit === request.limit) {
    yield first
    return
  }
  const { restOfRange } = await import('./range-rest.ts')
  yield* restOfRange(read, first)
}

/** The answer of one call, whatever its size. */
export async function* wholeRange({ client, request, newCall }: RangeRead): RangePages {
  yield await client.kv.range(request, newCall())
}

/** True for a range that a server can begin to answer before it has read all of it. */
export function isInStoreOrder(request: Partial<RangeRequest>): boolean {
  const { rangeEnd, countOnly = false, sortOrder = SortOrder.NONE, sortTarget = SortTarget.KEY } = request
  if (rangeEnd === undefined || rangeEnd.length === 0 || countOnly) return false
  if (sortOrder !== SortOrder.NONE || sortTarget !== SortTarget.KEY) return false
  const { minModRevision, maxModRevision, minCreateRevision, maxCreateRevision } = request
  return [minModRevision, maxModRevision, minCreateRevision, maxCreateRevision].every((bound = 0n) => bound === 0n)
}

/** A limit of 0 and less is none. */
function firstLimit(limit = 0n): bigint {
  return limit > 0n && limit < firstKeys ? limit : firstKeys
}

/** The request for one revision: its own, or that of an answer to it. */
export function pinnedTo(header: ResponseHeader | undefined, request: Partial<RangeRequest>): Partial<RangeRequest> {
  const { revision = 0n } = request
  return revision > 0n ? request : { ...request, revision: header?.revision ?? 0n }
}
