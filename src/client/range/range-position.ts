import type { RangePage } from '../../rpc/key-value/range-page.ts'
import type { RangeRequest, RangeResponse, ResponseHeader } from '../../rpc/messages.ts'
import { RpcError } from '../grpc/rpc-error.ts'
import { statusCodes } from '../grpc/status-codes.ts'
import type { RangePairs } from './range-answer.ts'
import { isInStoreOrder, pinnedTo } from './range-order.ts'

/** How often a read that broke off is continued. */
const mostBreaks = 100

/** Keys of the first part, whose size is not known yet. */
const firstPartKeys = 1000n
/** The most keys of a part that is asked for by size: large values after many small ones must not burden the server. */
const mostPartKeys = 4000n

/** How far the reading of a range has come. */
export class RangePosition {
  /** What is to be asked for next. */
  request: Partial<RangeRequest>
  isAtEnd = false
  private readonly whole: Partial<RangeRequest>
  private readonly partBytes: number | undefined
  private header: ResponseHeader | undefined
  private keys = 0n
  /** Of these, those that answered `request`. */
  private newKeys = 0n
  private newBytes = 0
  private lastKey: Uint8Array = new Uint8Array()
  private breaks = 0
  /** Keys that are asked for at a time; 0 for all that are left. */
  private partKeys = 0n

  /** `partBytes` as in RangeRead. */
  constructor(whole: Partial<RangeRequest>, partBytes?: number) {
    this.whole = whole
    this.request = whole
    this.partBytes = partBytes
    if (partBytes !== undefined) this.askForParts(firstPartKeys)
  }

  /** Moves on past the key-values; returns the header when they are the first ones. */
  advance({ header, pairs, lastKey }: RangePairs): ResponseHeader | undefined {
    const isFirst = this.keys === 0n
    if (isFirst) this.header = header
    this.keys += BigInt(pairs.count)
    this.newKeys += BigInt(pairs.count)
    this.newBytes += pairs.size
    this.lastKey = lastKey
    return isFirst ? header : undefined
  }

  /**
   * Moves on past the end of an answer. Returns the last page at the end of the range, and a page with the count at the end of a
   * part that the reader asked for. Throws an RpcError.
   */
  finish(end: RangeResponse): RangePage | undefined {
    const count = this.isCounting ? end.count : this.keys - this.newKeys + end.count
    const more = this.isCounting ? count > this.keys : end.more
    if (more && !this.isLimitReached) {
      // no etcd does so, and going on without a last key could lose keys
      if (this.newKeys === 0n)
        throw new RpcError(statusCodes.internal, 'the server says that keys are left and sends none')
      if (this.partKeys > 0n) {
        const isWished = this.sizePart()
        this.askBehind()
        return isWished ? { kvs: [], more: false, count } : undefined
      }
    }
    this.isAtEnd = true
    return { ...end, header: this.keys === 0n ? end.header : undefined, kvs: [], more, count }
  }

  private get isCounting(): boolean {
    return this.request !== this.whole && this.request.countOnly === true
  }

  private get isLimitReached(): boolean {
    const { limit = 0n } = this.whole
    return limit > 0n && this.keys >= limit
  }

  /** Continues after the last key of an answer that broke off; false when that is not possible. */
  goOn({ code }: RpcError): boolean {
    if (code !== 'Unavailable' || this.newKeys === 0n || this.header === undefined) return false
    if (!isInStoreOrder(this.whole) || ++this.breaks > mostBreaks) return false
    this.askBehind()
    return true
  }

  /** Asks for this many keys at a time from now on. */
  askForParts(keys: bigint): void {
    this.partKeys = keys
    if (this.keys > 0n) this.askBehind()
    else this.request = { ...this.whole, limit: this.limitOf(this.whole.limit) }
  }

  /** Sizes the next part by the one before; false when the reader asked for no size. */
  private sizePart(): boolean {
    if (this.partBytes === undefined) return false
    const keys = (this.newKeys * BigInt(this.partBytes)) / BigInt(Math.max(this.newBytes, 1))
    this.partKeys = keys < 1n ? 1n : keys > mostPartKeys ? mostPartKeys : keys
    return true
  }

  private askBehind(): void {
    const { limit = 0n, rangeEnd = new Uint8Array() } = this.whole
    const rest = pinnedTo(this.header, this.whole)
    const key = Buffer.concat([this.lastKey, Uint8Array.of(0)])
    this.newKeys = 0n
    this.newBytes = 0
    if (this.isLimitReached || !isBefore(key, rangeEnd)) this.request = { ...rest, limit: 0n, countOnly: true }
    else this.request = { ...rest, key, limit: this.limitOf(limit > 0n ? limit - this.keys : 0n) }
  }

  private limitOf(wanted = 0n): bigint {
    if (this.partKeys === 0n) return wanted
    return wanted > 0n && wanted < this.partKeys ? wanted : this.partKeys
  }
}

/** `\0` means no end. */
function isBefore(key: Uint8Array, end: Uint8Array): boolean {
  return (end.length === 1 && end[0] === 0) || Buffer.compare(key, end) < 0
}
