import type { RangeResponse } from '../rpc/messages.ts'
import { packedLines } from '../rpc/packed-lines.ts'
import { type PackedRange, type RangePage, unpack, unpacked } from '../rpc/packed-range.ts'

/** Keys that came at once, in the store's order. */
export interface RangeBatch extends Pick<RangePage, 'kvs' | 'takeLines'> {
  readonly keys: number
  /** About what they take in memory. */
  readonly bytes: number
  readonly first: Uint8Array | undefined
  readonly last: Uint8Array | undefined
  /** Keys are left in what was asked for. */
  readonly more: boolean
}

/** What a key-value takes in memory besides its bytes. */
const looseOverhead = 400
const packedOverhead = 120

export function looseBatch({ kvs, more }: RangeResponse): RangeBatch {
  let bytes = 0
  for (const { key, value } of kvs) bytes += looseOverhead + key.length + value.length
  return { kvs, keys: kvs.length, bytes, first: kvs[0]?.key, last: kvs.at(-1)?.key, more }
}

export function packedBatch({ kvs, more }: PackedRange): RangeBatch {
  let bytes = 0
  for (const packed of kvs) bytes += packedOverhead + packed.length
  const [first, last] = [kvs[0], kvs.at(-1)]
  return {
    ...packedPairs(kvs),
    keys: kvs.length,
    bytes,
    first: first && unpack(first).key,
    last: last && unpack(last).key,
    more,
  }
}

/** What packed key-values give a page. */
export function packedPairs(kvs: readonly Uint8Array[]): Pick<RangePage, 'kvs' | 'takeLines'> {
  return { kvs: unpacked(kvs), takeLines: (isValueOnly) => packedLines(kvs, isValueOnly) }
}

/** The keys alone, as a page in the middle of a range. */
export function toPage({ kvs, takeLines }: RangeBatch): RangePage {
  return { kvs, takeLines, more: false, count: 0n }
}
