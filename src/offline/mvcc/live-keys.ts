import type { Leaf } from '../bbolt/leaf.ts'
import { KeyTable } from './key-table.ts'
import { UserKeys } from './user-keys.ts'

/** Counts the user keys that exist after the last revision. Leaves of the bucket `key` come in order. */
export class LiveKeys {
  count = 0
  readonly #table = new KeyTable()
  readonly #keys = new UserKeys()

  /** Throws a CliError for an entry that is no revision of a key. */
  add(leaf: Leaf): void {
    this.#keys.visit(leaf, leaf.count, (view, start, end, isTombstone) => {
      const exists = isTombstone ? 0 : 1
      this.count += exists - this.#table.replace(view, start, end, exists)
    })
  }
}
