import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltBucket } from '../bbolt/reader.ts'
import { type KeyTable, takeInParts } from './key-table.ts'
import { UserKeys } from './user-keys.ts'

/** Counts the user keys that exist after the last revision. */
export class LiveKeys {
  private count = 0
  private entries = 0
  private readonly table: KeyTable
  private readonly keys = new UserKeys()

  constructor(table: KeyTable) {
    this.table = table
  }

  /** Takes the next leaf of the bucket `key`. Throws a CliError for an entry that is no revision of a key. */
  add(leaf: Leaf): void {
    this.entries += leaf.count
    this.take(leaf)
  }

  /** The number of keys, once all leaves are added; reads the bucket again when the keys did not fit into the table. */
  total(bucket: BoltBucket | undefined): number {
    if (!this.table.isFull) return this.count
    this.count = 0
    takeInParts(this.table, this.entries, () => bucket?.visitLeaves((leaf) => this.take(leaf)))
    return this.count
  }

  private take(leaf: Leaf): void {
    this.keys.visit(leaf, leaf.count, (bytes, start, end, isTombstone) => {
      const exists = isTombstone ? 0 : 1
      const existed = this.table.replace(bytes, start, end, exists)
      if (existed >= 0) this.count += exists - existed
    })
  }
}
