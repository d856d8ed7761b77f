import { type Event, EventType } from '../../rpc/messages.ts'
import { bytesMember, type JsonRecord } from '../jsonl.ts'
import { pairRecord } from '../keys/pair-record.ts'
import type { WatchResult, WatchResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

export const watchRecords: RecordsOf<WatchResults> = {
  watch: (results) => results.flatMap(resultRecords),
}

/** A record for each event; an answer without events tells how far the watch has come, or why it has ended. */
function resultRecords({ header, events = [], canceled, compactRevision, problem }: WatchResult): JsonRecord[] {
  if (canceled || compactRevision > 0n)
    return [{ type: 'CANCELED', error: problem, compact_revision: compactRevision > 0n ? compactRevision : undefined }]
  if (events.length === 0) return [{ type: 'PROGRESS', revision: header?.revision }]
  return events.map(eventRecord)
}

function eventRecord({ type, kv, prevKv }: Event): JsonRecord {
  const isDelete = type === EventType.DELETE
  const deleted = isDelete && kv && { ...bytesMember('key', kv.key), mod_revision: kv.modRevision }
  return {
    type: isDelete ? 'DELETE' : 'PUT',
    ...(deleted || (kv && pairRecord(kv))),
    prev: prevKv && pairRecord(prevKv),
  }
}
