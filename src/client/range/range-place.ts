import type { RangeRequest, RangeResponse, ResponseHeader } from '../../rpc/messages.ts'
import type { RangePage } from '../../rpc/range-page.ts'
import { RpcError } from '../grpc/rpc-error.ts'
import { statusCodes } from '../grpc/status-codes.ts'
import type { RangePairs } from './range-answer.ts'
import { isInStoreOrder, pinnedTo } from './range-order.ts'

/** So often a read goes on after it was broken off. */
const mostBreaks = 100

/** How far the reading of a range has come. */
export class RangePlace {
  /** What is to be asked for next. */
  request: Partial<RangeRequest>
  isAtEnd = false
  private readonly whole: Partial<RangeRequest>
  private header: ResponseHeader | undefined
  private keys = 0n
  /** Of these, those that answered `request`. */
  private newKeys = 0n
  private lastKey: Uint8Array = new Uint8Array()
  private breaks = 0
  /** Keys that are asked for at a time; 0 for all that are left. */
  private partKeys = 0n

  constructor(whole: Partial<RangeRequest>) {
    this.whole = whole
    this.request = whole
  }

  /** Moves on behind the key-values; returns the header when they are the first ones. */
  advance({ header, pairs, lastKey }: RangePairs): ResponseHeader | undefined {
    const isFirst = this.keys === 0n
    if (isFirst) this.header = header
    this.keys += BigInt(pairs.count)
    this.newKeys += BigInt(pairs.count)
    this.lastKey = lastKey
    return isFirst ? header : undefined
  }

  /** Moves on behind the end of an answer; returns the last page when it is the end of the range. Throws an RpcError. */
  finish(end: RangeResponse): RangePage | undefined {
    const count = this.isCounting ? end.count : this.keys - this.newKeys + end.count
    const more = this.isCounting ? count > this.keys : end.more
    if (more && !this.isLimitReached) {
      // no etcd does so; going on behind nothing could lose keys
      if (this.newKeys === 0n)
        throw new RpcError(statusCodes.internal, 'the server says that keys are left and sends none')
      if (this.partKeys > 0n) {
        this.askBehind()
        return undefined
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

  /** Moves on behind the last key of an answer that was broken off; false when that cannot be. */
  goOn({ code }: RpcError): boolean {
    if (code !== 'Unavailable' || this.newKeys === 0n || this.header === undefined) return false
    if (!isInStoreOrder(this.whole) || ++this.breaks > mostBreaks) return false
    this.askBehind()
    return true
  }

  /** Asks for so many keys at a time from now on. */
  askForParts(keys: bigint): void {
    this.partKeys = keys
    if (this.keys > 0n) this.askBehind()
    else this.request = { ...this.whole, limit: this.limitOf(this.whole.limit) }
  }

  private askBehind(): void {
    const { limit = 0n, rangeEnd = new Uint8Array() } = this.whole
    const rest = pinnedTo(this.header, this.whole)
    const key = Buffer.concat([this.lastKey, Uint8Array.of(0)])
    this.newKeys = 0n
    if (this.isLimitReached || !isBefore(key, rangeEnd)) this.request = { ...rest, limit: 0n, countOnly: true }
    else this.request = { ...rest, key, limit: this.limitOf(limit > 0n ? limit - this.keys : 0n) }
  }

  private limitOf(wanted = 0n): bigint {
    if (this.partKeys === 0n) return wanted
    return wanted > 0n && wanted < this.partKeys ? wanted : this.partKeys
  }
}

/** `\0` stands for no end. */
function isBefore(key: Uint8Array, end: Uint8Array): boolean {
  return (end.length === 1 && end[0] === 0) || Buffer.compare(key, end) < 0
}
