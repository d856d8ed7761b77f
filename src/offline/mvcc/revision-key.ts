import { quote } from '../../go/quote.ts'
import { i32be, i64be, viewOf } from '../bytes.ts'

/** A key of the bucket `key`: its bytes sort as the revisions do. */
export interface RevisionKey {
  readonly main: bigint
  readonly sub: bigint
  readonly isTombstone: boolean
}

export const revisionBytes = 17
/** A revision that deletes a key ends in a mark. */
export const markedRevisionBytes = 18
export const tombstoneMark = 0x74
const separatorAt = 8
const separator = 0x5f

/** Reads main, sub and the mark; undefined for bytes that are no revision. */
export function parseRevisionKey(key: Uint8Array): RevisionKey | undefined {
  return revisionKeyFault(key) === undefined ? readRevisionKey(key) : undefined
}

/** Returns the problem of a key in the words of 3.6; undefined when it is a revision. */
export function revisionKeyFault(key: Uint8Array): string | undefined {
  if (key.length !== revisionBytes && key.length !== markedRevisionBytes)
    return `invalid revision length: ${key.length}`
  if (key[separatorAt] !== separator) return `invalid separator in bucket key: ${quotedByte(key[separatorAt] ?? 0)}`
  const { main, sub } = readRevisionKey(key)
  return main < 0n || sub < 0n ? `negative revision: main=${main} sub=${sub}` : undefined
}

/** For hot loops: false when the bytes from `start` to `end` are no revision. */
export function isRevision(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start
  if (length !== revisionBytes && length !== markedRevisionBytes) return false
  return bytes[start + separatorAt] === separator && (bytes[start] ?? 0) < 0x80 && (bytes[start + 9] ?? 0) < 0x80
}

/** For hot loops: whether the revision from `start` to `end` is a tombstone. */
export function isMarked(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === markedRevisionBytes && bytes[end - 1] === tombstoneMark
}

/** For hot loops: main of the revision at `start`, or sub of the one nine bytes before. */
export function revisionAt(bytes: Uint8Array, start: number): bigint {
  const high = i32be(bytes, start)
  const low = i32be(bytes, start + 4) >>> 0
  // a sub is mostly 0, and a number that is exact makes one bigint instead of four
  if (high === 0 && low === 0) return 0n
  if (high >= 0 && high < 0x20_0000) return BigInt(high * 0x1_0000_0000 + low)
  return (BigInt(high) << 32n) | BigInt(low)
}

/** The 17 bytes of a revision that is no tombstone. */
export function encodeRevisionKey(main: bigint, sub = 0n): Uint8Array {
  const key = new Uint8Array(revisionBytes)
  const view = viewOf(key)
  view.setBigInt64(0, main)
  view.setUint8(separatorAt, separator)
  view.setBigInt64(separatorAt + 1, sub)
  return key
}

function readRevisionKey(key: Uint8Array): RevisionKey {
  const isTombstone = key.length === markedRevisionBytes && key[revisionBytes] === tombstoneMark
  return { main: i64be(key), sub: i64be(key, separatorAt + 1), isTombstone }
}

/** Go's `%q` of a byte. */
function quotedByte(byte: number): string {
  if (byte === 0x27) return "'\\''"
  const text = quote(String.fromCharCode(byte)).slice(1, -1)
  return `'${text === '\\"' ? '"' : text}'`
}
