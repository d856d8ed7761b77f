import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { createBolt } from '../../src/offline/bbolt/writer.ts'
import { encodeU64be, utf8 } from '../../src/offline/bytes.ts'
import { encodeRevisionKey } from '../../src/offline/mvcc/revision-key.ts'
import { writeSnap } from '../../src/offline/snap/writer.ts'
import { recordTypes } from '../../src/offline/wal/record.ts'
import { WalWriter } from '../../src/offline/wal/writer.ts'
import { create, encode } from '../../src/rpc/codec.ts'
import {
  internalRaftRequestType,
  keyValueType,
  leaseType,
  metadataType,
  raftConfChangeType,
  raftEntryType,
  raftHardStateType,
  raftSnapshotType,
  requestHeaderType,
  requestType,
  roleType,
  userType,
  walSnapshotType,
} from '../../src/rpc/fields.ts'
import { PermissionType, RaftEntryType } from '../../src/rpc/messages.ts'
import { temporaryFolder } from '../offline/temporary-folder.ts'

const key = utf8('k"\u00e9')

/** A database with one entry or more of every kind; the revisions are 2, 3 and, a deletion, 4. */
export function writeDatabase(path: string, applied = 93n): void {
  mkdirSync(dirname(path), { recursive: true })
  const writer = createBolt(path)
  writer.bucket('auth')
  writer.put(utf8('authEnabled'), Uint8Array.of(1))
  writer.put(utf8('authRevision'), encodeU64be(8n))
  writer.bucket('authRoles')
  const keyPermission = [
    { permType: PermissionType.READ, key: utf8('a'), rangeEnd: new Uint8Array() },
    { permType: PermissionType.READWRITE, key: utf8('k\n'), rangeEnd: Uint8Array.of(0xff) },
  ]
  writer.put(utf8('none'), encode(roleType, { name: utf8('none') }))
  writer.put(utf8('r1'), encode(roleType, { name: utf8('r1'), keyPermission }))
  writer.bucket('authUsers')
  const bob = { name: utf8('bob'), password: utf8('$2a$10$x'), roles: ['none', 'r1'], options: { noPassword: false } }
  writer.put(utf8('bob'), encode(userType, bob))
  writer.put(utf8('cn'), encode(userType, { name: utf8('cn'), options: { noPassword: true } }))
  writer.bucket('key')
  const first = { key, createRevision: 2n, modRevision: 2n, version: 1n, value: Uint8Array.of(0, 0xff) }
  writer.put(encodeRevisionKey(2n), encode(keyValueType, first))
  const gone = { ...first, key: utf8('gone') }
  writer.put(encodeRevisionKey(2n, 1n), encode(keyValueType, gone))
  writer.put(encodeRevisionKey(3n), encode(keyValueType, { ...first, modRevision: 3n, version: 2n, value: utf8('v') }))
  writer.put(Uint8Array.of(...encodeRevisionKey(4n), 0x74), encode(keyValueType, { key: gone.key }))
  writer.bucket('lease')
  writer.put(encodeU64be(0xabcn), encode(leaseType, { ID: 0xabcn, TTL: 60n, RemainingTTL: 7n }))
  writer.bucket('members')
  writer.put(utf8('8e9e05c52164694d'), utf8('{"id":10276657743932975437,"peerURLs":["http://localhost:2380"]}'))
  writer.bucket('meta')
  writer.put(utf8('consistent_index'), encodeU64be(applied))
  writer.put(utf8('finishedCompactRev'), encodeRevisionKey(1n))
  writer.put(utf8('storageVersion'), utf8('3.6.0'))
  writer.put(utf8('term'), encodeU64be(2n))
  writer.finish()
}

/** A data directory whose database has applied all of its log, and where that database is. */
export interface SampleMember {
  readonly dataDir: string
  readonly path: string
}

export function sampleMember(context: TestContext): SampleMember {
  const dataDir = temporaryFolder(context)
  const path = join(dataDir, 'member', 'snap', 'db')
  writeDatabase(path, 9n)
  writeLog(dataDir)
  return { dataDir, path }
}

/** The same database as a snapshot file, with its SHA-256. */
export function writeSnapshot(path: string): void {
  writeDatabase(path)
  appendFileSync(path, createHash('sha256').update(readFileSync(path)).digest())
}

/**
 * A log with the entries 1 to 9, a snapshot record and a `.snap` file at 3, and entry 9 written twice. With `continuesAt` it goes
 * on there, as after a snapshot that the leader sent.
 */
export function writeLog(dataDir: string, continuesAt?: bigint): void {
  const [wal, snap] = [join(dataDir, 'member', 'wal'), join(dataDir, 'member', 'snap')]
  for (const folder of [wal, snap]) mkdirSync(folder, { recursive: true })
  const writer = new WalWriter(wal)
  const entry = (index: bigint, data: Uint8Array, type: number = RaftEntryType.EntryNormal) =>
    writer.append(recordTypes.entry, encode(raftEntryType, { Type: type, Term: 2n, Index: index, Data: data }))
  const request = (index: bigint, body: object) =>
    entry(index, encode(internalRaftRequestType, { header: { ...create(requestHeaderType), ID: 7n }, ...body }))
  writer.append(recordTypes.metadata, encode(metadataType, { NodeID: 0x8e9en, ClusterID: 0xcdf8n }))
  writer.append(recordTypes.snapshot, encode(walSnapshotType, {}))
  const change = { id: 0n, type: 0, nodeId: 0x8e9en, context: utf8('{}') }
  entry(1n, encode(raftConfChangeType, change), RaftEntryType.EntryConfChange)
  entry(2n, new Uint8Array())
  entry(3n, encode(requestType, { Method: 'PUT', Path: '/1/foo', Val: 'b"r' }))
  writer.append(recordTypes.state, encode(raftHardStateType, { term: 2n, vote: 0x8e9en, commit: 3n }))
  writer.append(recordTypes.snapshot, encode(walSnapshotType, { index: 3n, term: 2n }))
  request(4n, { put: { key, value: Uint8Array.of(1), lease: 0n } })
  request(5n, { authUserAdd: { name: 'bob', password: 'secret' } })
  entry(6n, utf8('no message'))
  request(7n, { compaction: { revision: 5n, physical: true } })
  entry(8n, encode(requestType, { Method: 'SYNC', Time: 1_500_000_000n }))
  request(9n, { put: { key: utf8('lost'), value: utf8('lost') } })
  request(9n, { authEnable: {} })
  writer.append(recordTypes.state, encode(raftHardStateType, { term: 2n, vote: 0x8e9en, commit: 9n }))
  if (continuesAt !== undefined) {
    writer.append(recordTypes.snapshot, encode(walSnapshotType, { index: continuesAt - 1n, term: 2n }))
    entry(continuesAt, new Uint8Array())
  }
  writer.finish()
  const confState = { ...create(raftSnapshotType).metadata.confState, voters: [0x8e9en] }
  writeSnap(snap, { ...create(raftSnapshotType), data: utf8('{}'), metadata: { confState, index: 3n, term: 2n } })
}
