import { CliError, exitCodes } from '../../base/errors.ts'
import { type CallLimit, msUntil } from '../call-limit.ts'
import { DeadlineError, UnreachableError } from '../grpc/rpc-error.ts'
import type { Trace } from '../trace.ts'
import type { Connection } from './connection.ts'
import type { EarlyCall } from './early-call.ts'

/** When an endpoint takes longer than this to connect, the next one is tried beside it. */
const headStartMs = 150

/** How long to wait for a connection: until a point in time (epoch milliseconds, Infinity for ever) or a signal. */
export interface Patience {
  readonly deadlineMs: number
  readonly signal: AbortSignal | undefined
  /** What set that point in time, for the words about it. */
  readonly limit?: CallLimit | undefined
}

/** How long a member that turned a call away is passed over while another one is being connected. */
const secondChanceMs = 300

/** Chooses a connection among several endpoints: the one at `first`, unless another is up earlier, and then the next in turn. */
export class Balancer {
  private readonly channels: readonly Connection[]
  private readonly trace: Trace | undefined
  private readonly avoided = new Set<Connection>()
  private first: number

  constructor(channels: readonly Connection[], first = 0, trace?: Trace) {
    this.channels = channels
    this.first = first
    this.trace = trace
  }

  get size(): number {
    return this.channels.length
  }

  /** Makes later calls ask another endpoint than this one, if one can be reached. */
  avoid(channel: Connection): void {
    if (this.size < 2) return
    if (this.channels[this.first] === channel) this.first = (this.first + 1) % this.size
    this.avoided.add(channel)
    if (this.avoided.size < this.size) return
    this.avoided.clear()
    this.avoided.add(channel)
  }

  /**
   * Resolves to a connection that is up. Rejects with a DeadlineError when time runs out, and at once with an UnreachableError when no
   * endpoint can ever be reached; the error's remarks name each endpoint's trouble. When it has to connect, `early` is sent as soon as that goes, and
   * an answer to it ends the wait as well.
   */
  async pick(patience: Patience, early?: EarlyCall<object>): Promise<Connection> {
    const order = this.inOrder()
    if (order.length === 0) throw new CliError('etcdclient: no available endpoints', exitCodes.badConnection)
    if (patience.signal?.aborted === true) throw new CliError('context canceled')
    const fresh = order.filter((channel) => !this.avoided.has(channel))
    const ready = fresh.find((channel) => channel.isReady)
    if (ready !== undefined) return ready
    const fallback = order.find((channel) => channel.isReady)
    return this.connectOne(fallback === undefined ? order : fresh, fallback, { ...patience, early })
  }

  /** The first of `candidates` to be up; `fallback` when that takes too long. */
  private connectOne(
    candidates: readonly Connection[],
    fallback: Connection | undefined,
    patience: Patience & { readonly early: EarlyCall<object> | undefined },
  ): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const timers: NodeJS.Timeout[] = []
      const end = (settle: () => void): void => {
        for (const timer of timers) clearTimeout(timer)
        clearTimeout(stagger)
        patience.signal?.removeEventListener('abort', aborted)
        settle()
      }
      const giveUp = (): void => end(() => reject(new DeadlineError(this.remarks(patience.limit))))
      const aborted = (): void => end(() => reject(new CliError('context canceled')))
      const fallBack = (): void => {
        if (fallback !== undefined) end(() => resolve(fallback))
        else end(() => reject(new UnreachableError(this.remarks(patience.limit))))
      }
      timers.push(setTimeout(giveUp, msUntil(patience.deadlineMs)))
      if (fallback !== undefined) timers.push(setTimeout(fallBack, secondChanceMs))
      patience.signal?.addEventListener('abort', aborted, { once: true })

      let started = 0
      let stagger: NodeJS.Timeout | undefined
      const startNext = (): void => {
        clearTimeout(stagger)
        const channel = candidates[started++]
        if (channel === undefined) return
        stagger = setTimeout(startNext, headStartMs)
        this.trace?.(`${channel.endpoint.text}: connecting`)
        const connected = (): void => {
          if (channel.isReady) {
            this.trace?.(`${channel.endpoint.text}: connected`)
            end(() => resolve(channel))
          } else if (candidates.every((each) => each.isHopeless)) fallBack()
        }
        const failed = (): void => {
          this.trace?.(channel.remark() ?? `${channel.endpoint.text}: not connected`)
          startNext()
        }
        const open = (): void => patience.early?.sendOn(channel, () => end(() => resolve(channel)))
        channel.connect(failed, open).then(connected, (error: unknown) => end(() => reject(error)))
      }
      startNext()
    })
  }

  /** A line for each endpoint that could not be reached so far, or not within the limit. */
  remarks(limit?: CallLimit): string[] {
    return this.channels.flatMap((channel) => channel.remark(limit) ?? [])
  }

  close(): void {
    for (const channel of this.channels) channel.close()
  }

  private inOrder(): readonly Connection[] {
    return [...this.channels.slice(this.first), ...this.channels.slice(0, this.first)]
  }
}
