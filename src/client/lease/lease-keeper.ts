import type { LeaseKeepAliveRequest, LeaseKeepAliveResponse } from '../../rpc/messages.ts'
import { Lease } from '../../rpc/services.ts'
import { longestTimerMs } from '../call-limit.ts'
import type { EtcdClient, MessageStream } from '../client.ts'
import { DeadlineError, RpcError, UnreachableError } from '../grpc/rpc-error.ts'
import { pause, rest } from '../retry/pause.ts'

export interface KeeperOptions {
  readonly id: bigint
  /** How long the first answer may take, from now. */
  readonly firstAnswerMs: number
  /** When the first renewal is due, in milliseconds from now; at once when left out. No stream is opened before. */
  readonly firstDelayMs?: number
  /** Ends the renewals; the lease is left as it is. */
  readonly signal?: AbortSignal
  readonly onAnswer?: (answer: LeaseKeepAliveResponse) => void
}

/** Why a lease is no longer kept: a server said that it is gone, none answered within its time to live, or the signal came. */
export type KeeperEnd = 'gone' | 'silence' | 'stopped'

/**
 * Renews a lease now, or when it is due, and each time a third of its time to live has passed. A stream that breaks, or on which an answer
 * takes as long as that, is opened anew, elsewhere if possible. Resolves when the lease is lost or the signal comes; never rejects
 * for an endpoint's trouble.
 */
export async function keepLease(client: EtcdClient, options: KeeperOptions): Promise<KeeperEnd> {
  return new LeaseKeeper(client, options).run()
}

type KeepAliveStream = MessageStream<LeaseKeepAliveRequest, LeaseKeepAliveResponse>

class LeaseKeeper {
  private readonly client: EtcdClient
  private readonly options: KeeperOptions
  private readonly over = new AbortController()
  private ttlMs: number
  private end: KeeperEnd = 'stopped'
  private lossTimer: NodeJS.Timeout | undefined

  constructor(client: EtcdClient, options: KeeperOptions) {
    this.client = client
    this.options = options
    this.ttlMs = options.firstAnswerMs
  }

  async run(): Promise<KeeperEnd> {
    const { signal } = this.options
    const stop = (): void => this.finish('stopped')
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop, { once: true })
    this.lossTimer = setTimeout(() => this.finish('silence'), Math.min(this.ttlMs, longestTimerMs))
    try {
      await rest(Math.min(this.options.firstDelayMs ?? 0, longestDelayMs), this.over.signal)
      while (!this.over.signal.aborted) {
        const startedAt = performance.now()
        await this.tryStream()
        // a long silence has used up the pause: the lease cannot wait
        await pause(this.over.signal, startedAt)
      }
      return this.end
    } finally {
      clearTimeout(this.lossTimer)
      signal?.removeEventListener('abort', stop)
    }
  }

  private finish(end: KeeperEnd): void {
    if (this.over.signal.aborted) return
    this.end = end
    this.over.abort()
  }

  private async tryStream(): Promise<void> {
    const call = { deadlineMs: Number.POSITIVE_INFINITY, signal: this.over.signal, hasLeader: true }
    try {
      await this.renewOn(await this.client.duplexStream(Lease.leaseKeepAlive, call))
    } catch (error) {
      const isTrouble = [RpcError, DeadlineError, UnreachableError].some((kind) => error instanceof kind)
      if (!isTrouble && !this.over.signal.aborted) throw error
    }
  }

  private async renewOn(stream: KeepAliveStream): Promise<void> {
    const turn = new RenewalTurn(stream, this.options.id)
    turn.ask(this.ttlMs / 3)
    try {
      for await (const answer of stream.messages()) {
        if (answer.TTL <= 0n) {
          this.finish('gone')
          return
        }
        this.renewed(answer, turn.askedAt)
        turn.askLater(this.ttlMs / 3)
      }
    } finally {
      turn.close()
    }
  }

  /** The server counts from some point after the request: counting from the request itself, we are never later than it. */
  private renewed(answer: LeaseKeepAliveResponse, askedAt: number): void {
    this.ttlMs = Number(answer.TTL) * 1000
    clearTimeout(this.lossTimer)
    const leftMs = Math.max(askedAt + this.ttlMs - performance.now(), 0)
    this.lossTimer = setTimeout(() => this.finish('silence'), Math.min(leftMs, longestTimerMs))
    this.options.onAnswer?.(answer)
  }
}

/** The longest wait that a timer takes; longer ones are cut to it: an early renewal does no harm. */
const longestDelayMs = 2 ** 30

/** The requests on one stream. A stream whose answer takes too long is left for another endpoint. */
class RenewalTurn {
  askedAt = 0
  private readonly stream: KeepAliveStream
  private readonly id: bigint
  private timer: NodeJS.Timeout | undefined

  constructor(stream: KeepAliveStream, id: bigint) {
    this.stream = stream
    this.id = id
  }

  ask(patienceMs: number): void {
    this.askedAt = performance.now()
    this.stream.send({ ID: this.id })
    this.timer = setTimeout(() => this.stream.leave(), Math.min(patienceMs, longestDelayMs))
  }

  /** Asks again when so much time has passed since the last request, however late its answer came. */
  askLater(delayMs: number): void {
    clearTimeout(this.timer)
    const leftMs = Math.max(this.askedAt + delayMs - performance.now(), 0)
    this.timer = setTimeout(() => this.ask(delayMs), Math.min(leftMs, longestDelayMs))
  }

  close(): void {
    clearTimeout(this.timer)
    this.stream.cancel()
  }
}
