import { compareRange, u16le, u32le } from '../bytes.ts'
import { BoltError } from './bolt-error.ts'
import { bucketFlag, elementBytes, pageHeaderBytes } from './layout.ts'
import { isZero } from './zeros.ts'

/**
 * The entries of one leaf page: offsets into `bytes`. Entry i has its key from `keyStarts[i]` to `valueStarts[i]` and its
 * value from there to `valueEnds[i]`. The arrays are longer than `count`.
 */
export interface Leaf {
  readonly bytes: Uint8Array
  readonly count: number
  /** Keys and values follow each other without gaps, from `dataStart` to `dataEnd`. */
  readonly dataStart: number
  readonly dataEnd: number
  readonly keyStarts: Float64Array
  readonly valueStarts: Float64Array
  readonly valueEnds: Float64Array
}

/** A leaf that is filled again and again, so that a walk over many pages makes no garbage. */
export class LeafBuffer implements Leaf {
  bytes: Uint8Array = new Uint8Array(0)
  count = 0
  dataStart = 0
  dataEnd = 0
  keyStarts = new Float64Array(64)
  valueStarts = new Float64Array(64)
  valueEnds = new Float64Array(64)
  /** True when an entry is a bucket: so in the root only. */
  hasBuckets = false
  private headerStart = 0
  private flags = 0
  private isDense = true

  /**
   * Takes over the elements of the page that begins at `headerStart` of `bytes` and ends with `bytes`. Throws a BoltError,
   * with `what` as the page's name, when an element reaches out of the page, keys are not ascending, or the page is not as
   * every release of bbolt writes it: a number of elements or a length that was changed leaves gaps, or bytes at the end.
   */
  load(what: string | number, bytes: Uint8Array, headerStart: number): void {
    this.loadUnordered(what, bytes, headerStart)
    this.checkForm(what)
    this.checkOrder(what)
  }

  /** As `load`, but the keys may be in any order, and there may be gaps. */
  loadUnordered(what: string | number, bytes: Uint8Array, headerStart: number): void {
    this.bytes = bytes
    this.headerStart = headerStart
    this.count = u16le(bytes, headerStart + 10)
    this.reserve()
    this.readElements(what)
  }

  /** True when the entry is a bucket; its value is then the bucket's header. */
  isBucket(index: number): boolean {
    const at = this.headerStart + pageHeaderBytes + index * elementBytes
    return (u32le(this.bytes, at) & bucketFlag) !== 0
  }

  key(index: number): Uint8Array {
    return this.bytes.subarray(this.keyStarts[index], this.valueStarts[index])
  }

  value(index: number): Uint8Array {
    return this.bytes.subarray(this.valueStarts[index], this.valueEnds[index])
  }

  /** Order of the entry's key and `other`, as of `compareBytes`. */
  compareKey(index: number, other: Uint8Array): number {
    return compareRange(this.bytes, this.keyStarts[index] ?? 0, this.valueStarts[index] ?? 0, other)
  }

  /** Index of the first key that is not below `key`; `count` when all are. */
  lowerBound(key: Uint8Array): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compareKey(middle, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  private reserve(): void {
    if (this.keyStarts.length >= this.count) return
    this.keyStarts = new Float64Array(2 * this.count)
    this.valueStarts = new Float64Array(2 * this.count)
    this.valueEnds = new Float64Array(2 * this.count)
  }

  private readElements(what: string | number): void {
    const { bytes, count, keyStarts, valueStarts, valueEnds } = this
    const first = this.headerStart + pageHeaderBytes
    const dataStart = first + elementBytes * count
    const end = bytes.length
    let expected = dataStart
    let flags = 0
    let isDense = true
    for (let index = 0, at = first; index < count; index++, at += elementBytes) {
      flags |= u32le(bytes, at)
      const keyStart = at + u32le(bytes, at + 4)
      const valueStart = keyStart + u32le(bytes, at + 8)
      const valueEnd = valueStart + u32le(bytes, at + 12)
      if (keyStart < dataStart || valueEnd > end || keyStart === valueStart)
        throw new BoltError(`page ${what}: element ${index} is damaged`)
      if (keyStart !== expected) isDense = false
      keyStarts[index] = keyStart
      valueStarts[index] = valueStart
      valueEnds[index] = expected = valueEnd
    }
    this.flags = flags
    this.hasBuckets = (flags & bucketFlag) !== 0
    this.isDense = isDense
    this.dataStart = dataStart
    this.dataEnd = expected
  }

  private checkForm(what: string | number): void {
    if (!this.isDense) throw new BoltError(`page ${what}: there are gaps between its elements`)
    if ((this.flags & ~bucketFlag) !== 0) throw new BoltError(`page ${what}: an element has unknown flags`)
    if (!isZero(this.bytes, this.dataEnd)) throw new BoltError(`page ${what}: there are bytes behind its last element`)
  }

  private checkOrder(what: string | number): void {
    const { bytes, count, keyStarts, valueStarts } = this
    let before = keyStarts[0] ?? 0
    let beforeEnd = valueStarts[0] ?? 0
    for (let index = 1; index < count; index++) {
      const start = keyStarts[index] ?? 0
      const end = valueStarts[index] ?? 0
      if (!isBelow(bytes, before, beforeEnd, start, end))
        throw new BoltError(`page ${what}: key ${index} is not above the one before it`)
      before = start
      beforeEnd = end
    }
  }
}

/** True when the bytes from `a` to `aEnd` sort before those from `b` to `bEnd`. */
function isBelow(bytes: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): boolean {
  const common = Math.min(aEnd - a, bEnd - b)
  for (let index = 0; index < common; index++) {
    const difference = (bytes[a + index] ?? 0) - (bytes[b + index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return aEnd - a < bEnd - b
}
