import { putSafeU64le } from '../bytes.ts'
import { elementBytes, maxElements, pageFlag, pageHeaderBytes } from './layout.ts'
import type { PageWriter } from './page-writer.ts'

/** A page by its number and its first key. */
export interface Child {
  readonly key: Uint8Array
  readonly id: number
}

/**
 * One level of branch pages. It keeps up to two pages' worth of children before it writes one, so that the last page of the
 * level is not left with a single child.
 */
export class BranchWriter {
  private readonly pages: PageWriter
  private readonly limit: number
  private pending: Child[] = []
  private pendingBytes = 0
  private above: BranchWriter | undefined

  constructor(pages: PageWriter, limit: number) {
    this.pages = pages
    this.limit = limit
  }

  add(child: Child): void {
    this.pending.push(child)
    this.pendingBytes += elementBytes + child.key.length
    if (this.pending.length > 3 && this.pendingBytes > 2 * this.limit) this.writePage(this.countWithin(this.limit))
  }

  /** Writes what is left on this level and the ones above; returns the page at the top. */
  finish(): number {
    const [only] = this.pending
    if (this.above === undefined && only !== undefined && this.pending.length === 1) return only.id
    const isOnePage = pageHeaderBytes + this.pendingBytes <= this.limit
    if (!isOnePage && this.pending.length > 3) this.writePage(this.countWithin(this.pendingBytes / 2))
    this.writePage(this.pending.length)
    return this.above?.finish() ?? 0
  }

  /** How many of the pending children fit: never fewer than two, and two are left. */
  private countWithin(limit: number): number {
    let size = pageHeaderBytes
    let count = 0
    for (const { key } of this.pending) {
      size += elementBytes + key.length
      if (size > limit) break
      count += 1
    }
    return Math.max(2, Math.min(count, this.pending.length - 2, maxElements - 1))
  }

  private writePage(count: number): void {
    const children = this.pending.slice(0, count)
    this.pending = this.pending.slice(count)
    const bytes = children.reduce((sum, { key }) => sum + elementBytes + key.length, 0)
    this.pendingBytes -= bytes
    const id = writeBranch(this.pages, children, pageHeaderBytes + bytes)
    this.above ??= new BranchWriter(this.pages, this.limit)
    this.above.add({ key: children[0]?.key ?? new Uint8Array(0), id })
  }
}

function writeBranch(pages: PageWriter, children: readonly Child[], size: number): number {
  const { id, bytes, view } = pages.begin(pageFlag.branch, children.length, size)
  let keyAt = pageHeaderBytes + elementBytes * children.length
  for (const [index, child] of children.entries()) {
    const at = pageHeaderBytes + elementBytes * index
    view.setUint32(at, keyAt - at, true)
    view.setUint32(at + 4, child.key.length, true)
    putSafeU64le(view, at + 8, child.id)
    bytes.set(child.key, keyAt)
    keyAt += child.key.length
  }
  return id
}
