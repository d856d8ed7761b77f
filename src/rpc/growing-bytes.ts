/** Bytes to which more are added. */
export class GrowingBytes {
  private room = new Uint8Array(128)
  size = 0

  /** Holds until more is added. */
  get bytes(): Uint8Array {
    return this.room.subarray(0, this.size)
  }

  add(more: Uint8Array): void {
    const size = this.size + more.length
    if (size > this.room.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.room.length))
      larger.set(this.bytes)
      this.room = larger
    }
    this.room.set(more, this.size)
    this.size = size
  }
}
