import { create } from '../../rpc/codec.ts'
import { deleteRangeRequestType, putRequestType } from '../../rpc/fields.ts'
import type { RequestOp } from '../../rpc/messages.ts'

export function putOp(key: Uint8Array, value: Uint8Array): RequestOp {
  return { requestPut: create(putRequestType, { key, value }) }
}

export function deleteOp(key: Uint8Array): RequestOp {
  return { requestDeleteRange: create(deleteRangeRequestType, { key }) }
}
