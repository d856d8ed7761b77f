import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createBolt } from '../../src/offline/bbolt/writer.ts'
import { utf8 } from '../../src/offline/bytes.ts'
import { recordTypes } from '../../src/offline/wal/record.ts'
import { WalWriter } from '../../src/offline/wal/writer.ts'
import { encode } from '../../src/rpc/codec.ts'
import {
  metadataType,
  raftConfChangeType,
  raftEntryType,
  raftHardStateType,
  requestType,
  walSnapshotType,
} from '../../src/rpc/fields.ts'
import { RaftEntryType, type Request } from '../../src/rpc/messages.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What a request asks for; texts may be bytes that are no UTF-8. */
export type V2Change = Partial<Omit<Request, 'Path' | 'Val'>> & { Path?: string; Val?: string }

/** A data directory whose log has one member and these requests of the v2 API, and an empty database. */
export function sampleV2(context: TestContext, changes: readonly (V2Change | Uint8Array)[]): string {
  const dataDir = temporaryFolder(context)
  const [wal, snap] = [join(dataDir, 'member', 'wal'), join(dataDir, 'member', 'snap')]
  for (const folder of [wal, snap]) mkdirSync(folder, { recursive: true })
  writeLog(wal, changes)
  const writer = createBolt(join(snap, 'db'))
  writer.bucket('key')
  writer.bucket('meta')
  writer.finish()
  return dataDir
}

function writeLog(folder: string, changes: readonly (V2Change | Uint8Array)[]): void {
  const writer = new WalWriter(folder)
  const append = (at: number, data: Uint8Array, type: number = RaftEntryType.EntryNormal): void => {
    const entry = { Type: type, Term: 2n, Index: BigInt(at), Data: data }
    writer.append(recordTypes.entry, encode(raftEntryType, entry))
  }
  writer.append(recordTypes.metadata, encode(metadataType, { NodeID: 1n, ClusterID: 2n }))
  writer.append(recordTypes.snapshot, encode(walSnapshotType, {}))
  const context = utf8('{"id":1,"peerURLs":["http://localhost:2380"]}')
  append(1, encode(raftConfChangeType, { id: 1n, type: 0, nodeId: 1n, context }), RaftEntryType.EntryConfChange)
  changes.forEach((change, at) => {
    append(at + 2, change instanceof Uint8Array ? change : encode(requestType, change))
  })
  const commit = BigInt(changes.length + 1)
  writer.append(recordTypes.state, encode(raftHardStateType, { term: 2n, vote: 1n, commit }))
  writer.finish()
}
