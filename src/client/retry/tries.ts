import type { RpcError } from '../grpc/rpc-error.ts'

const maxTries = 101

/** How often the original sends a call, and how long it pauses after each round of a quorum of the endpoints (3.4 to 3.7). */
const original = { tries: 100, pauseMs: 25 }

/** Counts how often one call was sent, and says when it may be sent again though it may change something. */
export class Tries {
  count = 0
  private wasRefused = false
  private pausedMs = 0
  private readonly now: () => number
  private readonly beganMs: number

  /** `now` tells the time in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now
    this.beganMs = now()
  }

  get areUsedUp(): boolean {
    return this.count >= maxTries
  }

  /**
   * Notes that a try ended in this error. True when the server cannot have seen it: nothing of it was sent, or its stream was refused
   * unread. After such a refusal a call is repeated once, as in Go's gRPC (3.4 to 3.7).
   */
  note({ unseen }: RpcError): boolean {
    this.count++
    if (unseen !== 'refused') return unseen === 'unsent'
    const isFirst = !this.wasRefused
    this.wasRefused = true
    return isFirst
  }

  /** Waits before the next try; `ms` of 0 or less is no pause. */
  async pause(ms: number): Promise<void> {
    if (ms <= 0) return
    const startMs = this.now()
    await new Promise((resolve) => setTimeout(resolve, ms))
    this.pausedMs += this.now() - startMs
  }

  /** True when the original, whose pauses are shorter, would have used its tries up by now and told its last refusal. */
  haveOutlasted(quorum: number): boolean {
    const passedMs = this.now() - this.beganMs
    const tryMs = (passedMs - this.pausedMs) / this.count
    return passedMs >= original.tries * (tryMs + original.pauseMs / quorum)
  }
}
