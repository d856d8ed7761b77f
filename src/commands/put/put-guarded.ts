import type { Session } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { create } from '../../rpc/codec.ts'
import { putRequestType, putResponseType, rangeRequestType } from '../../rpc/fields.ts'
import { CompareTarget, type KeyValue, type PutRequest, type PutResponse } from '../../rpc/messages.ts'
import { comparison, type Guard } from './guard.ts'

const longestValue = 64

/** Stores it if the guard holds, in one step. Throws a CliError that says what is there when it does not. */
export async function putGuarded(session: Session, request: Partial<PutRequest>, guard: Guard): Promise<PutResponse> {
  const { key = new Uint8Array() } = request
  const client = await session.client()
  const { succeeded, header, responses } = await client.kv.txn(
    {
      compare: [comparison(key, guard)],
      success: [{ requestPut: create(putRequestType, request) }],
      failure: [{ requestRange: create(rangeRequestType, { key }) }],
    },
    session.call(),
  )
  const [first] = responses
  if (!succeeded) throw refusal(key, first?.responseRange?.kvs[0])
  return { ...create(putResponseType, first?.responsePut), header }
}

/** What a put would do, as the key is now. Throws as `putGuarded`, and for a value to keep where there is none. */
export async function plannedPut(session: Session, request: Partial<PutRequest>, guard: Guard | undefined) {
  const { key = new Uint8Array(), value = new Uint8Array(), lease = 0n, ignoreValue, ignoreLease } = request
  const client = await session.client()
  const { kvs } = await client.kv.range({ key }, session.call())
  const [present] = kvs
  if (guard !== undefined && !holds(guard, present)) throw refusal(key, present)
  if (present === undefined && (ignoreValue || ignoreLease)) throw refusal(key, present)
  return {
    key,
    seen: present?.modRevision ?? 0n,
    value: ignoreValue === true && present !== undefined ? present.value : value,
    lease: ignoreLease === true && present !== undefined ? present.lease : lease,
  }
}

function holds({ target, modRevision, value }: Guard, present: KeyValue | undefined): boolean {
  if (target !== CompareTarget.VALUE) return (present?.modRevision ?? 0n) === modRevision
  return present !== undefined && value !== undefined && Buffer.compare(present.value, value) === 0
}

function refusal(key: Uint8Array, present: KeyValue | undefined): CliError {
  if (present === undefined) return new CliError(`refused: ${quote(key)} does not exist`)
  const { modRevision, version, value } = present
  return new CliError(
    `refused: ${quote(key)} has revision ${modRevision} (version ${version}), and its value is ${shown(value)}`,
  )
}

function shown(value: Uint8Array): string {
  if (value.length <= longestValue) return quote(value)
  return `${value.length} bytes that begin with ${quote(value.subarray(0, longestValue))}`
}
