import { safeU64le, u32le } from '../bytes.ts'
import { BoltError } from './bolt-error.ts'
import { elementBytes, pageHeaderBytes } from './layout.ts'
import type { Page } from './page.ts'
import { isZero } from './zeros.ts'

/** The children of a branch page, copied out of it; key i is not above any key of child i. */
export interface Branch {
  readonly children: readonly number[]
  readonly keys: readonly Uint8Array[]
  /** True when the keys come without gaps after the last element, and zeros follow them, as bbolt writes it. */
  readonly isDense: boolean
}

/**
 * Throws a BoltError when an element reaches out of the page, keys are not ascending, or there are gaps between them, which
 * a number of elements or a length that was changed leaves.
 */
export function readBranch(page: Page): Branch {
  const branch = readUnorderedBranch(page)
  if (!branch.isDense) throw new BoltError(`page ${page.id}: there are gaps between its elements, or bytes behind them`)
  checkOrder(page, branch.keys)
  return branch
}

/** As `readBranch`, but the keys may be in any order, with gaps between them. */
export function readUnorderedBranch(page: Page): Branch {
  if (page.count === 0) throw new BoltError(`page ${page.id}: a branch without children`)
  const bytes = page.bytes.slice()
  const children: number[] = []
  const keys: Uint8Array[] = []
  let isDense = true
  let expected = pageHeaderBytes + elementBytes * page.count
  for (let index = 0; index < page.count; index++) {
    const at = pageHeaderBytes + elementBytes * index
    const start = at + u32le(bytes, at)
    const end = start + u32le(bytes, at + 4)
    if (start < pageHeaderBytes + elementBytes * page.count || end > bytes.length || start === end)
      throw new BoltError(`page ${page.id}: element ${index} is damaged`)
    if (start !== expected) isDense = false
    expected = end
    children.push(safeU64le(bytes, at + 8))
    keys.push(bytes.subarray(start, end))
  }
  return { children, keys, isDense: isDense && isZero(bytes, expected) }
}

function checkOrder(page: Page, keys: readonly Uint8Array[]): void {
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1]
    if (before !== undefined && Buffer.compare(before, key) >= 0)
      throw new BoltError(`page ${page.id}: key ${index} is not above the one before it`)
  }
}

/** The child that holds `key`, if any does. */
export function childIndex(branch: Branch, key: Uint8Array): number {
  let low = 0
  let high = branch.keys.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (Buffer.compare(branch.keys[middle] ?? key, key) <= 0) low = middle
    else high = middle
  }
  return low
}
