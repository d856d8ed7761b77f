import { isOpenRange, type KeyRange } from '../base/ranges.ts'
import { compareBytes } from '../offline/bytes.ts'
import type { MessagePlace } from '../offline/keys/newest-entry.ts'
import type { SortedKeys } from '../offline/keys/sorted-keys.ts'

const batchCount = 2048
const batchBytes = 1 << 20

/** Where the messages of a range stand, in key order, a batch of them at a time. At most `limit` of them in all; 0 for no limit. */
export function* placesIn(
  keys: SortedKeys,
  range: KeyRange,
  limit: bigint,
): Generator<MessagePlace[], void, undefined> {
  let places: MessagePlace[] = []
  let size = 0
  let left = limit > 0n ? limit : -1n
  for (const { key, messageAt, messageLength } of keys.from(range.key)) {
    if (!isOpenRange(range) && compareBytes(key, range.rangeEnd) >= 0) break
    places.push({ at: messageAt, length: messageLength })
    size += messageLength
    if (left > 0n && --left === 0n) break
    if (places.length < batchCount && size < batchBytes) continue
    yield places
    places = []
    size = 0
  }
  if (places.length > 0) yield places
}

export function countIn(keys: SortedKeys, range: KeyRange): bigint {
  let count = 0
  for (const { key } of keys.from(range.key)) {
    if (!isOpenRange(range) && compareBytes(key, range.rangeEnd) >= 0) break
    count += 1
  }
  return BigInt(count)
}
