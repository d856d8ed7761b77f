import { compareRange } from '../bytes.ts'
import type { RevisionWalk } from './revision-walk.ts'

/** Where an encoded KeyValue stands. */
export interface MessagePlace {
  readonly at: number
  readonly length: number
}

/** The newest entry of one key up to a revision; undefined when there is none, or it is a deletion. */
export function newestEntry(walk: RevisionWalk, key: Uint8Array, until: number): MessagePlace | undefined {
  let found: MessagePlace | undefined
  const last = key.length - 1
  const lastByte = key[last]
  walk.walk({
    until,
    isReverse: true,
    each: (entry) => {
      const { bytes, keyStart, keyEnd } = entry
      if (keyEnd - keyStart !== key.length || bytes[keyStart + last] !== lastByte) return true
      if (compareRange(bytes, keyStart, keyEnd, key) !== 0) return true
      if (!entry.isTombstone) found = { at: entry.messageAt, length: entry.messageLength }
      return false
    },
  })
  return found
}
