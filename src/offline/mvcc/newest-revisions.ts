import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltBucket } from '../bbolt/reader.ts'
import { BitSet } from './bit-set.ts'
import { type KeyTable, takeInParts } from './key-table.ts'
import { UserKeys } from './user-keys.ts'

/** How many entries of a leaf of the bucket `key`, from the first on, count. */
export type CountWithin = (leaf: Leaf) => number

/**
 * The places, counted from 0, of each key's newest revision among those that count, for keys that exist then. Undefined
 * when there is none. Throws a CliError for an entry that is no revision of a key.
 */
export function newestOfEach(bucket: BoltBucket, countWithin: CountWithin, table: KeyTable): BitSet | undefined {
  const newest = new Newest(bucket, countWithin, table)
  const entries = newest.read()
  if (!table.isFull) return newest.places
  const inParts = new Newest(bucket, countWithin, table)
  takeInParts(table, entries, () => inParts.read())
  return inParts.places
}

class Newest {
  private readonly bucket: BoltBucket
  private readonly countWithin: CountWithin
  private readonly table: KeyTable
  private readonly keys = new UserKeys()
  private readonly placed = new BitSet()
  private existing = 0

  constructor(bucket: BoltBucket, countWithin: CountWithin, table: KeyTable) {
    this.bucket = bucket
    this.countWithin = countWithin
    this.table = table
  }

  get places(): BitSet | undefined {
    return this.existing > 0 ? this.placed : undefined
  }

  /** Reads the bucket for the keys that the table takes; returns how many entries count. */
  read(): number {
    let next = 0
    this.bucket.visitLeaves((leaf) => {
      const count = this.countWithin(leaf)
      this.keys.visit(leaf, count, (bytes, start, end, isTombstone) => {
        this.take(next, isTombstone, this.table.replace(bytes, start, end, isTombstone ? 0 : next + 1))
        next += 1
      })
      return count === leaf.count
    })
    return next
  }

  private take(place: number, isTombstone: boolean, before: number): void {
    if (before < 0) return
    if (before > 0) this.placed.delete(before - 1)
    if (!isTombstone) this.placed.add(place)
    this.existing += Number(!isTombstone) - Number(before > 0)
  }
}
