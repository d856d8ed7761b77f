const mostListed = 100

/** The problems of one file; only the first ones are kept, the others counted. */
export class Findings {
  count = 0
  private readonly said: string[] = []

  add(line: string): void {
    this.count += 1
    if (this.said.length < mostListed) this.said.push(line)
  }

  lines(): readonly string[] {
    const left = this.count - this.said.length
    return left === 0 ? this.said : [...this.said, `and ${left} more`]
  }
}
