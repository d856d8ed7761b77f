import type { KeyValue, ResponseHeader } from '../messages.ts'
import type { PackedPairs } from './packed-pairs.ts'

/** A RangeResponse, or a part of one whose key-values are made one by one and hold until the next part is asked for. */
export interface RangePage {
  readonly header?: ResponseHeader | undefined
  readonly kvs: Iterable<KeyValue>
  /** The same, where they lie in the bytes of an answer. */
  readonly packed?: PackedPairs | undefined
  readonly more: boolean
  /** Of the whole range; 0 in a page that does not tell it. */
  readonly count: bigint
}
