import { decode } from './codec.ts'
import { keyValueType, rangeResponseType } from './fields.ts'
import type { KeyValue, RangeRequest, ResponseHeader } from './messages.ts'
import { readKeyValue } from './read-key-value.ts'
import type { MessageType, Method } from './schema.ts'
import { KV } from './services.ts'

/** A RangeResponse, or one whose key-values are made one by one. */
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

/** A RangeResponse whose keys are still in their bytes: a large one takes a third of the memory. */
export interface PackedRange {
  header?: ResponseHeader | undefined
  /** Each is a KeyValue. */
  kvs: Uint8Array[]
  more: boolean
  count: bigint
}

const packedRangeType: MessageType<PackedRange> = {
  name: rangeResponseType.name,
  fields: rangeResponseType.fields.map((field) => {
    return field.name === 'kvs' ? { number: 2, name: 'kvs', protoName: 'kvs', type: 'bytes', repeated: true } : field
  }),
}

/** `KV.range`, as a stream of its one answer. */
export const packedRange: Method<RangeRequest, PackedRange> = { ...KV.range, response: packedRangeType }

/** `KV.rangeStream`. */
export const packedRangeStream: Method<RangeRequest, { rangeResponse?: PackedRange | undefined }> = {
  ...KV.rangeStream,
  response: {
    name: KV.rangeStream.response.name,
    fields: [
      {
        number: 1,
        name: 'rangeResponse',
        protoName: 'range_response',
        type: 'message',
        message: () => packedRangeType,
      },
    ],
  },
}

/** The key-value in the bytes, views into them. Throws an Error for malformed ones. */
export function unpack(bytes: Uint8Array): KeyValue {
  return readKeyValue(bytes, 0, bytes.length) ?? decode(keyValueType, bytes)
}

/** The key-values one by one, each made when it is wanted: few are in memory at once. */
export function unpacked(kvs: readonly Uint8Array[]): Iterable<KeyValue> {
  return {
    *[Symbol.iterator]() {
      for (const bytes of kvs) yield unpack(bytes)
    },
  }
}
