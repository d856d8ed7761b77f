import type { Session } from '../../app.ts'
import type { PlannedChange } from '../../render/results.ts'
import { create } from '../../rpc/codec.ts'
import { deleteRangeRequestType, putRequestType, rangeRequestType } from '../../rpc/fields.ts'
import type { RequestOp, TxnRequest } from '../../rpc/messages.ts'
import { comparison, unchangedSince } from '../put/guard.ts'

/** Undefined when all was changed; else nothing was, and these are the revisions at which the keys were last changed, 0 for none. */
export type Outcome = readonly bigint[] | undefined

/** Makes all changes in one step if every key is as it was seen. Throws what the call throws. */
export async function commit(session: Session, changes: readonly PlannedChange[]): Promise<Outcome> {
  const client = await session.client()
  const { succeeded, responses } = await client.kv.txn(transaction(changes), session.call())
  return succeeded ? undefined : changes.map((_, at) => responses[at]?.responseRange?.kvs[0]?.modRevision ?? 0n)
}

/** The revisions at which the keys were last changed, 0 for a key that does not exist. */
export async function lastChanges(session: Session, changes: readonly PlannedChange[]): Promise<readonly bigint[]> {
  const client = await session.client()
  const { responses } = await client.kv.txn({ success: changes.map(question) }, session.call())
  return changes.map((_, at) => responses[at]?.responseRange?.kvs[0]?.modRevision ?? 0n)
}

function transaction(changes: readonly PlannedChange[]): Partial<TxnRequest> {
  return {
    compare: changes.map(({ key, seen }) => comparison(key, unchangedSince(seen))),
    success: changes.map(operation),
    failure: changes.map(question),
  }
}

function operation({ key, value, lease }: PlannedChange): RequestOp {
  if (value === undefined) return { requestDeleteRange: create(deleteRangeRequestType, { key }) }
  return { requestPut: create(putRequestType, { key, value, lease }) }
}

function question({ key }: PlannedChange): RequestOp {
  return { requestRange: create(rangeRequestType, { key, keysOnly: true }) }
}
