/** A set of whole numbers from 0 on, one bit each, that grows with the highest one. */
export class BitSet {
  private words = new Uint32Array(1024)

  has(number: number): boolean {
    return ((this.words[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0
  }

  add(number: number): void {
    const index = number >>> 5
    if (index >= this.words.length) this.grow(index)
    this.words[index] = (this.words[index] ?? 0) | (1 << (number & 31))
  }

  delete(number: number): void {
    const index = number >>> 5
    if (index < this.words.length) this.words[index] = (this.words[index] ?? 0) & ~(1 << (number & 31))
  }

  private grow(index: number): void {
    const larger = new Uint32Array(2 * index)
    larger.set(this.words)
    this.words = larger
  }
}
