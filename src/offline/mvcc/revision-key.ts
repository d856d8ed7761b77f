import { i64be, viewOf } from '../bytes.ts'

/** A key of the bucket `key`. */
export interface RevisionKey {
  readonly main: bigint
  readonly sub: bigint
  readonly isTombstone: boolean
}

export const revisionLength = 17
export const markedRevisionLength = 18
export const separator = 0x5f
export const tombstoneMark = 0x74

/** Reads main, sub and the mark; undefined for bytes that are no revision. */
export function parseRevisionKey(key: Uint8Array): RevisionKey | undefined {
  if (key.length !== revisionLength && key.length !== markedRevisionLength) return undefined
  if (key[8] !== separator) return undefined
  const revision = { main: i64be(key), sub: i64be(key, 9), isTombstone: key[revisionLength] === tombstoneMark }
  return revision.main < 0n || revision.sub < 0n ? undefined : revision
}

/** The 17 bytes of a revision that is no tombstone. */
export function encodeRevisionKey(main: bigint, sub = 0n): Uint8Array {
  const key = new Uint8Array(revisionLength)
  const view = viewOf(key)
  view.setBigInt64(0, main)
  view.setUint8(8, separator)
  view.setBigInt64(9, sub)
  return key
}
