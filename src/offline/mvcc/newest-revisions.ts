import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltBucket } from '../bbolt/reader.ts'
import { BitSet } from './bit-set.ts'
import { type KeyTable, takeInParts } from './key-table.ts'
import { UserKeys } from './user-keys.ts'

/** How many entries of a leaf of the bucket `key`, from the first on, count. */
export type CountWithin = (leaf: Leaf) => number

/**
 * The positions, counted from 0, of each key's newest revision among those that count, for keys that exist then. Undefined
 * when there is none. Throws a CliError for an entry that is no revision of a key.
 */
export function newestOfEach(bucket: BoltBucket, countWithin: CountWithin, table: KeyTable): BitSet | undefined {
  const newest = new Newest(bucket, countWithin, table)
  const entries = newest.read()
  if (!table.isFull) return newest.positions
  const inParts = new Newest(bucket, countWithin, table)
  takeInParts(table, entries, () => inParts.read())
  return inParts.positions
}

class Newest {
  private readonly bucket: BoltBucket
  private readonly countWithin: CountWithin
  private readonly table: KeyTable
  private readonly keys = new UserKeys()
  private readonly found = new BitSet()
  private existing = 0

  constructor(bucket: BoltBucket, countWithin: CountWithin, table: KeyTable) {
    this.bucket = bucket
    this.countWithin = countWithin
    this.table = table
  }

  get positions(): BitSet | undefined {
    return this.existing > 0 ? this.found : undefined
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

  private take(position: number, isTombstone: boolean, before: number): void {
    if (before < 0) return
    if (before > 0) this.found.delete(before - 1)
    if (!isTombstone) this.found.add(position)
    this.existing += Number(!isTombstone) - Number(before > 0)
  }
}
