import type { Release } from '../../base/release.ts'
import { create, encode } from '../../rpc/codec.ts'
import { metadataType, raftConfStateType, raftEntryType, raftHardStateType } from '../../rpc/fields.ts'
import type { RaftConfState } from '../../rpc/messages.ts'
import { utf8 } from '../bytes.ts'
import { memberJson, type NewCluster } from '../membership.ts'
import { membersAsV2Store } from '../snap/v2-store.ts'
import { writeSnap } from '../snap/writer.ts'
import { recordTypes } from '../wal/record.ts'
import { WalWriter } from '../wal/writer.ts'
import { type RaftTypes, raftTypes } from './raft-types.ts'

const term = 1n
const confChangeEntry = 1
const addNode = 0

export interface RestoredLog {
  readonly cluster: NewCluster
  readonly release: Release
  readonly walFolder: string
  readonly snapFolder: string
}

/**
 * Writes the log with which a new cluster begins: each member is added by one entry, all of them committed and in a
 * snapshot. Both folders exist; throws a CliError.
 */
export function writeRestoredLog({ cluster, release, walFolder, snapFolder }: RestoredLog): void {
  const types = raftTypes(release)
  const voters = cluster.members.map(({ id }) => id)
  const confState = create(raftConfStateType, { voters })
  const index = BigInt(voters.length)
  writeLog(new WalWriter(walFolder), { cluster, types, confState: release === '3.4' ? undefined : confState })
  const data = utf8(membersAsV2Store(cluster.members, release))
  writeSnap(snapFolder, { data, metadata: { confState, index, term } }, types.snapshot)
}

interface LogContent {
  readonly cluster: NewCluster
  readonly types: RaftTypes
  readonly confState: RaftConfState | undefined
}

function writeLog(wal: WalWriter, { cluster, types, confState }: LogContent): void {
  const { members, local, id } = cluster
  const index = BigInt(members.length)
  const metadata = encode(metadataType, { NodeID: local.id, ClusterID: id })
  // the original votes for the first member, whichever is the local one
  const vote = members[0]?.id ?? local.id
  try {
    wal.append(recordTypes.metadata, metadata)
    wal.append(recordTypes.snapshot, encode(types.walSnapshot, { index: 0n, term: 0n }))
    for (const entry of memberEntries(cluster, types)) wal.append(recordTypes.entry, entry)
    wal.append(recordTypes.state, encode(raftHardStateType, { term, vote, commit: index }))
    wal.append(recordTypes.snapshot, encode(types.walSnapshot, { index, term, confState }))
    wal.finish()
  } finally {
    wal.abort()
  }
}

function memberEntries({ members }: NewCluster, types: RaftTypes): Uint8Array[] {
  return members.map((member, at) => {
    const context = utf8(memberJson(member))
    const Data = encode(types.confChange, { id: 0n, type: addNode, nodeId: member.id, context })
    return encode(raftEntryType, { Type: confChangeEntry, Term: term, Index: BigInt(at + 1), Data })
  })
}
