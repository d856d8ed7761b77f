import { BoltError } from '../bbolt/bolt-error.ts'
import { elementBytes, pageFlag, pageHeaderBytes } from '../bbolt/layout.ts'
import type { Page, Pages } from '../bbolt/page.ts'
import { safeU64le, u32le } from '../bytes.ts'
import { revisionNumber } from './revision-number.ts'

/** A sound tree is far less deep. */
const deepest = 64

/** The leaf pages of a bucket `key`, in order, found in its branch pages alone. */
export interface LeafList {
  readonly pages: readonly number[]
  /** For each a revision that none of its entries is below; the first one's is 0. */
  readonly firstRevisions: readonly number[]
}

/** Throws a BoltError for a branch page out of place. */
export function listLeaves(pages: Pages, root: number): LeafList {
  const list = new Listing(pages)
  list.visit(root, 0, 0)
  return list
}

class Listing implements LeafList {
  readonly pages: number[] = []
  readonly firstRevisions: number[] = []
  private readonly source: Pages
  /** All leaves of a tree are equally deep. */
  private leafDepth: number | undefined

  constructor(source: Pages) {
    this.source = source
  }

  visit(id: number, depth: number, firstRevision: number): void {
    if (depth === this.leafDepth) {
      this.add(id, firstRevision)
      return
    }
    const page = this.source.read(id)
    if (page.flags === pageFlag.leaf) {
      this.leafDepth = depth
      this.add(id, firstRevision)
      return
    }
    if (page.flags !== pageFlag.branch) throw new BoltError(`page ${id}: is neither a branch nor a leaf`)
    if (depth === deepest) throw new BoltError(`page ${id}: the tree is too deep`)
    this.visitChildren(page, depth, firstRevision)
  }

  private visitChildren(page: Page, depth: number, firstRevision: number): void {
    const bytes = page.bytes.slice()
    const dataStart = pageHeaderBytes + elementBytes * page.count
    for (let index = 0; index < page.count; index++) {
      const at = pageHeaderBytes + elementBytes * index
      const start = at + u32le(bytes, at)
      const end = start + u32le(bytes, at + 4)
      if (start < dataStart || end > bytes.length || end - start < 8)
        throw new BoltError(`page ${page.id}: element ${index} is damaged`)
      const first = index === 0 ? firstRevision : revisionNumber(bytes, start)
      this.visit(safeU64le(bytes, at + 8), depth + 1, first)
    }
  }

  private add(id: number, firstRevision: number): void {
    if (!(id >= 2 && id < this.source.end)) throw new BoltError(`page ${id}: out of bounds: ${this.source.end}`)
    this.pages.push(id)
    this.firstRevisions.push(firstRevision)
  }
}
