import { parseDuration } from '../../go/duration.ts'
import type { StatusResponse } from '../../rpc/messages.ts'
import { idText, type JsonRecord } from '../jsonl.ts'
import type { EndpointResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

export const endpointRecords: RecordsOf<EndpointResults> = {
  endpointHealth: (health) =>
    health.map(({ endpoint, isHealthy, took, error }) => ({
      endpoint,
      healthy: isHealthy,
      took: took === '' ? undefined : Number(parseDuration(took)) / 1e9,
      error: error === '' ? undefined : error,
    })),
  endpointStatus: (statuses) => statuses.map(({ endpoint, status }) => ({ endpoint, ...statusRecord(status) })),
  endpointHashKv: (hashes) =>
    hashes.map(({ endpoint, hashKv }) => ({
      endpoint,
      hash: hashKv.hash,
      hash_revision: hashKv.hashRevision,
      compact_revision: hashKv.compactRevision,
      revision: hashKv.header?.revision,
    })),
  endpointFailure: (failures) => failures.map(({ endpoint, error }) => ({ endpoint, error })),
}

function statusRecord(status: StatusResponse): JsonRecord {
  const { header, downgradeInfo } = status
  return {
    cluster_id: idText(header?.clusterId ?? 0n),
    member_id: idText(header?.memberId ?? 0n),
    version: status.version,
    storage_version: status.storageVersion === '' ? undefined : status.storageVersion,
    db_size: status.dbSize,
    db_size_in_use: status.dbSizeInUse,
    db_size_quota: status.dbSizeQuota === 0n ? undefined : status.dbSizeQuota,
    leader: status.leader === 0n ? undefined : idText(status.leader),
    is_leader: status.leader !== 0n && status.leader === header?.memberId,
    is_learner: status.isLearner,
    raft_term: status.raftTerm,
    raft_index: status.raftIndex,
    raft_applied_index: status.raftAppliedIndex,
    revision: header?.revision,
    errors: status.errors.length === 0 ? undefined : status.errors,
    downgrade_target: downgradeInfo?.enabled === true ? downgradeInfo.targetVersion : undefined,
  }
}
