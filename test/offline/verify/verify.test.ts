import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import test from 'node:test'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { encodeU64be } from '../../../src/offline/bytes.ts'
import { memorySource, openFile } from '../../../src/offline/files/file-source.ts'
import { hashKv } from '../../../src/offline/mvcc/hashkv.ts'
import { encodeRevisionKey } from '../../../src/offline/mvcc/revision-key.ts'
import { type VerifyOptions, type VerifyReport, verifySnapshot } from '../../../src/offline/verify/verify.ts'
import { encode } from '../../../src/rpc/codec.ts'
import { keyValueType, leaseType, roleType, userType } from '../../../src/rpc/fields.ts'
import type { KeyValue } from '../../../src/rpc/messages.ts'
import { boltBytes, type Entry } from '../bolt-bytes.ts'
import { historyBytes, keysLeft } from '../history.ts'
import { releasesFound, startRealStore } from '../real-store.ts'

function signed(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, createHash('sha256').update(bytes).digest()])
}

const verify = (bytes: Uint8Array, options: VerifyOptions = {}): VerifyReport =>
  verifySnapshot(memorySource(bytes), options)
/** Of a file with these buckets, which need not be in order. */
function problemsOf(buckets: Record<string, Entry[]>): readonly string[] {
  const sorted = Object.entries({ key: [], meta: [], ...buckets }).sort(([a], [b]) => (a < b ? -1 : 1))
  return verify(signed(boltBytes(Object.fromEntries(sorted)))).problems
}

function pair(revision: number, fields: Partial<KeyValue> = {}, sub = 0n): Entry {
  const own = { createRevision: BigInt(revision), modRevision: BigInt(revision), version: 1n }
  const value = encode(keyValueType, { key: Buffer.from(`k${revision}`), ...own, ...fields })
  return [encodeRevisionKey(BigInt(revision), sub), value]
}

test('histories of all kinds are sound, and the report counts what is in them', () => {
  const kinds = [{}, { compacted: 200 }, { compacted: 200, isFinished: false }, { compacted: 401 }]
  for (const [seed, kind] of kinds.entries()) {
    const history = { seed, revisions: 400, keys: 50, ...kind }
    const bytes = signed(historyBytes(history))
    const report = verify(bytes)
    assert.deepEqual(report.problems, [], JSON.stringify(history))
    assert.equal(report.isSound, true)
    assert.equal(report.keys, keysLeft(history))
    assert.equal(report.revision, 401n)
    assert.equal(report.digest, bytes.subarray(-32).toString('hex'))
    assert.equal(report.proved.length, 5)
  }
})

test('a file without a hash is a problem: it may be cut', () => {
  const { isSound, problems, unproved } = verify(historyBytes({ seed: 3, revisions: 50, keys: 9 }))
  assert.deepEqual([isSound, unproved], [false, []])
  assert.deepEqual(problems, ['the SHA-256 at the end is missing: the file is cut, or a copied database (--bare-copy)'])
})

test('a bare copy is sound by its structure only, and the report says so', () => {
  const report = verify(historyBytes({ seed: 3, revisions: 50, keys: 9 }), { isBareCopy: true })
  assert.equal(report.isSound, true)
  assert.equal(report.digest, undefined)
  assert.deepEqual(report.unproved, ['no trailing SHA-256: only the structure is proved, not every byte'])
})

test('a wrong hash is a problem, whatever else is right and whatever the file is said to be', () => {
  const bytes = signed(historyBytes({ seed: 3, revisions: 50, keys: 9 }))
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  for (const isBareCopy of [false, true]) {
    const { isSound, problems } = verify(bytes, { isBareCopy })
    assert.equal(isSound, false)
    assert.match(problems.join('\n'), /^the trailing SHA-256 is [0-9a-f]{64}, but that of the file is [0-9a-f]{64}$/)
  }
})

test('a damaged meta page is a problem though the other one is read', () => {
  const bytes = historyBytes({ seed: 3, revisions: 50, keys: 9 })
  bytes[70] = 1
  assert.deepEqual(verify(bytes, { isBareCopy: true }).problems, ['meta page 0: checksum error'])
})

test('revisions that are missing, and pairs of other revisions, are problems', () => {
  assert.deepEqual(problemsOf({ key: [pair(2), pair(3)] }), [])
  assert.match(
    problemsOf({ key: [pair(2), pair(4)] }).join(),
    /^key: revision 4\/0 does not follow revision 2\/0: some are/,
  )
  assert.match(problemsOf({ key: [pair(3)] }).join(), /^key: revision 3\/0 does not follow/)
  assert.match(problemsOf({ key: [pair(2, {}, 1n)] }).join(), /^key: revision 2\/1 does not follow/)
  assert.match(
    problemsOf({ key: [pair(2, { modRevision: 9n })] }).join(),
    /^key: revision 2\/0 says that it is revision 9/,
  )
  assert.match(problemsOf({ key: [pair(2, { createRevision: 0n })] }).join(), /says that its key is from 0/)
  assert.match(problemsOf({ key: [pair(2, { version: 0n })] }).join(), /has the wrong version 0/)
  assert.match(problemsOf({ key: [pair(2, { key: new Uint8Array(0) })] }).join(), /has an empty key/)
})

