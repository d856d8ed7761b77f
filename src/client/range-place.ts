import type { RangeRequest, RangeResponse } from '../rpc/messages.ts'
import { looseBatch, type RangeBatch } from './range-batch.ts'
import { guessKey } from './range-guess.ts'
import { pinnedTo } from './range-pages.ts'
import { isBefore, nextSegmentEnd, segmentEnd } from './range-segment.ts'
import { RpcError } from './rpc-error.ts'

const internal = 13

/** Up to five pages are in memory at once: one that is printed, one that waits, and three that come in. */
const pageBytes = 1024 * 1024
/** A page has at most so many times the keys of the last one: their values may be far larger. */
const longestStep = 32
/** Fewer keys than this are counted in no time, whole. */
const manyKeys = 50_000n

/** After so many wrong guesses in a row none is made any more. */
const mostMisses = 3

/** Rather a small page than one that does not reach the border. */
const share = 0.85
/** A page with so many times fewer keys than the last one says little of the next one. */
const tellingShare = 8

/** The keys up to a border that is a guess: they can be asked for before those ahead of them have come. */
export interface Stretch {
  readonly request: Partial<RangeRequest>
  readonly end: Uint8Array
}

/** How far the reading of a range has come. */
export class RangePlace {
  /** Keys that are wanted and have not come. */
  left: bigint
  private readonly pinned: Partial<RangeRequest>
  private readonly rangeEnd: Uint8Array
  private key: Uint8Array = new Uint8Array()
  /** Up to where the next page is looked for. */
  private end: Uint8Array
  private segmentKeys = 0n
  private lastKeys = 1
  private keyBytes = 1
  /** The first and the last key of the last page. */
  private span: readonly [Uint8Array, Uint8Array] | undefined
  private misses = 0

  constructor(request: Partial<RangeRequest>, first: RangeResponse) {
    const { limit = 0n, rangeEnd = new Uint8Array() } = request
    this.pinned = pinnedTo(first.header, request)
    this.rangeEnd = rangeEnd
    this.end = rangeEnd
    this.left = limit > 0n && limit < first.count ? limit : first.count
    this.advance(looseBatch(first), request)
  }

  /** True when one page could not take what is left. */
  get isFar(): boolean {
    return Number(this.left) * this.keyBytes > pageBytes
  }

  /** Asks for all that is left. */
  get restRequest(): Partial<RangeRequest> {
    return { ...this.pinned, key: this.key, limit: this.left }
  }

  /** Asks for the next page. */
  get pageRequest(): Partial<RangeRequest> {
    const rangeEnd = this.left > manyKeys ? this.end : this.rangeEnd
    return { ...this.pinned, key: this.key, rangeEnd, limit: this.pageKeys }
  }

  /**
   * The stretch behind those of `row`, which have been asked for and have not come. Undefined near the end, when nothing can be
   * guessed, and when the last guesses were wrong.
   */
  stretchBehind(row: readonly Stretch[]): Stretch | undefined {
    const limit = this.pageKeys
    const { pinned, rangeEnd } = this
    const ahead = row.reduce((keys, { request }) => keys + (request.limit ?? 0n), limit)
    if (this.misses >= mostMisses || this.left < ahead + 2n * limit) return undefined
    const key = row.at(-1)?.end ?? this.key
    const end = this.keyBehind(Number(ahead) * share)
    if (end === undefined || !isBefore(key, end) || !isBefore(end, rangeEnd)) return undefined
    return { request: { ...pinned, key, rangeEnd: end, limit }, end }
  }

  /** About where the key lies that is so many keys behind the last page. */
  private keyBehind(keys: number): Uint8Array | undefined {
    if (this.span === undefined) return undefined
    const [first, last] = this.span
    return guessKey(first, last, keys / this.lastKeys)
  }

  /** False for a stretch that may bring more than is wanted. */
  hasRoomFor({ request: { limit = 0n } }: Stretch): boolean {
    return this.left >= limit
  }

  /** Moves on behind the answer to `stretch`; false when it did not come as a whole. */
  advanceStretch(batch: RangeBatch, { request: { limit = 0n }, end }: Stretch): boolean {
    this.count(batch)
    this.moveBehind(batch, end)
    const isGoodGuess = !batch.more && batch.keys * tellingShare >= Number(limit)
    this.misses = isGoodGuess ? 0 : this.misses + 1
    return !batch.more
  }

  /** Asks for what did not come with `stretch`. */
  restOf({ request, end }: Stretch): Stretch {
    return { request: { ...request, key: this.key, limit: this.pageKeys }, end }
  }

  /** To the end of what was asked for when nothing is left there, else behind the last key. */
  private moveBehind({ last, more }: RangeBatch, end: Uint8Array): void {
    if (!more && end === this.rangeEnd) this.left = 0n
    this.key = more && last !== undefined ? keyAfter(last) : end
    if (isBefore(this.key, this.end)) return
    const segment = segmentEnd(...(this.span ?? [this.key, this.key]), this.rangeEnd)
    this.enterSegment(isBefore(this.key, segment) ? segment : this.rangeEnd, 0n)
  }

  private count({ keys, bytes, first, last, more }: RangeBatch): void {
    // no etcd does so; going on behind nothing could lose keys
    if (keys === 0 && more) throw new RpcError(internal, 'the server says that keys are left and sends none')
    this.left -= BigInt(keys)
    this.segmentKeys += BigInt(keys)
    if (first === undefined || last === undefined) return
    if (keys * tellingShare < this.lastKeys) {
      this.keyBytes = Math.max(this.keyBytes, bytes / keys)
      return
    }
    this.lastKeys = keys
    this.keyBytes = bytes / keys
    // copies: the lines of the page may be put together where its keys are
    this.span = [new Uint8Array(first), new Uint8Array(last)]
  }

  private get pageKeys(): bigint {
    const keys = Math.min(Number(this.left), this.lastKeys * longestStep, Math.ceil(pageBytes / this.keyBytes))
    return BigInt(keys)
  }

  /** Moves on behind the answer to `request`. */
  advance(batch: RangeBatch, { rangeEnd = this.rangeEnd, limit = 0n }: Partial<RangeRequest>): void {
    const { first, last } = batch
    this.count(batch)
    const isSegment = rangeEnd !== this.rangeEnd
    if (isSegment && !batch.more) {
      this.leaveSegment(rangeEnd, limit)
      return
    }
    // a server that answers with nothing has nothing more
    if (first === undefined || last === undefined) {
      this.left = 0n
      return
    }
    this.key = keyAfter(last)
    if (!isSegment) this.enterSegment(segmentEnd(first, last, this.rangeEnd), BigInt(batch.keys))
  }

  private enterSegment(end: Uint8Array, keys: bigint): void {
    this.end = end
    this.segmentKeys = keys
  }

  /** One with fewer keys than a page is no measure for the next one: segments of few keys would take a call each. */
  private leaveSegment(end: Uint8Array, limit: bigint): void {
    const next = this.segmentKeys < limit ? this.rangeEnd : nextSegmentEnd(end, this.rangeEnd)
    this.key = end
    this.enterSegment(next, 0n)
  }
}

function keyAfter(key: Uint8Array): Uint8Array {
  return Buffer.concat([key, Uint8Array.of(0)])
}
