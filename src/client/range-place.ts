import type { RangeRequest, RangeResponse } from '../rpc/messages.ts'
import { looseBatch, type RangeBatch } from './range-batch.ts'
import { pinnedTo } from './range-pages.ts'
import { nextSegmentEnd, segmentEnd } from './range-segment.ts'

/** Two pages are in memory at once. */
const pageBytes = 2 * 1024 * 1024
/** A page has at most so many times the keys of the last one: their values may be far larger. */
const longestStep = 32
/** Fewer keys than this are counted in no time, whole. */
const manyKeys = 50_000n

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

  private get pageKeys(): bigint {
    const keys = Math.min(Number(this.left), this.lastKeys * longestStep, Math.ceil(pageBytes / this.keyBytes))
    return BigInt(keys)
  }

  /** Moves on behind the answer to `request`. */
  advance(batch: RangeBatch, { rangeEnd = this.rangeEnd, limit = 0n }: Partial<RangeRequest>): void {
    const { keys, first, last } = batch
    this.left -= BigInt(keys)
    this.segmentKeys += BigInt(keys)
    if (keys > 0) {
      this.lastKeys = keys
      this.keyBytes = batch.bytes / keys
    }
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
    this.key = Buffer.concat([last, Uint8Array.of(0)])
    if (!isSegment) this.enterSegment(segmentEnd(first, last, this.rangeEnd), BigInt(keys))
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
