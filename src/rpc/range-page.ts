import type { KeyValue, ResponseHeader } from './messages.ts'

/** A RangeResponse, or a part of one whose key-values are made one by one. */
export interface RangePage {
  readonly header?: ResponseHeader | undefined
  readonly kvs: Iterable<KeyValue>
  /**
   * The lines of the keys and values, or of the values alone, where they are to be had without `kvs`. What `kvs` holds is gone
   * then.
   */
  readonly takeLines?: ((isValueOnly: boolean) => Iterable<Uint8Array>) | undefined
  readonly more: boolean
  readonly count: bigint
}
