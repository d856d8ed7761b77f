import { compareBytes } from '../bytes.ts'
import type { Leaf, LeafBuffer } from './leaf.ts'
import type { PageSet } from './page-set.ts'
import type { Tree } from './tree.ts'

/** Called for each entry; the views hold during the call only. Return false to stop. */
export type EachEntry = (key: Uint8Array, value: Uint8Array) => unknown

/** Called for each leaf page; the leaf is one object that is filled anew each time. Return false to stop. */
export type EachLeaf = (leaf: Leaf) => unknown

/**
 * One top-level bucket. All visits are in key order and check what they read: a page or an element out of place throws a
 * BoltError, and so does a bucket within the bucket, for etcd makes none.
 */
export class BoltBucket {
  readonly name: Uint8Array
  readonly sequence: bigint
  private readonly tree: Tree

  constructor(name: Uint8Array, tree: Tree) {
    this.name = name
    this.sequence = tree.sequence
    this.tree = tree
  }

  /** The page of its tree's root; 0 when its entries stand inline in the entry that names it. */
  get rootPage(): number {
    return this.tree.root
  }

  visit(each: EachEntry): void {
    this.tree.walk({ each: (leaf) => visitUp(leaf, 0, each) })
  }

  /** Begins at the first key that is not below `start`. */
  visitFrom(start: Uint8Array, each: EachEntry): void {
    let isFirst = true
    this.tree.walk({
      start,
      each: (leaf) => {
        const from = isFirst ? leaf.lowerBound(start) : 0
        isFirst = false
        return visitUp(leaf, from, each)
      },
    })
  }

  /** From the last key to the first. */
  visitReverse(each: EachEntry): void {
    this.tree.walk({ isReverse: true, each: (leaf) => visitDown(leaf, each) })
  }

  /** For hot loops: leaves that have entries. The pages are added to `seen`, and a page that is in it already is damage. */
  visitLeaves(each: EachLeaf, seen?: PageSet): void {
    this.tree.walk({ each, seen })
  }

  /** As `visitLeaves`, from the leaf on that holds `start`, or would hold it. */
  visitLeavesFrom(start: Uint8Array, each: EachLeaf): void {
    this.tree.walk({ start, each })
  }

  /** A copy of the value, undefined when there is no such key. */
  get(key: Uint8Array): Uint8Array | undefined {
    let found: Uint8Array | undefined
    this.visitFrom(key, (candidate, value) => {
      if (compareBytes(candidate, key) === 0) found = value.slice()
      return false
    })
    return found
  }

  /** Copies of the entry with the highest key. */
  last(): { key: Uint8Array; value: Uint8Array } | undefined {
    let found: { key: Uint8Array; value: Uint8Array } | undefined
    this.visitReverse((key, value) => {
      found = { key: key.slice(), value: value.slice() }
      return false
    })
    return found
  }
}

function visitUp(leaf: LeafBuffer, from: number, each: EachEntry): boolean {
  for (let index = from; index < leaf.count; index++) {
    if (each(leaf.key(index), leaf.value(index)) === false) return false
  }
  return true
}

function visitDown(leaf: LeafBuffer, each: EachEntry): boolean {
  for (let index = leaf.count - 1; index >= 0; index--) {
    if (each(leaf.key(index), leaf.value(index)) === false) return false
  }
  return true
}
