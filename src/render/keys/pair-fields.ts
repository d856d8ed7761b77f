import { quote } from '../../go/quote.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { field, leaseText } from '../field-lines.ts'
import type { RenderOptions } from '../results.ts'

/** The lines of a key-value; `prefix` (`Prev`) goes before each name. Nothing for none. */
export function pairFields(prefix: string, kv: KeyValue | undefined, options: RenderOptions): string {
  if (kv === undefined) return ''
  return (
    field(`${prefix}Key`, quote(kv.key)) +
    field(`${prefix}CreateRevision`, kv.createRevision) +
    field(`${prefix}ModRevision`, kv.modRevision) +
    field(`${prefix}Version`, kv.version) +
    field(`${prefix}Value`, quote(kv.value)) +
    field(`${prefix}Lease`, leaseText(kv.lease, options))
  )
}
