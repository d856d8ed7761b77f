import { DeadlineError, UnreachableError } from '../../client/grpc/rpc-error.ts'

/** How a load went. Times are in seconds. */
export class Statistics {
  /** How often each error came, in the order of the first time. */
  readonly errors = new Map<string, number>()
  /** True once a put had no answer in its time, or could get none. */
  hasTimedOut = false
  count = 0
  slowest = 0
  private mean = 0
  private squares = 0

  succeed(seconds: number): void {
    this.count++
    this.slowest = Math.max(this.slowest, seconds)
    const distance = seconds - this.mean
    this.mean += distance / this.count
    this.squares += distance * (seconds - this.mean)
  }

  fail(error: unknown): void {
    this.hasTimedOut ||= error instanceof DeadlineError || error instanceof UnreachableError
    const text = error instanceof Error ? error.message : String(error)
    this.errors.set(text, (this.errors.get(text) ?? 0) + 1)
  }

  /** Of all that succeeded; NaN for none. */
  get deviation(): number {
    return Math.sqrt(this.squares / this.count)
  }
}

/** One line an error; none when all went well. */
export function errorLines({ errors }: Statistics): string[] {
  if (errors.size === 0) return []
  return ['FAIL: too many errors', ...[...errors].map(([text, count]) => `FAIL: ERROR(${text}) -> ${count}`)]
}
