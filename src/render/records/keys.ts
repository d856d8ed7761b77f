import { pairRecord } from '../keys/pair-record.ts'
import type { KeyResults } from '../results.ts'
import type { OwnRecords, RecordsOf } from './record.ts'

export const keyRecords: RecordsOf<Omit<KeyResults, OwnRecords>> = {
  put: ({ header, prevKv }) => [
    { revision: header?.revision, prev: prevKv === undefined ? undefined : pairRecord(prevKv) },
  ],
  del: ({ header, deleted, prevKvs }) => [
    {
      deleted,
      revision: header?.revision,
      prev: prevKvs.length === 0 ? undefined : prevKvs.map(pairRecord),
    },
  ],
}
