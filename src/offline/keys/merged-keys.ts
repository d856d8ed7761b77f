import { compareBytes } from '../bytes.ts'
import type { KeyEntry, SortedKeys } from './sorted-keys.ts'

/** Several sorted lists as one; no key stands in two of them. */
export class MergedKeys implements SortedKeys {
  private readonly lists: readonly SortedKeys[]

  constructor(lists: readonly SortedKeys[]) {
    this.lists = lists
  }

  *from(key: Uint8Array): Generator<KeyEntry, void, undefined> {
    const heads: Head[] = []
    for (const list of this.lists) {
      const rest = list.from(key)
      const { value } = rest.next()
      if (value !== undefined) add(heads, { entry: value, rest })
    }
    // the lowest one stands last
    for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
      yield head.entry
      const { value } = head.rest.next()
      if (value !== undefined) add(heads, { entry: value, rest: head.rest })
    }
  }

  close(): void {
    for (const list of this.lists) list.close()
  }
}

interface Head {
  readonly entry: KeyEntry
  readonly rest: Generator<KeyEntry, void, undefined>
}

/** Keeps them sorted, the highest first. */
function add(heads: Head[], head: Head): void {
  let low = 0
  let high = heads.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareBytes(heads[middle]?.entry.key ?? head.entry.key, head.entry.key) > 0) low = middle + 1
    else high = middle
  }
  heads.splice(low, 0, head)
}
