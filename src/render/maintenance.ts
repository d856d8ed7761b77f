import { encode } from '../rpc/codec.ts'
import { downgradeResponseType, moveLeaderResponseType } from '../rpc/fields.ts'
import { messageLine } from './message-json.ts'
import type { MaintenanceResults, Renderings } from './results.ts'

/** Changes of the cluster's leader and of its version. */
export const maintenance: Renderings<MaintenanceResults> = {
  moveLeader: {
    simple: ({ leaderId, targetId }) => [
      `Leadership transferred from ${leaderId.toString(16)} to ${targetId.toString(16)}\n`,
    ],
    json: ({ response }) => messageLine(moveLeaderResponseType, response),
    fields: undefined,
    protobuf: ({ response }) => [encode(moveLeaderResponseType, response)],
    table: undefined,
  },
  downgrade: {
    simple: ({ step, response }) => [`Downgrade ${step} success, cluster version ${response.version}\n`],
    json: ({ response }) => messageLine(downgradeResponseType, response),
    fields: undefined,
    protobuf: ({ response }) => [encode(downgradeResponseType, response)],
    table: undefined,
  },
}
