/** Grants permits at a rate per second. Unused permits are kept, up to a limit. */
export class Pace {
  private readonly rate: number
  private readonly limit: number
  private readonly start = performance.now()
  private readonly waiting: ((leave: boolean) => void)[] = []
  private granted = 0
  private kept = 0
  private isClosed = false
  private timer: NodeJS.Timeout | undefined

  /** `rate` is per second, the first one at once. */
  constructor(rate: number, limit: number) {
    this.rate = rate
    this.limit = limit
    this.tick()
  }

  /** Resolves to true when it is time, and to false when the pace is closed and nothing is left of it. */
  take(): Promise<boolean> | boolean {
    if (this.kept > 0) {
      this.kept--
      return true
    }
    if (this.isClosed) return false
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** Grants no new permits; those that are kept remain. */
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    clearTimeout(this.timer)
    for (const resolve of this.waiting.splice(0)) resolve(false)
  }

  private tick(): void {
    const elapsedMs = performance.now() - this.start
    const due = Math.floor((elapsedMs * this.rate) / 1000) + 1
    this.kept = Math.min(this.kept + due - this.granted, this.limit)
    this.granted = due
    while (this.kept > 0 && this.waiting.length > 0) {
      this.kept--
      this.waiting.shift()?.(true)
    }
    const nextMs = (due * 1000) / this.rate - elapsedMs
    this.timer = setTimeout(() => this.tick(), Math.max(1, Math.ceil(nextMs)))
  }
}
