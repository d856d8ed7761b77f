import { compareBytes } from '../bytes.ts'
import { BoltError } from './bolt-error.ts'
import { type Branch, childIndex, readBranch } from './branch.ts'
import { pageFlag } from './layout.ts'
import { LeafBuffer } from './leaf.ts'
import type { Pages } from './page.ts'
import { PageSet } from './page-set.ts'

/** A sound tree is far less deep: eight levels would hold more than any file can. */
const deepest = 64

/** Keys below `low` or from `high` on do not belong into the subtree. */
interface Bounds {
  readonly low: Uint8Array | undefined
  readonly high: Uint8Array | undefined
}

export interface WalkOptions {
  /** Begin with the leaf that holds this key. */
  readonly start?: Uint8Array | undefined
  readonly isReverse?: boolean
  /** Collects the pages that were read; a page that is in it already is refused. A new set by default. */
  readonly seen?: PageSet | undefined
  /** True for the root: anywhere else a bucket is damage, for etcd makes none there. */
  readonly mayHoldBuckets?: boolean
  /** Called for each leaf, whose buffer is filled anew each time. Return false to stop. */
  readonly each: (leaf: LeafBuffer) => unknown
}

/** Visits the leaves of the tree below `root` in key order. Throws a BoltError for any page out of place. */
export function walkTree(pages: Pages, root: number, options: WalkOptions): void {
  new Walk(pages, options).visit(root, 0, { low: undefined, high: undefined })
}

class Walk {
  private readonly pages: Pages
  private readonly options: WalkOptions
  private readonly seen: PageSet
  private readonly leaf = new LeafBuffer()
  private start: Uint8Array | undefined

  constructor(pages: Pages, options: WalkOptions) {
    this.pages = pages
    this.options = options
    this.seen = options.seen ?? new PageSet(pages.end)
    this.start = options.start
  }

  /** False when the visitor wants no more. */
  visit(id: number, depth: number, bounds: Bounds): boolean {
    const page = this.pages.read(id)
    if (!this.seen.addRun(id, page.overflow)) throw new BoltError(`page ${id}: multiple references`)
    if (page.flags === pageFlag.leaf) return this.visitLeaf(id, page.bytes, bounds)
    if (page.flags !== pageFlag.branch) throw new BoltError(`page ${id}: is neither a branch nor a leaf`)
    if (depth === deepest) throw new BoltError(`page ${id}: the tree is too deep`)
    return this.visitChildren(readBranch(page), id, depth, bounds)
  }

  private visitChildren(branch: Branch, id: number, depth: number, bounds: Bounds): boolean {
    checkBounds(id, branch.keys[0], branch.keys.at(-1), bounds)
    const { isReverse = false } = this.options
    const { length } = branch.children
    const first = this.start === undefined ? 0 : childIndex(branch, this.start)
    for (let step = first; step < length; step++) {
      const index = isReverse ? length - 1 - step : step
      const high = branch.keys[index + 1] ?? bounds.high
      if (!this.visit(branch.children[index] ?? 0, depth + 1, { low: branch.keys[index], high })) return false
    }
    return true
  }

  private visitLeaf(id: number, bytes: Uint8Array, bounds: Bounds): boolean {
    const leaf = this.leaf
    this.start = undefined
    leaf.load(id, bytes, 0)
    if (leaf.hasBuckets && this.options.mayHoldBuckets !== true) throw nestedBucket(id)
    if (leaf.count === 0) return true
    const { low, high } = bounds
    if (low !== undefined && leaf.compareKey(0, low) < 0) throw belowAncestor(id)
    if (high !== undefined && leaf.compareKey(leaf.count - 1, high) >= 0) throw aboveNext(id)
    return this.options.each(leaf) !== false
  }
}

function checkBounds(
  id: number,
  first: Uint8Array | undefined,
  last: Uint8Array | undefined,
  { low, high }: Bounds,
): void {
  if (low !== undefined && first !== undefined && compareBytes(first, low) < 0) throw belowAncestor(id)
  if (high !== undefined && last !== undefined && compareBytes(last, high) >= 0) throw aboveNext(id)
}

/** For a bucket within a bucket; mostly a bit of an element's flags that was changed. */
export function nestedBucket(what: string | number): BoltError {
  return new BoltError(`page ${what}: an element says that it is a bucket within a bucket`)
}

function belowAncestor(id: number): BoltError {
  return new BoltError(`page ${id}: its first key is below the key in the ancestor`)
}

function aboveNext(id: number): BoltError {
  return new BoltError(`page ${id}: its last key is not below the next key in the ancestor`)
}
