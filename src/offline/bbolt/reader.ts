import type { Source } from '../file-source.ts'
import type { Leaf } from './leaf.ts'
import type { BoltMeta } from './meta.ts'

/** Called for each entry; the views hold during the call only. Return false to stop. */
export type EachEntry = (key: Uint8Array, value: Uint8Array) => void | boolean

/** Called for each leaf page; the leaf is one object that is filled anew each time. Return false to stop. */
export type EachLeaf = (leaf: Leaf) => void | boolean

/**
 * One top-level bucket. All visits are in key order and check what they read: a page or an element out of place throws a
 * BoltError. A nested bucket is an entry with an empty value. Visits of one reader do not nest.
 */
export interface BoltBucket {
  readonly name: Uint8Array
  readonly sequence: bigint
  visit(each: EachEntry): void
  /** Begins at the first key that is not below `start`. */
  visitFrom(start: Uint8Array, each: EachEntry): void
  /** From the last key to the first. */
  visitReverse(each: EachEntry): void
  /** For hot loops: pages without entries are left out. */
  visitLeaves(each: EachLeaf): void
  /** A copy of the value, undefined when there is no such key. */
  get(key: Uint8Array): Uint8Array | undefined
  /** Copies of the entry with the highest key. */
  last(): { key: Uint8Array; value: Uint8Array } | undefined
}

/** An entry of the root: etcd has buckets there only. */
export interface RootEntry {
  readonly name: Uint8Array
  readonly isBucket: boolean
}

export interface BoltReader {
  readonly source: Source
  readonly pageSize: number
  readonly meta: BoltMeta
  /** The length of the database itself: files are longer by a trailing hash or by space kept for growth. */
  readonly sizeBytes: number
  rootEntries(): readonly RootEntry[]
  /** In byte order. */
  bucketNames(): Uint8Array[]
  bucket(name: string | Uint8Array): BoltBucket | undefined
}

/** Reads the meta pages only. Throws a BoltError, with the original's text, for what is no database. */
export function openBolt(_source: Source): BoltReader {
  throw new Error('not yet')
}