test('an empty pair is tolerated as a revision bump leaves one, and reported as not proved', () => {
  const empty = (revision: number, sub = 0n): Entry => [encodeRevisionKey(BigInt(revision), sub), '']
  const meta = (finished: number, scheduled: number): Entry[] => [
    ['finishedCompactRev', encodeRevisionKey(BigInt(finished))],
    ['scheduledCompactRev', encodeRevisionKey(BigInt(scheduled))],
  ]
  const report = (key: Entry[], marks: Entry[]) => verify(signed(boltBytes({ key, meta: marks })))
  // as it is made, after the next compaction, and after two bumps in a row
  for (const { problems, unproved } of [
    report([pair(5), empty(1005)], meta(3, 1005)),
    report([pair(5), empty(1005), pair(1500)], meta(1499, 1499)),
    report([pair(5), empty(1005), empty(2005), pair(2006)], meta(3, 2005)),
  ]) {
    assert.deepEqual(problems, [])
    assert.match(unproved.join('\n'), /^key: revision 1005\/0 holds no pair: a restore with --bump-revision makes/)
  }
  // a compaction leaves one of them only
  assert.deepEqual(report([pair(5), empty(6), empty(7), pair(8)], meta(8, 8)).problems, [
    'key: revision 7/0 has no pair, and neither has 6/0',
  ])
  assert.match(report([pair(5), empty(6)], meta(5, 5)).problems.join(), /revision 6\/0 has an empty key/)
  assert.match(report([pair(5), empty(5, 1n)], meta(6, 6)).problems.join(), /revision 5\/1 has an empty key/)
})

test('a key that is made twice, and one that is deleted without being there, are problems', () => {
  const key = Buffer.from('k2')
  assert.match(problemsOf({ key: [pair(2), pair(3, { key })] }).join(), /is version 1 of "k2", which is there already$/)
  const later = { key: Buffer.from('new'), createRevision: 1n, version: 2n }
  assert.match(problemsOf({ key: [pair(2, later)] }).join(), /is version 2 of "new", which is not there already$/)
  const gone: Entry = [Buffer.concat([encodeRevisionKey(2n), Buffer.from('t')]), encode(keyValueType, { key })]
  assert.match(problemsOf({ key: [gone] }).join(), /^key: revision 2\/0 deletes "k2", which is not there$/)
})

test('entries that are no revisions or no pairs are problems', () => {
  assert.match(problemsOf({ key: [['abc', 'x']] }).join(), /^key: "abc" is no revision: invalid revision length: 3/)
  assert.match(
    problemsOf({ key: [[encodeRevisionKey(2n), 'x']] }).join(),
    /^key: revision 2\/0 is not a key-value pair: /,
  )
})

const leaseEntry = (id: bigint, fields = {}): Entry => [
  encodeU64be(id),
  encode(leaseType, { ID: id, TTL: 60n, ...fields }),
]

test('the lease of a key that exists must be there, those of earlier revisions need not', () => {
  const lease = 0x7123456789abcdefn
  assert.deepEqual(problemsOf({ key: [pair(2, { lease })], lease: [leaseEntry(1n), leaseEntry(lease)] }), [])
  assert.deepEqual(problemsOf({ key: [pair(2, { lease })], lease: [leaseEntry(1n)] }), [
    'key: "k2" has lease 7123456789abcdef, which is not there',
  ])
  const rewritten = pair(3, { key: Buffer.from('k2'), createRevision: 2n, version: 2n })
  assert.deepEqual(problemsOf({ key: [pair(2, { lease }), rewritten], lease: [] }), [])
})

