import { encode } from '../../rpc/codec.ts'
import { deleteRangeResponseType, putResponseType, rangeResponseType } from '../../rpc/fields.ts'
import type { DeleteRangeResponse } from '../../rpc/messages.ts'
import { field, header } from '../field-lines.ts'
import { late } from '../late.ts'
import { messageLine } from '../message-json.ts'
import type { KeyResults, RangeResult, Rendering, Renderings } from '../results.ts'
import { pairFields } from './pair-fields.ts'
import { allPairLines, rangeLines } from './simple.ts'

const documents = late<RangeResult>(async () => (await import('./yaml.ts')).rangeDocuments)

const del: Rendering<DeleteRangeResponse> = {
  simple: ({ deleted, prevKvs }, options) => [`${deleted}\n`, ...allPairLines(prevKvs, options)],
  json: (response) => messageLine(deleteRangeResponseType, response),
  fields: (response, options) => [
    header(response.header, options),
    field('Deleted', response.deleted),
    ...response.prevKvs.map((kv) => pairFields('Prev', kv, options)),
  ],
  protobuf: (response) => [encode(deleteRangeResponseType, response)],
  table: undefined,
}

/** What is stored. Commands that print few lines of a few keys are the most frequent ones: what they do not need is loaded late. */
export const keys: Renderings<KeyResults> = {
  get: {
    simple: (result, options) => (result.decoding === undefined ? rangeLines : documents)(result, options),
    json: late(async () => (await import('./json.ts')).rangeJson),
    jsonl: late(async () => (await import('./jsonl.ts')).rangeRecords),
    raw: late(async () => (await import('./raw.ts')).rawValues),
    yaml: documents,
    fields: late(async () => (await import('./fields.ts')).rangeFields),
    protobuf: rangeMessages,
    table: undefined,
  },
  put: {
    simple: ({ prevKv }, options) => ['OK\n', ...allPairLines(prevKv === undefined ? [] : [prevKv], options)],
    json: (response) => messageLine(putResponseType, response),
    fields: (response, options) => [header(response.header, options), pairFields('Prev', response.prevKv, options)],
    protobuf: (response) => [encode(putResponseType, response)],
    table: undefined,
  },
  del,
  delPlan: {
    simple: late(async () => (await import('./deletion-plan.ts')).deletionLines),
    json: late(async () => (await import('./deletion-plan.ts')).likeDeletion(del.json)),
    jsonl: late(async () => (await import('./jsonl.ts')).deletionRecords),
    fields: late(async () => (await import('./deletion-plan.ts')).likeDeletion(del.fields)),
    protobuf: late(async () => (await import('./deletion-plan.ts')).likeDeletion(del.protobuf)),
    table: undefined,
  },
}

/** Messages can be written one after the other: later pages carry no header, and only the last one `more` and `count`. */
async function* rangeMessages(result: RangeResult): AsyncGenerator<Uint8Array> {
  for await (const page of result.pages) yield encode(rangeResponseType, { ...page, kvs: [...page.kvs] })
}
