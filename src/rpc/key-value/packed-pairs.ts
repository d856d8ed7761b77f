import { joinBytes } from '../../base/bytes.ts'
import { decode } from '../codec.ts'
import { readNumber } from '../element.ts'
import { keyValueType } from '../fields.ts'
import type { KeyValue } from '../messages.ts'
import type { Cursor } from '../quick-cursor.ts'
import { readKeyValue } from './read-key-value.ts'

/** The tag before the length of each key-value of a RangeResponse. */
export const pairTag = 0x12

const noBytes = new Uint8Array()

/** Makes the error for bytes that are no key-value from the codec's own. */
export type Malformed = (error: unknown) => Error

/**
 * Key-values as they lie side by side in the bytes of a RangeResponse, each after its tag and its length; the first ones may lie elsewhere.
 * An object is made of one only when it is asked for: packed, many take a third of the memory.
 */
export class PackedPairs implements Iterable<KeyValue> {
  /** From the first tag to the end of the last key-value. */
  readonly bytes: Uint8Array
  readonly count: number
  readonly malformed: Malformed
  /** The bytes of those that lie elsewhere and come first. */
  readonly ahead: Uint8Array
  private readonly lastAt: number

  /** `lastAt` is where the tag of the last key-value stands in `bytes`; `count` is that of all. */
  constructor(bytes: Uint8Array, count: number, lastAt: number, malformed: Malformed, ahead: Uint8Array = noBytes) {
    this.bytes = bytes
    this.count = count
    this.lastAt = lastAt
    this.malformed = malformed
    this.ahead = ahead
  }

  /** Of all of them, in bytes. */
  get size(): number {
    return this.ahead.length + this.bytes.length
  }

  /** A copy, which outlives the bytes. */
  copy(): PackedPairs {
    return new PackedPairs(
      joinBytes([this.ahead, this.bytes]),
      this.count,
      this.ahead.length + this.lastAt,
      this.malformed,
    )
  }

  /** Puts others in front, which all lie in their one array `bytes`. */
  after({ bytes, count }: PackedPairs): PackedPairs {
    return new PackedPairs(this.bytes, count + this.count, this.lastAt, this.malformed, bytes)
  }

  /** A copy. */
  get lastKey(): Uint8Array {
    return new Uint8Array(this.pairIn(this.bytes, this.lastAt).kv.key)
  }

  /** The key-value whose tag stands at `at` of all the bytes, views into them, and where it ends. */
  pairAt(at: number): { readonly kv: KeyValue; readonly end: number } {
    const { ahead, bytes } = this
    if (at < ahead.length) return this.pairIn(ahead, at)
    const { kv, end } = this.pairIn(bytes, at - ahead.length)
    return { kv, end: ahead.length + end }
  }

  private pairIn(input: Uint8Array, at: number): { readonly kv: KeyValue; readonly end: number } {
    try {
      const cursor = { input, at }
      const end = nextPair(cursor)
      return { kv: unpack(input, cursor.at, end), end }
    } catch (error) {
      throw this.malformed(error)
    }
  }

  /** Views into the bytes. */
  *[Symbol.iterator](): Generator<KeyValue, void, undefined> {
    yield* this.pairsIn(this.ahead)
    yield* this.pairsIn(this.bytes)
  }

  private *pairsIn(input: Uint8Array): Generator<KeyValue, void, undefined> {
    const cursor = { input, at: 0 }
    try {
      while (cursor.at < input.length) {
        const end = nextPair(cursor)
        yield unpack(input, cursor.at, end)
        cursor.at = end
      }
    } catch (error) {
      throw this.malformed(error)
    }
  }
}

/** Moves from the tag of a key-value to its first byte, and returns where it ends. */
function nextPair(cursor: Cursor): number {
  cursor.at++
  const length = readNumber(cursor) ?? 0
  return cursor.at + length
}

/** The key-value in the bytes from `start` to `end`, views into them. Throws an Error for a malformed one. */
function unpack(input: Uint8Array, start: number, end: number): KeyValue {
  return readKeyValue(input, start, end) ?? decode(keyValueType, input.subarray(start, end))
}