const refused: readonly [what: string, buckets: Record<string, Entry[]>][] = [
  ['an alarm with a value', { alarm: [['\x08\x01', 'x']] }],
  ['an alarm that is none', { alarm: [['\xff', '']] }],
  ['a flag that is neither on nor off', { auth: [['authEnabled', '2']] }],
  ['a role of another name', { authRoles: [['a', encode(roleType, { name: Buffer.from('b') })]] }],
  ['a user of another name', { authUsers: [['a', encode(userType, { name: Buffer.from('b') })]] }],
  [
    'a user with a role that is not there',
    { authUsers: [['a', encode(userType, { name: Buffer.from('a'), roles: ['r'] })]] },
  ],
  ['a cluster version that is none', { cluster: [['clusterVersion', 'three']] }],
  ['a lease under another id', { lease: [[encodeU64be(1n), encode(leaseType, { ID: 2n, TTL: 1n })]] }],
  ['a lease without time', { lease: [leaseEntry(1n, { TTL: 0n })] }],
  ['a lease that is cut off', { lease: [[encodeU64be(1n), '\x08']] }],
  ['a member that is no JSON', { members: [['8e9e05c52164694d', '{"id":']] }],
  ['a member without URLs', { members: [['8e9e05c52164694d', '{"id":10276657743932975437}']] }],
  ['a member of another id', { members: [['8e9e05c52164694d', '{"id":10276657743932975438,"peerURLs":[]}']] }],
  ['a removed member without an id', { members_removed: [['me', 'removed']] }],
  ['a short index', { meta: [['consistent_index', '1234567']] }],
  ['a state of the cluster without voters', { meta: [['confState', '{}']] }],
  ['a compacted revision that is none', { meta: [['finishedCompactRev', 'x']] }],
]

for (const [what, buckets] of refused) {
  test(`${what} is a problem`, () => {
    assert.notDeepEqual(problemsOf(buckets), [])
  })
}

test('members, users and roles that fit together are no findings', () => {
  const id = '8e9e05c52164694d'
  const buckets: Record<string, Entry[]> = {
    alarm: [['\x08\x01\x10\x01', '']],
    auth: [
      ['authEnabled', '\x01'],
      ['authRevision', encodeU64be(5n)],
    ],
    authRoles: [['r', encode(roleType, { name: Buffer.from('r') })]],
    // the role root need not be there
    authUsers: [['u', encode(userType, { name: Buffer.from('u'), roles: ['r', 'root'] })]],
    cluster: [['clusterVersion', '3.5.0']],
    key: [],
    lease: [],
    members: [[id, '{"id":10276657743932975437,"peerURLs":["http://localhost:2380"],"name":"default"}']],
    meta: [
      ['confState', '{"voters":[10276657743932975437],"auto_leave":false}'],
      ['term', encodeU64be(2n)],
    ],
  }
  assert.deepEqual(verify(signed(boltBytes(buckets))).problems, [])
})

test('a bucket that is not known is not checked, and the report says so', () => {
  const { isSound, unproved } = verify(signed(boltBytes({ key: [], meta: [], mine: [['a', 'b']] })))
  assert.equal(isSound, true)
  assert.deepEqual(unproved, ['bucket "mine" is not known: its entries are not checked'])
})

test('a file without the buckets of etcd is no database of etcd', () => {
  assert.deepEqual(verify(signed(boltBytes({}))).problems, ['there is no bucket "key"', 'there is no bucket "meta"'])
})

test('only the first hundred problems are listed', () => {
  const key = Array.from({ length: 150 }, (_, index): Entry => [`key${1000 + index}`, ''])
  const { problems } = verify(signed(boltBytes({ key, meta: [] })))
  assert.equal(problems.length, 101)
  assert.equal(problems.at(-1), 'and 50 more')
})

for (const binaries of await releasesFound()) {
  test(`files of ${binaries.version} are sound and have the hash that its server gives`, async (t) => {
    const { cluster, snapshot } = await startRealStore(binaries)
    t.after(() => cluster.close())
    const source = openFile(snapshot)
    t.after(() => source.close())
    for (const revision of [0, 47, 48, 49]) {
      const json = JSON.parse(await cluster.etcdctl('endpoint', 'hashkv', `--rev=${revision}`, '-w', 'json'))
      const { hash, compact_revision } = json[0].HashKV
      const own = hashKv(openBolt(source), BigInt(revision))
      assert.deepEqual([own.hash, Number(own.compactRevision)], [hash, compact_revision], `revision ${revision}`)
    }
    assert.deepEqual(verifySnapshot(source).problems, [])
    await cluster.stop(cluster.member(0))
    const database = openFile(join(cluster.member(0).dataDir, 'member', 'snap', 'db'))
    t.after(() => database.close())
    assert.deepEqual(verifySnapshot(database, { isBareCopy: true }).problems, [])
    if (binaries.etcdutl === undefined) return
    // A restore that moves the revision on leaves an entry that no server would write.
    const moved = join(cluster.folder, 'moved')
    const flags = ['--bump-revision', '1000', '--mark-compacted', '--data-dir', moved]
    execFileSync(binaries.etcdutl, ['snapshot', 'restore', snapshot, ...flags], { stdio: 'ignore' })
    const restored = openFile(join(moved, 'member', 'snap', 'db'))
    t.after(() => restored.close())
    assert.deepEqual(verifySnapshot(restored, { isBareCopy: true }).problems, [])
  })
}
