import { roomFor } from '../base/bytes.ts'

/** Bytes to which more are added. */
export class GrowingBytes {
  private room: Uint8Array = new Uint8Array(128)
  size = 0

  /** Holds until more is added. */
  get bytes(): Uint8Array {
    return this.room.subarray(0, this.size)
  }

  add(more: Uint8Array): void {
    const size = this.size + more.length
    if (size > this.room.length) this.reserve(Math.max(size, 2 * this.room.length))
    this.room.set(more, this.size)
    this.size = size
  }

  /** Forgets the bytes and keeps their memory. */
  clear(): void {
    this.size = 0
  }

  /** Makes room for this many bytes in total. */
  reserve(size: number): void {
    if (size <= this.room.length) return
    const larger = roomFor(size)
    larger.set(this.bytes)
    this.room = larger
  }
}
