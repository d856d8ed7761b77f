import { closeSync, cpSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BoltPatch, patchBolt } from '../../../src/offline/bbolt/patch.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { encodeU64be } from '../../../src/offline/bytes.ts'
import { openFile } from '../../../src/offline/files/file-source.ts'
import { encodeRevisionKey } from '../../../src/offline/mvcc/revision-key.ts'
import { restore } from '../../../src/offline/restore/restore.ts'
import { writeSnap } from '../../../src/offline/snap/writer.ts'
import { create, encode } from '../../../src/rpc/codec.ts'
import { keyValueType, leaseType, raftSnapshotType, roleType, userType } from '../../../src/rpc/fields.ts'
import { writeLog } from '../../etcdutl/sample-data-dir.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { boltBytes, type Entry, inFolder, withFreelist } from '../bolt-bytes.ts'
import { historyBytes } from '../history.ts'
import { startRealStore } from '../real-store.ts'
import { defaults } from '../sample-snapshot.ts'
import { randomOf } from './random.ts'

export interface SoundDatabase {
  readonly name: string
  /** Without a trailing hash. */
  readonly bytes: Buffer
  readonly pageSize: number
  /** A data directory that it can stand in. */
  readonly template: string
}

function database(name: string, bytes: Buffer, template: string): SoundDatabase {
  return { name, bytes, pageSize: bytes.readUInt32LE(24), template }
}

/** Databases of many shapes: what a server may leave, what a restore leaves, and what programs of other people write. */
export async function soundDatabases(folder: string): Promise<SoundDatabase[]> {
  const compacted = historyBytes({ seed: 2, revisions: 400, keys: 60, compacted: 300 })
  const unfinished = { seed: 3, revisions: 300, keys: 20, compacted: 200, isFinished: false }
  const template = await smallestDataDir(folder)
  const shapes: Readonly<Record<string, Buffer>> = {
    'a history': historyBytes({ seed: 1, revisions: 300, keys: 40 }),
    'a compacted history': compacted,
    'a compaction that is not finished': historyBytes(unfinished),
    'all buckets': boltBytes(everything()),
    'small pages': boltBytes(everything(), 512),
    'large pages': boltBytes(everything(), 16384),
    'free pages with old versions': rewritten(boltBytes(everything()), 12),
    'a raised revision': raised(compacted),
    'free pages that are stored': withFreelist(boltBytes(everything()), []),
    'a database of somebody else': boltBytes({ sessions: [['a', 'b'.repeat(9000)]], users: many(400) }),
    'no entries': boltBytes({ key: [], lease: [], meta: [] }),
  }
  return Object.entries(shapes).map(([name, bytes]) => database(name, bytes, template))
}

async function smallestDataDir(folder: string): Promise<string> {
  const [snapshotPath, dataDir] = [join(folder, 'template.db'), join(folder, 'template')]
  writeFileSync(snapshotPath, boltBytes({ key: [], meta: [] }))
  await restore({ ...defaults, snapshotPath, dataDir, skipHashCheck: true, release: '3.5' })
  cutLogs(dataDir)
  return dataDir
}

/** The room that is kept for the log takes time to copy. */
function cutLogs(dataDir: string): void {
  const wal = join(dataDir, 'member', 'wal')
  for (const name of readdirSync(wal)) {
    const bytes = readFileSync(join(wal, name))
    const used = bytes.findLastIndex((byte) => byte !== 0) + 1
    writeFileSync(join(wal, name), bytes.subarray(0, used + 64))
  }
}

/** The path of a data directory: a log with entries of all kinds, a snapshot of a v2 store, and the database that has applied all of it. */
export function sampleLog(folder: string): string {
  const dataDir = join(folder, 'sample')
  writeLog(dataDir, 10n)
  const snap = join(dataDir, 'member', 'snap')
  const meta: [string, Uint8Array][] = [
    ['consistent_index', encodeU64be(10n)],
    ['term', encodeU64be(2n)],
  ]
  writeFileSync(join(snap, 'db'), boltBytes({ key: [], meta }))
  const tree = {
    Path: '/',
    CreatedIndex: 0,
    ModifiedIndex: 0,
    ExpireTime: '0001-01-01T00:00:00Z',
    Value: '',
    Children: {},
  }
  const data = Buffer.from(JSON.stringify({ Root: tree, CurrentIndex: 3, CurrentVersion: 2 }))
  const confState = { ...create(raftSnapshotType).metadata.confState, voters: [0x8e9en] }
  // in place of the one that holds no tree
  rmSync(join(snap, '0000000000000002-0000000000000003.snap'))
  writeSnap(snap, { ...create(raftSnapshotType), data, metadata: { confState, index: 3n, term: 2n } })
  cutLogs(dataDir)
  return dataDir
}

