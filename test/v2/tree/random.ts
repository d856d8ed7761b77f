/** Numbers from a seed (mulberry32). */
export class Random {
  readonly seed: number
  private state: number

  /** `FUZZ_SEED` goes first. */
  constructor(seed: number) {
    this.seed = Number(process.env.FUZZ_SEED ?? seed)
    this.state = this.seed
  }

  /** At least 0, below 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  oneOf<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  chance(part: number): boolean {
    return this.fraction() < part
  }

  shuffled<T>(items: readonly T[]): T[] {
    const order = [...items]
    for (let at = order.length - 1; at > 0; at--) {
      const other = this.below(at + 1)
      ;[order[at], order[other]] = [order[other] as T, order[at] as T]
    }
    return order
  }
}
