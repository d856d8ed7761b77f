import { shownMember } from '../../kubernetes/shown.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { bytesMember, recordLine } from '../jsonl.ts'
import type { Decoding } from '../results.ts'
import { pairRecord } from './pair-record.ts'

/** Writes key-values in `-w jsonl` with `"object"` in the place of the value, or with what else is known of it. */
export function decodedLines(decoding: Decoding, hasKey: boolean): (kv: KeyValue) => string {
  return (kv) => {
    const { key, key_base64, value, value_base64, ...others } = pairRecord(kv)
    const named = hasKey ? bytesMember('key', kv.key) : {}
    const shown = decoding.show(kv.value)
    if (shown === undefined) return recordLine({ ...named, ...bytesMember('value', kv.value), ...others })
    // numbers of an object stand as Kubernetes prints them, so that it is not made of a record
    const start = hasKey ? `${recordLine(named).slice(0, -2)},` : '{'
    return `${start}${shownMember(shown)},${recordLine(others).slice(1)}`
  }
}
