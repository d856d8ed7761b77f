/** Pages whose bits are kept together, and come into being together: a file may say that it has more pages than memory has bits. */
const blockPages = 1 << 16

/** A set of page numbers below `end`, one bit each, where there are any. */
export class PageSet {
  private readonly blocks = new Map<number, Uint8Array>()
  private readonly end: number

  constructor(end: number) {
    this.end = end
  }

  copy(): PageSet {
    const copy = new PageSet(this.end)
    for (const [index, bits] of this.blocks) copy.blocks.set(index, bits.slice())
    return copy
  }

  has(id: number): boolean {
    const bits = this.blocks.get(Math.floor(id / blockPages))
    return bits !== undefined && isSet(bits, id % blockPages)
  }

  /** The number of members of the set. */
  get count(): number {
    let count = 0
    for (const block of this.blocks.values()) {
      for (const byte of block) for (let bits = byte; bits !== 0; bits &= bits - 1) count += 1
    }
    return count
  }

  /** False when the number was there already; numbers from `end` on are never there. */
  add(id: number): boolean {
    if (id >= this.end) return true
    const bits = this.block(Math.floor(id / blockPages))
    const bit = id % blockPages
    if (isSet(bits, bit)) return false
    bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit & 7))
    return true
  }

  /** Adds `id` and the `overflow` numbers after it; false when one of them was there already. */
  addRun(id: number, overflow: number): boolean {
    let isNew = true
    for (let next = id; next <= id + overflow; next++) isNew = this.add(next) && isNew
    return isNew
  }

  private block(index: number): Uint8Array {
    const known = this.blocks.get(index)
    if (known !== undefined) return known
    const bits = new Uint8Array(blockPages / 8)
    this.blocks.set(index, bits)
    return bits
  }
}

function isSet(bits: Uint8Array, bit: number): boolean {
  return ((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0
}
