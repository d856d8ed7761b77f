import type { Session } from '../../app.ts'
import { create } from '../../rpc/codec.ts'
import { putRequestType, putResponseType, rangeRequestType } from '../../rpc/fields.ts'
import type { KeyValue, PutResponse } from '../../rpc/messages.ts'
import { comparison, unchangedSince } from '../put/guard.ts'

/** What came of it; `present` is what the key holds in place of what was seen, undefined when it does not exist. */
export type PutOutcome = { readonly response: PutResponse } | { readonly present: KeyValue | undefined }

/** Stores the value under the key, which keeps its lease, if it is still as it was seen. */
export async function putText(
  session: Session,
  { key, modRevision }: KeyValue,
  value: Uint8Array,
): Promise<PutOutcome> {
  const client = await session.client()
  const { succeeded, header, responses } = await client.kv.txn(
    {
      compare: [comparison(key, unchangedSince(modRevision))],
      success: [{ requestPut: create(putRequestType, { key, value, ignoreLease: true }) }],
      failure: [{ requestRange: create(rangeRequestType, { key }) }],
    },
    session.call(),
  )
  const [first] = responses
  if (!succeeded) return { present: first?.responseRange?.kvs[0] }
  return { response: { ...create(putResponseType, first?.responsePut), header } }
}
