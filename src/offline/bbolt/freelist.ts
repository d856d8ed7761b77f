import { safeU64le } from '../bytes.ts'
import { BoltError } from './bolt-error.ts'
import { maxElements, pageFlag, pageHeaderBytes } from './layout.ts'
import type { Page, Pages } from './page.ts'

export interface Freelist {
  /** The numbers of free pages, as stored. */
  readonly ids: Float64Array
  /** The number of overflow pages of the list itself. */
  readonly overflow: number
}

/** Reads the stored list of free pages. Throws a BoltError when it is damaged. */
export function readFreelist(pages: Pages, id: number): Freelist {
  const page = pages.read(id)
  if (page.flags !== pageFlag.freelist) throw new BoltError(`page ${id}: is no freelist`)
  // A count that does not fit into the header is the first number of the list.
  const isLong = page.count === maxElements
  const start = pageHeaderBytes + (isLong ? 8 : 0)
  const count = isLong ? longCount(page) : page.count
  if (start + 8 * count > page.bytes.length) throw new BoltError(`page ${id}: ${count} free pages do not fit`)
  const ids = new Float64Array(count)
  for (let index = 0; index < count; index++) ids[index] = safeU64le(page.bytes, start + 8 * index)
  return { ids, overflow: page.overflow }
}

function longCount({ bytes }: Page): number {
  return bytes.length >= pageHeaderBytes + 8 ? safeU64le(bytes, pageHeaderBytes) : Number.POSITIVE_INFINITY
}
