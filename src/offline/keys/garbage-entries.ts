import type { KeyRange } from '../../base/ranges.ts'
import { KeyTable, takeInParts } from '../mvcc/key-table.ts'
import { isWithin } from './newest-keys.ts'
import type { RevisionEntry, RevisionWalk } from './revision-walk.ts'

/** Of the revision in front of the message. */
const revisionBytes = 17

/** Is told of each entry: a view of its user key, and the bytes that it takes. */
export type EachEntry = (key: Uint8Array, bytes: number) => void

export interface GarbageOptions {
  readonly range: KeyRange
  /** The revision of the state that is looked at. */
  readonly until: number
  readonly fileBytes: number
}

/** Visits the entries that are superseded at a revision, or are deletions: those that a compaction at it frees. */
export function visitGarbage(walk: RevisionWalk, { range, until, fileBytes }: GarbageOptions, each: EachEntry): void {
  const table = KeyTable.forFile(fileBytes)
  const take = (entry: RevisionEntry, tell: EachEntry): void => {
    const { bytes, keyStart, keyEnd, isTombstone, messageLength } = entry
    const before = table.replace(bytes, keyStart, keyEnd, 1)
    // an entry of another part is told when that one is read
    if (before < 0 || (before === 0 && !isTombstone)) return
    tell(bytes.subarray(keyStart, keyEnd), revisionBytes + Number(isTombstone) + messageLength)
  }
  let entries = 0
  const read = (tell: EachEntry): void => {
    walk.walk({
      until,
      isReverse: true,
      each: (entry) => {
        if (!isWithin(range, entry.bytes, entry.keyStart, entry.keyEnd)) return
        entries += 1
        take(entry, tell)
      },
    })
  }
  read(() => undefined)
  if (!table.isFull) {
    table.restart(0, 1)
    read(each)
    return
  }
  takeInParts(table, entries, () => read(each))
}
