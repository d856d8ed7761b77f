import type { RangeRequest, RangeResponse } from '../rpc/messages.ts'
import { looseBatch, type RangeBatch } from './range-batch.ts'
import { guessKey } from './range-guess.ts'
import { pinnedTo } from './range-pages.ts'
import { isBefore, nextSegmentEnd, segmentEnd } from './range-segment.ts'
import { RpcError } from './rpc-error.ts'

const internal = 13

/** Up to four pages are in memory at once: one that is printed, two that wait, and one that comes in. */
const pageBytes = 1024 * 1024
/** A page has at most so many times the keys of the last one: their values may be far larger. */
const longestStep = 32
/** Fewer keys than this are counted in no time, whole. */
const manyKeys = 50_000n

/** After so many wrong guesses in a row none is made any more. */
const mostMisses = 3

/** Rather a small page than one that does not reach the border. */
const nearShare = 0.95
/** The server counts what lies up to the end that it is told, but the far page should be full. */
const farShare = 2.2

/** Two pages side by side: one up to `border`, and one behind it. */
export interface PagePair {
  readonly border: Uint8Array
  readonly near: Partial<RangeRequest>
  readonly far: Partial<RangeRequest>
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
   * The next page and the one behind it, to be asked for at the same time: where the second one begins is a guess. Undefined
   * near the end, and when there is none or the last ones were wrong.
   */
  get pair(): PagePair | undefined {
    const limit = this.pageKeys
    const { key, rangeEnd, pinned } = this
    if (this.misses >= mostMisses || this.left < 3n * limit) return undefined
    const border = this.guess(limit, nearShare)
    const beyond = this.guess(limit, farShare)
    if (border === undefined || beyond === undefined) return undefined
    if (!isBefore(key, border) || !isBefore(border, rangeEnd)) return undefined
    const farEnd = isBefore(beyond, rangeEnd) ? beyond : rangeEnd
    return {
      border,
      near: { ...pinned, key, rangeEnd: border, limit },
      far: { ...pinned, key: border, rangeEnd: farEnd, limit },
    }
  }

  /** About where a page that begins behind the last one ends, or so many pages. */
  private guess(limit: bigint, pages: number): Uint8Array | undefined {
    if (this.span === undefined) return undefined
    const [first, last] = this.span
    return guessKey(first, last, (Number(limit) / this.lastKeys) * pages)
  }

  /** Moves on behind the answer to the near one of `pair`; false when the far one is of no use then. */
  advanceNear(batch: RangeBatch, { border, far }: PagePair): boolean {
    const { limit = 0n } = far
    this.count(batch)
    this.moveBehind(batch, border)
    const isUseful = !batch.more && this.left >= limit
    this.misses = isUseful ? 0 : this.misses + 1
    return isUseful
  }

  /** Moves on behind the answer to the far one of `pair`. */
  advanceFar(batch: RangeBatch, { far }: PagePair): void {
    this.count(batch)
    this.moveBehind(batch, far.rangeEnd ?? this.rangeEnd)
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
