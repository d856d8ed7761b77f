import type { ResponseOp } from '../../rpc/messages.ts'
import type { JsonRecord } from '../jsonl.ts'
import { pairRecord } from '../keys/pair-record.ts'
import type { TxnResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

export const transactionRecords: RecordsOf<TxnResults> = {
  txn: ({ header, succeeded, responses }) => [
    { succeeded, revision: header?.revision, responses: responses.map(responseRecord) },
  ],
}

function responseRecord({ responseRange: range, responsePut: put, responseDeleteRange: del }: ResponseOp) {
  const record: JsonRecord = {
    get: range && { count: range.count, kvs: range.kvs.map((kv) => pairRecord(kv)) },
    put: put && { prev: put.prevKv && pairRecord(put.prevKv) },
    del: del && { deleted: del.deleted, prev: del.prevKvs.map((kv) => pairRecord(kv)) },
  }
  return record
}
