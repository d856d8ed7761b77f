import type { KeyValue } from '../../rpc/messages.ts'
import { type JsonRecord, recordLine } from '../jsonl.ts'
import { textPieces } from '../pieces.ts'
import type { DeletionPlan, RangeResult } from '../results.ts'
import { pairRecord } from './pair-record.ts'

export async function* rangeRecords(result: RangeResult): AsyncGenerator<string> {
  const { isValueOnly, isKeysOnly = false, isCount = false } = result
  const { decoding } = result
  const decoded = decoding && (await import('./decoded-record.ts')).decodedLines(decoding, !isValueOnly)
  const lineOf = decoded ?? ((kv: KeyValue) => recordLine(shownRecord(kv, !isValueOnly, !isKeysOnly)))
  let count = 0n
  for await (const page of result.pages) {
    yield* textPieces(page.kvs, lineOf)
    count = page.count
  }
  if (isCount) yield recordLine({ count })
}

function shownRecord(kv: KeyValue, hasKey: boolean, hasValue: boolean): JsonRecord {
  const { key, key_base64, value, value_base64, ...others } = pairRecord(kv)
  return { ...(hasKey ? { key, key_base64 } : {}), ...(hasValue ? { value, value_base64 } : {}), ...others }
}

export async function* deletionRecords({ pages, hasValues }: DeletionPlan): AsyncGenerator<string> {
  for await (const { kvs } of pages) yield* textPieces(kvs, (kv) => recordLine(deletionRecord(kv, hasValues)))
}

function deletionRecord(kv: KeyValue, hasValue: boolean): JsonRecord {
  const { value, value_base64, ...others } = pairRecord(kv)
  return { action: 'delete', ...others, ...(hasValue ? { value, value_base64 } : {}) }
}
