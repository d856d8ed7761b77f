const mostListed = 100

/** The problems of one file; only the first ones are kept, the others counted. */
export class Findings {
  count = 0
  readonly #lines: string[] = []

  add(line: string): void {
    this.count += 1
    if (this.#lines.length < mostListed) this.#lines.push(line)
  }

  lines(): readonly string[] {
    const left = this.count - this.#lines.length
    return left === 0 ? this.#lines : [...this.#lines, `and ${left} more`]
  }
}
