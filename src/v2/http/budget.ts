import { deadlineExceeded } from '../failure.ts'

/** The longest a timer can run. */
const longestTimer = 2 ** 31 - 1

/** Milliseconds for a timer. */
export function timerMs(nanoseconds: bigint): number {
  return clamped(Number(nanoseconds) / 1e6)
}

function clamped(milliseconds: number): number {
  return Math.min(milliseconds, longestTimer)
}

/** A time limit that several requests share; it runs from the first one on. */
export class Budget {
  private readonly total: number
  private endsAt: number | undefined

  /** Zero and less have passed already. */
  constructor(totalNs: bigint) {
    this.total = timerMs(totalNs)
  }

  /** Milliseconds. Throws a TransportFailure when nothing is left. */
  remaining(): number {
    this.endsAt ??= performance.now() + this.total
    const left = this.endsAt - performance.now()
    if (left <= 0) throw deadlineExceeded()
    return left
  }

  /** So many milliseconds do not count. */
  extend(milliseconds: number): void {
    if (this.endsAt !== undefined) this.endsAt += milliseconds
  }
}
