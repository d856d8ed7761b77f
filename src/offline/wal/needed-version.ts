import type { InternalRaftRequest, RaftEntry } from '../../rpc/messages.ts'
import { parseVersion, type Version } from '../version.ts'
import { parseRaftRequest } from './raft-request.ts'

const normalEntry = 0
const confChangeV2Entry = 2
const minor = (value: bigint): Version => ({ major: 3n, minor: value, patch: 0n })

/** The oldest release that understands an entry of the log (as 3.6 and 3.7 judge it). */
export function neededVersion(entry: RaftEntry): Version {
  if (entry.Type === confChangeV2Entry) return minor(4n)
  if (entry.Type !== normalEntry) return minor(0n)
  const { v3 } = parseRaftRequest(entry.Data ?? new Uint8Array())
  return v3 === undefined ? minor(0n) : neededByRequest(v3)
}

function neededByRequest(request: InternalRaftRequest): Version {
  if (request.downgradeVersionTest !== undefined) return parseVersion(request.downgradeVersionTest.ver) ?? minor(6n)
  const { authStatus, clusterVersionSet, clusterMemberAttrSet, downgradeInfoSet } = request
  const isOf35 = [authStatus, clusterVersionSet, clusterMemberAttrSet, downgradeInfoSet].some(Boolean)
  if (isOf35) return minor(5n)
  return request.leaseCheckpoint === undefined ? minor(0n) : minor(4n)
}
