import { joinBytes } from '../bytes.ts'
import { nextPair, type PackedPairs, unpack } from './packed-pairs.ts'
import { type Cursor, readLength } from './quick-cursor.ts'

const newline = 10
const newlineBytes = Uint8Array.of(newline)
const longestNumber = 10

/**
 * The lines of packed key-values: the key and the value, or the value alone. They are moved together within the bytes of the
 * key-values, as nothing has to be made for a key then: afterwards the key-values are gone, and what is yielded is a view.
 */
export function* packedLines(pairs: PackedPairs, isValueOnly: boolean): Generator<Uint8Array, void, undefined> {
  const { bytes } = pairs
  const lines = new LinesInPlace(bytes, isValueOnly)
  const place = { input: bytes, at: 0 }
  while (place.at < bytes.length) {
    const end = nextPair(place)
    if (!lines.add(place.at, end)) {
      yield lines.take()
      yield linesOf(pairs, place.at, end, isValueOnly)
      lines.skipTo(end)
    }
    place.at = end
  }
  yield lines.take()
}

function linesOf({ bytes, malformed }: PackedPairs, start: number, end: number, isValueOnly: boolean): Uint8Array {
  try {
    const { key, value } = unpack(bytes, start, end)
    return joinBytes(isValueOnly ? [value, newlineBytes] : [key, newlineBytes, value, newlineBytes])
  } catch (error) {
    throw malformed(error)
  }
}

class LinesInPlace {
  private readonly bytes: Uint8Array
  private readonly isValueOnly: boolean
  private readonly cursor: Cursor
  private start = 0
  private end = 0

  constructor(bytes: Uint8Array, isValueOnly: boolean) {
    this.bytes = bytes
    this.isValueOnly = isValueOnly
    this.cursor = { input: bytes, at: 0 }
  }

  /** The lines since the last time. */
  take(): Uint8Array {
    const { start, end } = this
    this.start = end
    return this.bytes.subarray(start, end)
  }

  skipTo(at: number): void {
    this.start = at
    this.end = at
  }

  /**
   * Moves the lines of the key-value from `start` to `end` behind those before. False, with nothing done, for one that is not as
   * servers write it, or that has no room for its lines.
   */
  add(start: number, end: number): boolean {
    const { bytes, cursor, isValueOnly } = this
    let [keyAt, keyLength, valueAt, valueLength, last] = [0, 0, 0, 0, 0]
    cursor.at = start
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
