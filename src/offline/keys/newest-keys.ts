import type { KeyRange } from '../../base/ranges.ts'
import { compareRange } from '../bytes.ts'
import { KeyTable, takeInParts } from '../mvcc/key-table.ts'
import { KeyList } from './key-list.ts'
import { KeyRun } from './key-run.ts'
import { MergedKeys } from './merged-keys.ts'
import type { RevisionEntry, RevisionWalk } from './revision-walk.ts'
import type { SortedKeys } from './sorted-keys.ts'

/** Keys that are more than this go to a temporary file. */
const mostBytes = 32 << 20

export interface NewestOptions {
  readonly range: KeyRange
  /** The revision of the state that is wanted. */
  readonly until: number
  readonly fileBytes: number
  /** How much memory the keys may take before they go to a file. */
  readonly memoryBytes?: number
  /** Makes room for telling keys apart. */
  readonly makeTable?: () => KeyTable
}

/**
 * The keys of a range that exist at a revision, sorted, with the places of their values: one pass over the revisions, from the newest one
 * to the oldest, and one more for each part of very many keys. Throws what the walk throws.
 */
export function newestKeys(walk: RevisionWalk, options: NewestOptions): SortedKeys {
  const collecting = new Collecting(options)
  const { until } = options
  const read = (): void => {
    walk.walk({ until, isReverse: true, each: (entry) => collecting.take(entry) })
  }
  try {
    read()
    if (!collecting.table.isFull) return collecting.finish()
    const entries = collecting.restart()
    takeInParts(collecting.table, entries, read)
    return collecting.finish()
  } catch (error) {
    collecting.discard()
    throw error
  }
}

class Collecting {
  readonly table: KeyTable
  private readonly options: NewestOptions
  private readonly runs: KeyRun[] = []
  private list = new KeyList()
  private entries = 0

  constructor(options: NewestOptions) {
    this.options = options
    this.table = options.makeTable?.() ?? KeyTable.forFile(options.fileBytes)
  }

  /** The first entry of a key that is seen is its newest one. */
  take(entry: RevisionEntry): void {
    const { bytes, keyStart, keyEnd } = entry
    if (!isWithin(this.options.range, bytes, keyStart, keyEnd)) return
    this.entries += 1
    if (this.table.replace(bytes, keyStart, keyEnd, 1) !== 0 || entry.isTombstone) return
    this.list.add(bytes, keyStart, keyEnd, entry.messageAt, entry.messageLength)
    if (this.list.sizeBytes >= (this.options.memoryBytes ?? mostBytes)) this.spill()
  }

  finish(): SortedKeys {
    this.list.sort()
    return this.runs.length === 0 ? this.list : new MergedKeys([...this.runs, this.list])
  }

  /** Drops what was collected; returns how many entries there were. */
  restart(): number {
    this.discard()
    this.list = new KeyList()
    return this.entries
  }

  discard(): void {
    for (const run of this.runs.splice(0)) run.close()
  }

  private spill(): void {
    this.list.sort()
    this.runs.push(KeyRun.write(this.list.from(new Uint8Array(0))))
    this.list = new KeyList()
  }
}

/** For hot loops: whether the key from `start` to `end` lies in the range. */
export function isWithin({ key, rangeEnd }: KeyRange, bytes: Uint8Array, start: number, end: number): boolean {
  const order = compareRange(bytes, start, end, key)
  if (rangeEnd.length === 0) return order === 0
  if (order < 0) return false
  const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0
  return isOpen || compareRange(bytes, start, end, rangeEnd) < 0
}