/** What a server has after it was stopped, and the file that it sent while it ran. */
export async function realDatabases(binaries: EtcdBinaries, folder: string): Promise<SoundDatabase[]> {
  const { cluster, snapshot } = await startRealStore(binaries)
  const template = join(folder, 'real')
  try {
    const sent = readFileSync(snapshot)
    await cluster.stop(cluster.member(0))
    cpSync(cluster.member(0).dataDir, template, { recursive: true })
    cutLogs(template)
    const left = readFileSync(join(template, 'member', 'snap', 'db'))
    // the file is longer than what is in use
    const used = left.subarray(0, Math.min(left.length, 2 * sent.length))
    return [
      database(`a snapshot of ${binaries.version}`, sent.subarray(0, sent.length - 32), template),
      database(`the database of ${binaries.version}`, used, template),
    ]
  } finally {
    await cluster.close()
  }
}

function many(count: number): Entry[] {
  return Array.from({ length: count }, (_, index) => [
    `entry${String(index).padStart(6, '0')}`,
    `${index}`.repeat(1 + (index % 9)),
  ])
}

function pair(revision: number, valueBytes: number): Entry {
  const number = BigInt(revision)
  const fields = { key: Buffer.from(`/registry/${revision}`), createRevision: number, modRevision: number, version: 1n }
  return [encodeRevisionKey(number), encode(keyValueType, { ...fields, value: Buffer.alloc(valueBytes, revision) })]
}

function everything(): Record<string, readonly Entry[]> {
  const random = randomOf(7)
  const name = (index: number) => Buffer.from(`u${String(index).padStart(4, '0')}`)
  const lease = (index: number) => 0x0123_4567_89ab_0000n + BigInt(index)
  return {
    alarm: [],
    auth: [
      ['authEnabled', '\x01'],
      ['authRevision', encodeU64be(9n)],
    ],
    authRoles: [['r', encode(roleType, { name: Buffer.from('r') })]],
    authUsers: Array.from({ length: 150 }, (_, index) => [
      name(index),
      encode(userType, { name: name(index), password: Buffer.alloc(60, '$'), roles: ['r'] }),
    ]),
    cluster: [['clusterVersion', '3.6.0']],
    key: Array.from({ length: 250 }, (_, index) => pair(index + 2, index % 50 === 9 ? 9000 : random(120))),
    lease: Array.from({ length: 300 }, (_, index) => [
      encodeU64be(lease(index)),
      encode(leaseType, { ID: lease(index), TTL: 60n }),
    ]),
    members: [['1234', '{"id":4660,"peerURLs":["http://old:2380"],"name":"old"}']],
    members_removed: [['99', 'removed']],
    meta: [
      ['confState', '{"voters":[4660],"auto_leave":false}'],
      ['consistent_index', encodeU64be(1n)],
      ['storageVersion', '3.6.0'],
      ['term', encodeU64be(2n)],
    ],
  }
}

/** The database after further writes, each of which leaves the pages it replaced as they were. */
function rewritten(bytes: Buffer, times: number): Buffer {
  return inFolder((folder) => {
    const path = join(folder, 'db')
    writeFileSync(path, bytes)
    for (let index = 0; index < times; index++) {
      const [key, value] = pair(252 + index, 30)
      const entry = { key: Buffer.from(key), value: Buffer.from(value) }
      change(path, { replaced: new Map(), appended: { bucket: 'key', entry } })
    }
    return readFileSync(path)
  })
}

function raised(bytes: Buffer): Buffer {
  return inFolder((folder) => {
    const path = join(folder, 'db')
    writeFileSync(path, bytes)
    const mark = { key: Buffer.from('scheduledCompactRev'), value: encodeRevisionKey(10_000n) }
    const finished = { key: Buffer.from('finishedCompactRev'), value: encodeRevisionKey(300n) }
    const entry = { key: encodeRevisionKey(10_000n), value: new Uint8Array() }
    change(path, { replaced: new Map([['meta', [finished, mark]]]), appended: { bucket: 'key', entry } })
    return readFileSync(path)
  })
}

function change(path: string, patch: BoltPatch): void {
  const source = openFile(path)
  const fd = openSync(path, 'r+')
  try {
    patchBolt(fd, openBolt(source), patch)
  } finally {
    closeSync(fd)
    source.close()
  }
}
