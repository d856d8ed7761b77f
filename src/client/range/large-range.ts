import type { RangeRequest } from '../../rpc/messages.ts'
import type { RpcError } from '../grpc/rpc-error.ts'
import { unsentBytes } from '../grpc/too-large.ts'
import { isInStoreOrder } from './range-order.ts'
import type { RangeRead } from './range-read.ts'

/** The approximate size in bytes of a part, when a range is too large for one message. */
const partBytes = 256 * 1024 * 1024
/** Parts that are too large as well, because values differ that much, get so many times fewer keys. */
const shrinking = 8n

/**
 * How many keys to ask for at a time when the server could not send the answer to `request`, which would be larger than a message may
 * be. Undefined for any other refusal, and for a range that cannot be read in parts. Throws what the call for the number of keys throws.
 */
export async function keysOfPart(
  { client, newCall, request: whole }: RangeRead,
  request: Partial<RangeRequest>,
  error: RpcError,
): Promise<bigint | undefined> {
  const size = unsentBytes(error)
  if (size === undefined || !isInStoreOrder(whole) || request.limit === 1n) return undefined
  if (request !== whole) return atLeastOne((request.limit ?? 0n) / shrinking)
  const { count } = await client.kv.range({ ...request, limit: 0n, countOnly: true }, newCall())
  const { limit = 0n } = request
  const keys = limit > 0n && limit < count ? limit : count
  return atLeastOne((keys * BigInt(partBytes)) / size)
}

function atLeastOne(keys: bigint): bigint {
  return keys > 0n ? keys : 1n
}
