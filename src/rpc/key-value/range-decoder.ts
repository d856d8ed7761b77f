import { joinBytes } from '../../base/bytes.ts'
import { decode } from '../codec.ts'
import { elementSize, groupEnd, groupStart, readNumber } from '../element.ts'
import { rangeResponseType } from '../fields.ts'
import { GrowingBytes } from '../growing-bytes.ts'
import type { RangeResponse } from '../messages.ts'
import { type Cursor, readShort } from '../quick-cursor.ts'
import { type Malformed, PackedPairs, pairTag } from './packed-pairs.ts'

const pairsNumber = 2
const lengthDelimited = 2
/** An element may claim to be longer than what will ever come. */
const mostReserved = 8 * 1024 * 1024
/** Key-values of up to so many bytes, which were put together from parts, go along with those that follow. */
const mostAhead = 64 * 1024

/**
 * Reads a RangeResponse while its bytes come in. Its fields may come in any order, and one more than once, as protobuf allows. For bytes
 * that are no such message, all methods throw what `malformed` makes of the codec's Error.
 */
export class RangeDecoder {
  private readonly malformed: Malformed
  /** The first bytes of an element whose end has not come. */
  private part = new GrowingBytes()
  /** An element of that kind whose key-values are read now. */
  private lent = new GrowingBytes()
  /** As far as is known, the bytes of that element. */
  private needed = 0
  /** All but the key-values. */
  private readonly others = new GrowingBytes()
  /** Groups that the elements stand in. */
  private depth = 0

  constructor(malformed: Malformed) {
    this.malformed = malformed
  }

  /** The key-values that end within the next bytes, as views into these or into what came before: they hold until the next call. */
  take(bytes: Uint8Array): PackedPairs[] {
    const found: PackedPairs[] = []
    try {
      const at = this.takePart(bytes, found)
      if (at < bytes.length) this.takeElements(at === 0 ? bytes : bytes.subarray(at), found)
    } catch (error) {
      throw this.malformed(error)
    }
    const [first, second, third] = found
    const isShort = first !== undefined && first.size <= mostAhead && first.ahead.length === 0
    return isShort && second !== undefined && third === undefined ? [second.after(first)] : found
  }

  /** Adds to an element that began earlier; returns how many bytes that took. */
  private takePart(bytes: Uint8Array, found: PackedPairs[]): number {
    let at = 0
    while (this.part.size > 0 && at < bytes.length) {
      const more = bytes.subarray(at, at + this.needed - this.part.size)
      this.part.add(more)
      at += more.length
      if (this.part.size < this.needed) break
      const element = this.part.bytes
      this.lendPart()
      this.takeElements(element, found)
    }
    return at
  }

  /** The element is read where it lies; the next one that comes in parts is put together elsewhere. */
  private lendPart(): void {
    const { part, lent } = this
    lent.clear()
    this.part = lent
    this.lent = part
  }

  private takeElements(bytes: Uint8Array, found: PackedPairs[]): void {
    const cursor = { input: bytes, at: 0 }
    while (cursor.at < bytes.length) {
      if (this.depth === 0) this.takePairs(cursor, found)
      if (cursor.at === bytes.length) return
      const size = elementSize(bytes, cursor.at)
      const element = bytes.subarray(cursor.at, cursor.at + size)
      if (element.length < size) {
        this.needed = size
        this.part.reserve(Math.min(size, mostReserved))
        this.part.add(element)
        return
      }
      this.takeOther(element, found)
      cursor.at += size
    }
  }

  private takeOther(element: Uint8Array, found: PackedPairs[]): void {
    const cursor = { input: element, at: 0 }
    const tag = readNumber(cursor) ?? 0
    const type = tag & 7
    if (this.depth === 0 && tag >>> 3 === pairsNumber && type === lengthDelimited) {
      found.push(this.pairOf(cursor))
      return
    }
    this.others.add(element)
    if (type === groupStart) this.depth++
    else if (type === groupEnd && this.depth > 0) this.depth--
  }

  /** How many bytes have come that are no key-values. */
  get otherBytes(): number {
    return this.others.size
  }

  /** What has come beside the key-values. */
  head(): RangeResponse {
    try {
      return decode(rangeResponseType, this.others.bytes)
    } catch (error) {
      throw this.malformed(error)
    }
  }

  /** The same, when all bytes have come. */
  end(): RangeResponse {
    if (this.part.size > 0) throw this.malformed(new Error('a field runs past the end of its message'))
    return this.head()
  }

  /** Moves past the key-values at the cursor that are as servers write them, and adds them to those found. */
  private takePairs(cursor: Cursor, found: PackedPairs[]): void {
    const { input } = cursor
    const { length } = input
    const start = cursor.at
    let [at, count, lastAt] = [start, 0, start]
    while (input[at] === pairTag) {
      const low = input[at + 1] ?? 0
      let end = at + 2 + low
      if (low > 0x7f) {
        // nearly all lengths have two bytes: a call for each would take longer than all else here
        const high = input[at + 2] ?? 0x80
        end = high > 0x7f ? endOfLong(cursor, at + 1) : at + 3 + (low & 0x7f) + high * 0x80
      }
      if (end > length) break
      lastAt = at
      at = end
      count++
    }
    cursor.at = at
    if (count > 0) found.push(new PackedPairs(input.subarray(start, at), count, lastAt - start, this.malformed))
  }

  /** Reads one whose tag or length takes more bytes than it needs, or whose length is very large. */
  private pairOf(cursor: Cursor): PackedPairs {
    const length = readNumber(cursor) ?? 0
    const head = [pairTag]
    let rest = length
    for (; rest > 0x7f; rest >>>= 7) head.push((rest & 0x7f) | 0x80)
    head.push(rest)
    const bytes = joinBytes([Uint8Array.from(head), cursor.input.subarray(cursor.at)])
    return new PackedPairs(bytes, 1, 0, this.malformed)
  }
}

/** Where an element ends whose length stands at `at`; Infinity when that is not written in a few bytes. */
function endOfLong(cursor: Cursor, at: number): number {
  cursor.at = at
  const size = readShort(cursor)
  return size === undefined ? Number.POSITIVE_INFINITY : cursor.at + size
}
