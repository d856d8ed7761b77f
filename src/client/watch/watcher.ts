import { setTimeout as sleep } from 'node:timers/promises'
import type { CliError } from '../../base/errors.ts'
import { create } from '../../rpc/codec.ts'
import { watchCreateRequestType } from '../../rpc/fields.ts'
import type { Event, ResponseHeader, WatchCreateRequest, WatchRequest, WatchResponse } from '../../rpc/messages.ts'
import { Watch } from '../../rpc/services.ts'
import type { CallOptions, EtcdClient, MessageStream } from '../client.ts'
import { type EtcdReason, etcdReasonAtEnd, etcdTexts } from '../grpc/etcd-texts.ts'
import { RpcError } from '../grpc/rpc-error.ts'
import { statusCodes } from '../grpc/status-codes.ts'
import { isPassing } from '../retry/persist.ts'
import { BatchQueue } from './batch-queue.ts'

/** One update of a watch. */
export interface WatchUpdate {
  readonly header: ResponseHeader | undefined
  /** Undefined when the update comes from no answer of a server. */
  readonly events: readonly Event[] | undefined
  readonly compactRevision: bigint
  /** The watch has ended: nothing comes after this. */
  readonly canceled: boolean
  readonly cancelReason: string
  /** Why it has ended, in the original's words. */
  readonly problem: string
  /** The same as an error that may be explained; undefined while it goes on. */
  readonly refusal: CliError | undefined
  /** The error of the stream that has ended it; undefined when the server did, by an answer. */
  readonly streamError?: RpcError | undefined
}

/** `waiting`: no server has followed the watch for a while; `following`: one does again. Told once each. */
export type WatchState = 'waiting' | 'following'

export interface WatcherOptions {
  readonly client: EtcdClient
  /** The range; `startRevision` 0 watches what happens from now on. */
  readonly request: Partial<WatchCreateRequest>
  readonly hasLeader: boolean
  /** With it the watch outlives any error that may be gone the next time, and a cluster that stays without a leader. */
  readonly isLasting?: boolean
  readonly onState?: (state: WatchState) => void
}

const queueBytes = 4 * 1024 * 1024
const eventBytes = 200
const firstPauseMs = 10
const longestPauseMs = 500
const quietWaitMs = 1000
/** An election is over well within this time. */
const leaderlessMs = 10_000
const everyWatch = -1n
/** A stream logs in by itself: a token that lives for less than a second may be too old nevertheless (seen with 3.5.33). */
const staleLogins: ReadonlySet<EtcdReason | undefined> = new Set(['invalidToken', 'oldAuthRevision'])
const mostStaleLogins = 10

/**
 * One watch on a stream of its own. When the stream is lost (Unavailable, Internal) it is opened again, on another
 * endpoint if there is one, after the last revision that was seen: no event is lost or repeated. Whoever makes it closes it.
 */
export class Watcher {
  /** Resolves when a server has taken up the watch for the first time; never, if the watch ends before that. */
  readonly established: Promise<void>
  private readonly options: WatcherOptions
  private readonly queue = new BatchQueue<WatchUpdate>(queueBytes)
  private readonly stopping = new AbortController()
  private readonly call: CallOptions
  private nextRevision: bigint
  private stream: MessageStream<WatchRequest, WatchResponse> | undefined
  /** The events of an answer that comes in parts, part by part. */
  private fragments: (readonly Event[])[] = []
  private isFollowing = false
  private wasFollowing = false
  private refusals = 0
  private leaderlessSince = 0
  /** How often in a row the token had expired by the time that its stream was opened. */
  private staleLogins = 0
  private pauseMs = firstPauseMs
  private progressWanted = false
  private failure: unknown
  private waiting: NodeJS.Timeout | undefined
  private hasToldWaiting = false
  private resolveEstablished = (): void => undefined

  constructor(options: WatcherOptions) {
    this.options = options
    this.nextRevision = options.request.startRevision ?? 0n
    this.call = {
      deadlineMs: Number.POSITIVE_INFINITY,
      signal: this.stopping.signal,
      hasLeader: options.hasLeader,
    }
    this.established = new Promise((resolve) => {
      this.resolveEstablished = resolve
    })
    void this.run()
  }

  /** Yields the updates that arrived together; the last one says why the watch has ended. Throws errors that are no answer of a server. */
  async *batches(): AsyncGenerator<readonly WatchUpdate[], void, undefined> {
    yield* this.queue.batches()
    if (this.failure !== undefined) throw this.failure
  }

  /** Asks for a progress notification, now or as soon as the watch is taken up again. */
  requestProgress(): void {
    if (this.isFollowing) this.stream?.send({ progressRequest: {} })
    else this.progressWanted = true
  }

  /** Ends the watch and its stream; the reader gets no more. */
  close(): void {
    this.stopping.abort()
    clearTimeout(this.waiting)
    this.queue.end()
  }

  private async run(): Promise<void> {
    try {
      while (!(await this.followOnce())) await sleep(this.nextPause(), undefined, { signal: this.stopping.signal })
    } catch (error) {
      if (!this.stopping.signal.aborted) this.failure = error
    } finally {
      clearTimeout(this.waiting)
      this.queue.end()
    }
  }

