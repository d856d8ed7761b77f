import { encode } from '../rpc/codec.ts'
import { deleteRangeResponseType, memberListResponseType, putResponseType, rangeResponseType } from '../rpc/fields.ts'
import { authProtobuf } from './auth.ts'
import { leaseProtobuf } from './lease.ts'
import { maintenanceProtobuf } from './maintenance.ts'
import type { RangeResult, Renderer } from './results.ts'
import { txnProtobuf } from './transaction.ts'
import { watchProtobuf } from './watch.ts'

/** The response message itself, without a newline or a length. */
export const protobuf: Renderer = {
  ...txnProtobuf,
  ...watchProtobuf,
  ...leaseProtobuf,
  ...maintenanceProtobuf,
  ...authProtobuf,
  get: range,
  put: (response) => [encode(putResponseType, response)],
  del: (response) => [encode(deleteRangeResponseType, response)],
  memberList: (response) => [encode(memberListResponseType, response)],
  endpointHealth: undefined,
  endpointStatus: undefined,
  endpointHashKv: undefined,
}

/** Messages can be written one behind the other: later pages carry no header, and only the last one `more` and `count`. */
async function* range(result: RangeResult): AsyncGenerator<Uint8Array> {
  for await (const page of result.pages) yield encode(rangeResponseType, { ...page, kvs: [...page.kvs] })
}
