import type { KeyValue } from '../../rpc/messages.ts'
import { bytesMember, idText, type JsonRecord } from '../jsonl.ts'

/** What every command that tells of a key-value says about it in `-w jsonl`. */
export function pairRecord(kv: KeyValue): JsonRecord {
  return {
    ...bytesMember('key', kv.key),
    ...bytesMember('value', kv.value),
    create_revision: kv.createRevision,
    mod_revision: kv.modRevision,
    version: kv.version,
    lease: kv.lease === 0n ? undefined : idText(kv.lease),
  }
}
