import { joinBytes } from '../bytes.ts'
import { unpack } from './packed-range.ts'
import { type Cursor, readLength } from './quick-cursor.ts'

const newline = 10
const newlineBytes = Uint8Array.of(newline)
const longestNumber = 10
/** As much as is worth a write of its own. */
const pieceSize = 256 * 1024

/**
 * The lines of key-values that are still in the bytes of their one message: the key and the value, or the value alone. They are
 * moved together within those bytes, as nothing has to be made for a key then: afterwards the key-values are gone, and what
 * is yielded is a view. Throws an Error for malformed ones.
 */
export function* packedLines(kvs: readonly Uint8Array[], isValueOnly: boolean): Generator<Uint8Array, void, undefined> {
  const [first] = kvs
  if (first === undefined) return
  const lines = new LinesInPlace(first, isValueOnly)
  for (const packed of kvs) {
    if (!lines.add(packed)) {
      yield lines.take()
      yield linesOf(packed, isValueOnly)
      lines.skipTo(packed.byteOffset + packed.length)
    } else if (lines.size >= pieceSize) yield lines.take()
  }
  yield lines.take()
}

function linesOf(packed: Uint8Array, isValueOnly: boolean): Uint8Array {
  const { key, value } = unpack(packed)
  return joinBytes(isValueOnly ? [value, newlineBytes] : [key, newlineBytes, value, newlineBytes])
}

class LinesInPlace {
  private readonly bytes: Uint8Array
  private readonly isValueOnly: boolean
  private readonly cursor: Cursor
  private start: number
  private end: number

  constructor(first: Uint8Array, isValueOnly: boolean) {
    this.bytes = new Uint8Array(first.buffer)
    this.isValueOnly = isValueOnly
    this.cursor = { input: this.bytes, at: 0 }
    this.start = first.byteOffset
    this.end = this.start
  }

  get size(): number {
    return this.end - this.start
  }

  /** The lines since the last time. */
  take(): Uint8Array {
    const { start, end } = this
    this.start = end
    return new Uint8Array(this.bytes.buffer, start, end - start)
  }

  skipTo(offset: number): void {
    this.start = offset
    this.end = offset
  }

  /** False, with nothing done, for a key-value that is not as servers write it, or that has no room for its lines. */
  add(packed: Uint8Array): boolean {
    const { bytes, cursor, isValueOnly } = this
    const end = packed.byteOffset + packed.length
    let [keyAt, keyLength, valueAt, valueLength, last] = [0, 0, 0, 0, 0]
    cursor.at = packed.byteOffset
    while (cursor.at < end) {
      const tag = bytes[cursor.at++] ?? 0
      if (tag <= last) return false
      last = tag
      if (tag === 0x0a) {
        keyLength = readLength(cursor, end)
        keyAt = cursor.at
        cursor.at += keyLength
      } else if (tag === 0x2a) {
        valueLength = readLength(cursor, end)
        valueAt = cursor.at
        cursor.at += valueLength
      } else if (!isNumber(tag) || !this.skipNumber()) return false
    }
    const size = isValueOnly ? valueLength + 1 : keyLength + valueLength + 2
    if (cursor.at !== end || this.end + size > end) return false
    if (!isValueOnly) this.append(keyAt, keyLength)
    this.append(valueAt, valueLength)
    return true
  }

  private skipNumber(): boolean {
    const { bytes, cursor } = this
    const limit = cursor.at + longestNumber
    while ((bytes[cursor.at++] ?? 0x80) > 0x7f) if (cursor.at >= limit) return false
    return true
  }

  private append(at: number, length: number): void {
    this.bytes.copyWithin(this.end, at, at + length)
    this.end += length
    this.bytes[this.end++] = newline
  }
}

/** The revisions, the version and the lease. */
function isNumber(tag: number): boolean {
  return tag === 0x10 || tag === 0x18 || tag === 0x20 || tag === 0x30
}