  /** Follows the watch on one stream. Resolves to true when it has ended, to false when it should be opened again. */
  private async followOnce(): Promise<boolean> {
    this.startWaiting()
    try {
      await this.follow()
    } catch (error) {
      if (this.stopping.signal.aborted || !(error instanceof RpcError)) throw error
      if (this.mayResume(error)) return false
      await this.queue.push({ ...ended(error.message, error), streamError: error }, 0)
    } finally {
      this.isFollowing = false
      this.fragments = []
    }
    return true
  }

  private async follow(): Promise<void> {
    const { client, request } = this.options
    const stream = await client.duplexStream(Watch.watch, this.call)
    this.stream = stream
    try {
      stream.send({ createRequest: create(watchCreateRequestType, { ...request, startRevision: this.nextRevision }) })
      for await (const response of stream.messages()) if (await this.take(response)) return
      await this.queue.push(ended('EOF', undefined), 0)
    } finally {
      stream.cancel()
    }
  }

  /** Resolves to true when the response ends the watch. */
  private async take(response: WatchResponse): Promise<boolean> {
    if (response.created) return this.begin(response)
    const { header, compactRevision, canceled, cancelReason } = response
    this.fragments.push(response.events)
    if (response.fragment) return false
    const events = this.fragments.flat()
    this.fragments = []
    const isEnd = canceled || compactRevision !== 0n
    const problem = compactRevision === 0n ? cancelReason : etcdTexts.compacted
    if (!isEnd) this.advance(response, events)
    const refusal = isEnd ? this.refusal(problem) : undefined
    await this.queue.push(
      { header, events, compactRevision, canceled, cancelReason, problem, refusal },
      weightOf(events),
    )
    return isEnd
  }

  private async begin({ header, canceled, cancelReason }: WatchResponse): Promise<boolean> {
    if (canceled) {
      const reason = etcdReasonAtEnd(cancelReason)
      // since 3.5 such a refusal comes as an answer
      if (reason !== undefined && staleLogins.has(reason) && this.staleLogins < mostStaleLogins)
        throw new RpcError(statusCodes.unauthenticated, etcdTexts[reason])
      await this.queue.push(ended(cancelReason, this.refusal(cancelReason)), 0)
      return true
    }
    // events up to the header's revision happened before the watch; some servers that are not etcd send no revision
    const { revision = 0n } = header ?? {}
    if (this.nextRevision === 0n && revision > 0n) this.nextRevision = revision + 1n
    this.isFollowing = true
    this.wasFollowing = true
    this.refusals = 0
    this.leaderlessSince = 0
    this.staleLogins = 0
    this.pauseMs = firstPauseMs
    this.stopWaiting()
    this.resolveEstablished()
    if (this.progressWanted) this.requestProgress()
    this.progressWanted = false
    return false
  }

  /** Some releases put gRPC's status in front of etcd's words. */
  private refusal(reason: string): CliError | undefined {
    return this.stream?.refusal(reason.replace(/^rpc error: code = \w+ desc = /, ''), this.options.request)
  }

  /** An answer to a progress request tells nothing about this watch in old releases (3.4.23): it may lag behind. */
  private advance({ header, watchId }: WatchResponse, events: readonly Event[]): void {
    const last = events.at(-1)?.kv?.modRevision
    if (last !== undefined) this.nextRevision = last + 1n
    else if (watchId !== everyWatch && header !== undefined && header.revision >= this.nextRevision) {
      this.nextRevision = header.revision + 1n
    }
  }

  private mayResume(error: RpcError): boolean {
    if (this.options.isLasting === true && isPassing(error)) return true
    if (error.reason === 'noLeader') return this.mayFindLeader()
    if (staleLogins.has(error.reason)) return ++this.staleLogins <= mostStaleLogins
    return ['Unavailable', 'Internal'].includes(error.code)
  }

  /** At first every endpoint is asked once; a watch that was followed outlives an election. */
  private mayFindLeader(): boolean {
    this.refusals++
    if (!this.wasFollowing) return this.refusals < this.options.client.endpoints.length
    if (this.leaderlessSince === 0) this.leaderlessSince = Date.now()
    return Date.now() - this.leaderlessSince < leaderlessMs
  }

  private nextPause(): number {
    const pauseMs = this.pauseMs
    this.pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    return pauseMs
  }

  private startWaiting(): void {
    this.waiting ??= setTimeout(() => {
      this.hasToldWaiting = true
      this.options.onState?.('waiting')
    }, quietWaitMs)
  }

  private stopWaiting(): void {
    clearTimeout(this.waiting)
    this.waiting = undefined
    if (this.hasToldWaiting) this.options.onState?.('following')
    this.hasToldWaiting = false
  }
}

function ended(problem: string, refusal: CliError | undefined): WatchUpdate {
  const nothing = { header: undefined, events: undefined, compactRevision: 0n, cancelReason: '' }
  return { ...nothing, canceled: true, problem, refusal }
}

/** About how many bytes the events take. */
function weightOf(events: readonly Event[]): number {
  let bytes = eventBytes
  for (const { kv, prevKv } of events) {
    for (const pair of [kv, prevKv]) bytes += eventBytes + (pair?.key.length ?? 0) + (pair?.value.length ?? 0)
  }
  return bytes
}
