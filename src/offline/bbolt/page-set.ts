/** A set of page numbers below `end`, one bit each. */
export class PageSet {
  readonly #bits: Uint8Array
  readonly #end: number

  constructor(end: number) {
    this.#end = end
    this.#bits = new Uint8Array(Math.ceil(end / 8))
  }

  copy(): PageSet {
    const copy = new PageSet(this.#end)
    copy.#bits.set(this.#bits)
    return copy
  }

  has(id: number): boolean {
    return ((this.#bits[id >>> 3] ?? 0) & (1 << (id & 7))) !== 0
  }

  /** How many numbers are in the set. */
  get count(): number {
    let count = 0
    for (const byte of this.#bits) for (let bits = byte; bits !== 0; bits &= bits - 1) count += 1
    return count
  }

  /** False when the number was there already; numbers from `end` on are never there. */
  add(id: number): boolean {
    if (id >= this.#end) return true
    if (this.has(id)) return false
    this.#bits[id >>> 3] = (this.#bits[id >>> 3] ?? 0) | (1 << (id & 7))
    return true
  }

  /** Adds `id` and the `overflow` numbers behind it; false when one of them was there already. */
  addRun(id: number, overflow: number): boolean {
    let isNew = true
    for (let next = id; next <= id + overflow; next++) isNew = this.add(next) && isNew
    return isNew
  }
}
