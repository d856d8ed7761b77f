import { u16le, viewOf } from '../bytes.ts'
import { BoltError } from './bolt-error.ts'
import { bucketHeaderBytes, pageFlag, pageHeaderBytes } from './layout.ts'
import { LeafBuffer } from './leaf.ts'
import type { Pages } from './page.ts'
import { nestedBucket, type WalkOptions, walkTree } from './walk.ts'

/** The entries of one bucket: on pages of their own, or inline in the entry that names the bucket. */
export interface Tree {
  readonly sequence: bigint
  /** Page of the tree's root; 0 for an inline bucket. */
  readonly root: number
  walk(options: WalkOptions): void
}

/** The root of a database, the only tree whose entries may be buckets. */
export function rootTree(pages: Pages, root: number, sequence: bigint): Tree {
  return { root, sequence, walk: (options) => walkTree(pages, root, { ...options, mayHoldBuckets: true }) }
}

/** A tree with pages of its own. */
function pagedTree(pages: Pages, root: number, sequence: bigint): Tree {
  return { root, sequence, walk: (options) => walkTree(pages, root, options) }
}

/** The tree that a bucket's value names or holds. The value is copied. Throws a BoltError when it can be neither. */
export function bucketTree(pages: Pages, name: string, value: Uint8Array): Tree {
  if (value.length < bucketHeaderBytes) throw new BoltError(`bucket ${name}: a header of ${value.length} bytes`)
  const view = viewOf(value)
  const root = view.getBigUint64(0, true)
  const sequence = view.getBigUint64(8, true)
  if (root === 0n) return inlineTree(name, value.slice(), sequence)
  if (value.length !== bucketHeaderBytes) throw new BoltError(`bucket ${name}: a header of ${value.length} bytes`)
  if (root < 2n || root >= BigInt(pages.end))
    throw new BoltError(`bucket ${name}: page ${root}: out of bounds: ${pages.end}`)
  return pagedTree(pages, Number(root), sequence)
}

function inlineTree(name: string, value: Uint8Array, sequence: bigint): Tree {
  const what = `of bucket ${name}`
  checkInline(what, value)
  const leaf = new LeafBuffer()
  leaf.load(what, value, bucketHeaderBytes)
  if (leaf.hasBuckets) throw nestedBucket(what)
  if (leaf.dataEnd !== value.length) throw new BoltError(`page ${what}: does not end with its last element`)
  const walk = ({ each }: WalkOptions) => {
    if (leaf.count > 0) each(leaf)
  }
  return { root: 0, sequence, walk }
}

function checkInline(what: string, value: Uint8Array): void {
  if (value.length < bucketHeaderBytes + pageHeaderBytes) throw new BoltError(`page ${what}: is cut off`)
  const flags = u16le(value, bucketHeaderBytes + 8)
  if (flags !== pageFlag.leaf) throw new BoltError(`page ${what}: has unexpected type/flags: ${flags.toString(16)}`)
  const count = u16le(value, bucketHeaderBytes + 10)
  if (bucketHeaderBytes + pageHeaderBytes * (count + 1) > value.length)
    throw new BoltError(`page ${what}: ${count} elements do not fit`)
}
