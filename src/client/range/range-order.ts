import { type RangeRequest, type ResponseHeader, SortOrder, SortTarget } from '../../rpc/messages.ts'

/** True for a range that is answered in the order of the store, with all that is in it. */
export function isInStoreOrder(request: Partial<RangeRequest>): boolean {
  const { rangeEnd, countOnly = false, sortOrder = SortOrder.NONE, sortTarget = SortTarget.KEY } = request
  if (rangeEnd === undefined || rangeEnd.length === 0 || countOnly || isFiltered(request)) return false
  return sortOrder === SortOrder.NONE && sortTarget === SortTarget.KEY
}

/** True when bounds of revisions may leave keys out. */
export function isFiltered(request: Partial<RangeRequest>): boolean {
  const { minModRevision, maxModRevision, minCreateRevision, maxCreateRevision } = request
  return [minModRevision, maxModRevision, minCreateRevision, maxCreateRevision].some((bound = 0n) => bound !== 0n)
}

/** The request for one revision: its own, or that of an answer to it. */
export function pinnedTo(header: ResponseHeader | undefined, request: Partial<RangeRequest>): Partial<RangeRequest> {
  const { revision = 0n } = request
  return revision > 0n ? request : { ...request, revision: header?.revision ?? 0n }
}
