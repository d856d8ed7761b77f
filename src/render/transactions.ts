import { atLeast } from '../base/release.ts'
import { encode } from '../rpc/codec.ts'
import {
  deleteRangeResponseType,
  putResponseType,
  rangeResponseType,
  responseHeaderType,
  txnResponseType,
} from '../rpc/fields.ts'
import type { KeyValue, ResponseOp, TxnResponse } from '../rpc/messages.ts'
import { field, header } from './field-lines.ts'
import { type JsonValue, jsonLine } from './json-writer.ts'
import { pairFields } from './keys/pair-fields.ts'
import { pairLines } from './keys/pair-lines.ts'
import { messageToValue } from './message-json.ts'
import type { Chunk, Renderings, RenderOptions, TxnResults } from './results.ts'

export const transactions: Renderings<TxnResults> = {
  txn: {
    simple: simpleTxn,
    json: ({ header: head, succeeded, responses }, options) =>
      jsonLine({
        header: head && messageToValue(responseHeaderType, head),
        succeeded: succeeded || undefined,
        responses: responses.length === 0 ? undefined : responses.map((op) => ({ Response: jsonOp(op, options) })),
      }),
    fields: ({ header: head, succeeded, responses }, options) => [
      header(head, options) + field('Succeeded', succeeded),
      ...responses.map((op) => fieldsOp(op, options)),
    ],
    protobuf: (response) => [encode(txnResponseType, response)],
    table: undefined,
  },
}

function* simpleTxn({ succeeded, responses }: TxnResponse, options: RenderOptions): Generator<Chunk> {
  yield succeeded ? 'SUCCESS\n' : 'FAILURE\n'
  for (const op of responses) {
    yield '\n'
    yield* simpleOp(op, options)
  }
}

function* simpleOp(op: ResponseOp, options: RenderOptions): Generator<Chunk> {
  if (op.responsePut !== undefined) yield 'OK\n'
  if (op.responseDeleteRange !== undefined) yield `${op.responseDeleteRange.deleted}\n`
  for (const kv of shownPairs(op)) yield* pairLines(kv, options)
}

function shownPairs({ responseRange, responsePut, responseDeleteRange }: ResponseOp): readonly KeyValue[] {
  const before = responsePut?.prevKv === undefined ? [] : [responsePut.prevKv]
  return responseRange?.kvs ?? responseDeleteRange?.prevKvs ?? before
}

/** 3.4 names the kind in Go's spelling. */
function jsonOp(op: ResponseOp, { profile }: RenderOptions): { readonly [key: string]: JsonValue } {
  const name = (snake: string, camel: string) => (atLeast(profile, '3.5') ? snake : camel)
  const { responseRange, responsePut, responseDeleteRange } = op
  if (responseRange !== undefined) {
    return { [name('response_range', 'ResponseRange')]: messageToValue(rangeResponseType, responseRange) }
  }
  if (responsePut !== undefined) {
    return { [name('response_put', 'ResponsePut')]: messageToValue(putResponseType, responsePut) }
  }
  if (responseDeleteRange !== undefined) {
    const key = name('response_delete_range', 'ResponseDeleteRange')
    return { [key]: messageToValue(deleteRangeResponseType, responseDeleteRange) }
  }
  return {}
}

function fieldsOp({ responseRange, responsePut, responseDeleteRange }: ResponseOp, options: RenderOptions): string {
  if (responseRange !== undefined) {
    const { kvs, more, count } = responseRange
    const pairs = kvs.map((kv) => pairFields('', kv, options)).join('')
    return header(responseRange.header, options) + pairs + field('More', more) + field('Count', count)
  }
  if (responsePut !== undefined) {
    return header(responsePut.header, options) + pairFields('Prev', responsePut.prevKv, options)
  }
  if (responseDeleteRange === undefined) return ''
  const { deleted, prevKvs } = responseDeleteRange
  const pairs = prevKvs.map((kv) => pairFields('Prev', kv, options)).join('')
  return header(responseDeleteRange.header, options) + field('Deleted', deleted) + pairs
}
