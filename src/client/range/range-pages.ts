import type { RangeRequest } from '../../rpc/messages.ts'
import type { RangePages, RangeRead } from './range-read.ts'

/**
 * Reads a range while its answer comes in: the first page has the header, the last one `more` and `count`, and together they are the one
 * answer. With `partBytes` pages that tell the `count` stand in between. Throws what the call throws, also between two pages, and then the pages so far are not all there is.
 */
export async function* rangePages(read: RangeRead): RangePages {
  if (!hasManyKeys(read.request)) yield await read.client.kv.range(read.request, read.newCall())
  else yield* (await import('./many-keys.ts')).readManyKeys(read)
}

/** False for one key, and for a count. */
function hasManyKeys({ rangeEnd, countOnly = false }: Partial<RangeRequest>): boolean {
  return rangeEnd !== undefined && rangeEnd.length > 0 && !countOnly
}
