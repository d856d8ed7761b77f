import { encode } from '../../rpc/codec.ts'
import { responseHeaderType } from '../../rpc/fields.ts'
import type { Malformed, PackedPairs } from '../../rpc/key-value/packed-pairs.ts'
import { RangeDecoder } from '../../rpc/key-value/range-decoder.ts'
import type { RangePage } from '../../rpc/key-value/range-page.ts'
import type { RangeRequest, RangeResponse, ResponseHeader } from '../../rpc/messages.ts'
import { Garbage } from '../../runtime/garbage.ts'
import { malformedMessage } from '../grpc/malformed-message.ts'
import { RpcError } from '../grpc/rpc-error.ts'
import { statusCodes } from '../grpc/status-codes.ts'
import { isFiltered } from './range-order.ts'

/** Keeps the executable small while a long answer is read. */
const garbageBytes = 32 << 20

/** Key-values in the order of the answer; they hold until the next part is asked for. */
export interface RangePairs {
  readonly header: ResponseHeader | undefined
  readonly pairs: PackedPairs
  readonly lastKey: Uint8Array
}

/** The parts of an answer: key-values, and at the end the rest of the message. */
export type RangePart = RangePairs | { readonly end: RangeResponse }

/**
 * Reads the answer to a range request while it comes in. Throws an RpcError for one that is malformed, or whose `count` and `more` are not
 * those of what came.
 */
export async function* rangeParts(
  pieces: AsyncIterable<Uint8Array>,
  request: Partial<RangeRequest>,
  release: string,
): AsyncGenerator<RangePart, void, undefined> {
  const answer = new RangeAnswer((error) => malformedMessage(error, release))
  const garbage = new Garbage(garbageBytes)
  let keys = 0
  for await (const piece of pieces) {
    for (const pairs of answer.take(piece)) {
      keys += pairs.count
      garbage.add(pairs.size)
      yield { header: answer.header, pairs, lastKey: pairs.lastKey }
    }
  }
  const { held, end } = answer.end()
  for (const pairs of held) keys += pairs.count
  checkEnd(request, end, keys)
  for (const pairs of held) yield { header: end.header, pairs, lastKey: pairs.lastKey }
  yield { end }
}

/** Hands on key-values once the header has come; every etcd sends it first. */
class RangeAnswer {
  header: ResponseHeader | undefined
  private readonly malformed: Malformed
  private readonly decoder: RangeDecoder
  private held: PackedPairs[] = []
  private readBytes = 0

  constructor(malformed: Malformed) {
    this.malformed = malformed
    this.decoder = new RangeDecoder(malformed)
  }

  take(piece: Uint8Array): readonly PackedPairs[] {
    const found = this.decoder.take(piece)
    if (this.header === undefined) this.findHeader()
    if (this.header === undefined) {
      this.held.push(...found.map((pairs) => pairs.copy()))
      return []
    }
    return this.held.length === 0 ? found : [...this.held.splice(0), ...found]
  }

  private findHeader(): void {
    if (this.decoder.otherBytes === this.readBytes) return
    this.readBytes = this.decoder.otherBytes
    this.header = this.decoder.head().header
  }

  end(): { readonly held: readonly PackedPairs[]; readonly end: RangeResponse } {
    const end = this.decoder.end()
    if (this.header !== undefined && !isSame(this.header, end.header)) {
      throw this.malformed(new Error('a second header behind what came with the first'))
    }
    return { held: this.held, end }
  }
}

function isSame(one: ResponseHeader, other: ResponseHeader = one): boolean {
  return Buffer.compare(encode(responseHeaderType, one), encode(responseHeaderType, other)) === 0
}

/** A server of 3.4 to 3.7 counts what is in the range, whatever the limit and the bounds of revisions leave of it. */
function checkEnd(request: Partial<RangeRequest>, { count, more }: RangeResponse, keys: number): void {
  const { limit = 0n, countOnly = false } = request
  if (countOnly) return
  const isCut = more && limit > 0n
  const isShort = BigInt(keys) < count && !isCut && !isFiltered(request)
  // a count of 0 says nothing: it may be left out
  const isLong = (count > 0n && BigInt(keys) > count) || (limit > 0n && BigInt(keys) > limit)
  if (isShort || isLong) throw wrong(`the server counts ${count} keys and sent ${keys}`)
  if (more && limit <= 0n) throw wrong('the server says that keys are left and nobody limited their number')
}

function wrong(details: string): RpcError {
  return new RpcError(statusCodes.internal, details)
}

/** The key-values as a page in the middle of a range, or the first one when there is a header. */
export function pageOf(pairs: PackedPairs, header: ResponseHeader | undefined): RangePage {
  return { header, kvs: pairs, packed: pairs, more: false, count: 0n }
}
