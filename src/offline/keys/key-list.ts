import { compareRange } from '../bytes.ts'
import { sortKeys } from './sort-keys.ts'
import { type KeyEntry, keyAt, type SortedKeys } from './sorted-keys.ts'

const firstRoom = 64 * 1024

const firstCount = 1024
/** Of a key beside its bytes, sorting included. */
const bytesPerKey = 28

/** User keys in memory, each with the place of its message; in the order they were added until they are sorted. */
export class KeyList implements SortedKeys {
  private bytes: Uint8Array = new Uint8Array(firstRoom)
  private used = 0
  private count = 0
  private starts = new Uint32Array(firstCount)
  private lengths = new Uint32Array(firstCount)
  private messages = new Float64Array(firstCount)
  private messageLengths = new Uint32Array(firstCount)
  private order: Uint32Array = new Uint32Array(0)

  /** About how much memory the list takes. */
  get sizeBytes(): number {
    return this.used + this.count * bytesPerKey
  }

  add(bytes: Uint8Array, start: number, end: number, messageAt: number, messageLength: number): void {
    const length = end - start
    const { used, count } = this
    if (used + length > this.bytes.length) this.growBytes(used + length)
    if (count === this.starts.length) this.growCount()
    const into = this.bytes
    for (let at = 0; at < length; at++) into[used + at] = bytes[start + at] ?? 0
    this.starts[count] = used
    this.lengths[count] = length
    this.messages[count] = messageAt
    this.messageLengths[count] = messageLength
    this.used = used + length
    this.count = count + 1
  }

  sort(): void {
    const { bytes, starts, lengths, count } = this
    this.order = new Uint32Array(count)
    for (let index = 0; index < count; index++) this.order[index] = index
    sortKeys(this.order, { bytes, starts, lengths })
  }

  *from(key: Uint8Array): Generator<KeyEntry, void, undefined> {
    for (let place = this.firstPlace(key); place < this.order.length; place++) {
      const index = this.order[place] ?? 0
      yield {
        key: keyAt(this.bytes, this.starts[index] ?? 0, this.lengths[index] ?? 0),
        messageAt: this.messages[index] ?? 0,
        messageLength: this.messageLengths[index] ?? 0,
      }
    }
  }

  close(): void {}

  /** The place, in sorted order, of the first key that is not below this one. */
  private firstPlace(key: Uint8Array): number {
    let low = 0
    let high = this.order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const index = this.order[middle] ?? 0
      const start = this.starts[index] ?? 0
      if (compareRange(this.bytes, start, start + (this.lengths[index] ?? 0), key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  private growBytes(needed: number): void {
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, needed))
    larger.set(this.bytes.subarray(0, this.used))
    this.bytes = larger
  }

  private growCount(): void {
    const room = 2 * this.count
    this.starts = larger32(this.starts, room)
    this.lengths = larger32(this.lengths, room)
    this.messageLengths = larger32(this.messageLengths, room)
    const messages = new Float64Array(room)
    messages.set(this.messages)
    this.messages = messages
  }
}

function larger32(numbers: Uint32Array, room: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(room)
  larger.set(numbers)
  return larger
}
