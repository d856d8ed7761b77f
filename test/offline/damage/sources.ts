import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BoltPatch, patchBolt } from '../../../src/offline/bbolt/patch.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { encodeU64be } from '../../../src/offline/bytes.ts'
import { openFile } from '../../../src/offline/file-source.ts'
import { encodeRevisionKey } from '../../../src/offline/mvcc/revision-key.ts'
import { encode } from '../../../src/rpc/codec.ts'
import { keyValueType, leaseType, roleType, userType } from '../../../src/rpc/fields.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { boltBytes, type Entry, inFolder, withFreelist } from '../bolt-bytes.ts'
import { historyBytes } from '../history.ts'
import { startRealStore } from '../real-store.ts'
import { randomOf } from './random.ts'

export interface SoundDatabase {
  readonly name: string
  /** Without a trailing hash. */
  readonly bytes: Buffer
  readonly pageSize: number
}

function database(name: string, bytes: Buffer): SoundDatabase {
  return { name, bytes, pageSize: bytes.readUInt32LE(24) }
}

/** Databases of many shapes: what a server may leave, what a restore leaves, and what programs of other people write. */
export function soundDatabases(): SoundDatabase[] {
  const compacted = historyBytes({ seed: 2, revisions: 400, keys: 60, compacted: 300 })
  return [
    database('a history', historyBytes({ seed: 1, revisions: 300, keys: 40 })),
    database('a compacted history', compacted),
    database(
      'a compaction that is not finished',
      historyBytes({ seed: 3, revisions: 300, keys: 20, compacted: 200, isFinished: false }),
    ),
    database('all buckets', boltBytes(everything())),
    database('small pages', boltBytes(everything(), 512)),
    database('large pages', boltBytes(everything(), 16384)),
    database('free pages with old versions', rewritten(boltBytes(everything()), 12)),
    database('a raised revision', raised(compacted)),
    database('free pages that are stored', withFreelist(boltBytes(everything()), [])),
    database('a database of somebody else', boltBytes({ sessions: [['a', 'b'.repeat(9000)]], users: many(400) })),
    database('no entries', boltBytes({ key: [], lease: [], meta: [] })),
  ]
}

/** What a server of the release has after it was stopped, and the file that it sent while it ran. */
export async function realDatabases(binaries: EtcdBinaries): Promise<SoundDatabase[]> {
  const { cluster, snapshot } = await startRealStore(binaries)
  try {
    const sent = readFileSync(snapshot)
    await cluster.stop(cluster.member(0))
    const left = readFileSync(join(cluster.member(0).dataDir, 'member', 'snap', 'db'))
    return [
      database(`a snapshot of ${binaries.version}`, sent.subarray(0, sent.length - 32)),
      // the file is longer than what is in use
      database(`the database of ${binaries.version}`, left.subarray(0, Math.min(left.length, 2 * sent.length))),
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
      ['consistent_index', encodeU64be(300n)],
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
