import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { PageSet } from '../../src/offline/bbolt/page-set.ts'
import { openBolt } from '../../src/offline/bbolt/reader.ts'
import { encodeU64be } from '../../src/offline/bytes.ts'
import { refuseDamage, soundContent } from '../../src/offline/database/content.ts'
import { memorySource } from '../../src/offline/files/file-source.ts'
import { migrateDataDir } from '../../src/offline/migrate.ts'
import { encodeRevisionKey } from '../../src/offline/mvcc/revision-key.ts'
import { restore } from '../../src/offline/restore/restore.ts'
import { verifySnapshot } from '../../src/offline/verify/verify.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType, leaseType, userType } from '../../src/rpc/fields.ts'
import { sampleMember } from '../etcdutl/sample-data-dir.ts'
import { runUtl } from '../support/run-cli.ts'
import { boltBytes, changeMetas, type Entry, placeOf } from './bolt-bytes.ts'
import { encodeRecord, naiveRecords } from './damage/naive-log.ts'
import { defaults } from './sample-snapshot.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a migration that has nothing to change proves the database all the same', async (context) => {
  const { dataDir, path } = sampleMember(context)
  const target = { major: 3n, minor: 6n, patch: 0n }
  const options = { dataDir, target, force: false, release: '3.6', lock: { waitMs: 0 } } as const
  assert.deepEqual((await migrateDataDir(options)).steps, [])
  const bytes = readFileSync(path)
  const at = bytes.lastIndexOf('bob')
  bytes.fill(0xff, at - 2, at)
  writeFileSync(path, bytes)
  await assert.rejects(migrateDataDir(options), CliError)
  assert.ok(readFileSync(path).equals(bytes))
})

test('a file without a digest is judged before it is copied: it may claim to be larger than the disk', async (context) => {
  const folder = temporaryFolder(context)
  const snapshotPath = join(folder, 'sparse.db')
  const size = 8 * 2 ** 40
  writeFileSync(
    snapshotPath,
    changeMetas(boltBytes({}), (meta) => meta.setBigUint64(40, BigInt(size / 4096), true)),
  )
  truncateSync(snapshotPath, size)
  const restoring = restore({ ...defaults, snapshotPath, dataDir: join(folder, 'data'), skipHashCheck: true })
  await assert.rejects(restoring, { message: 'failed to find a bucket "meta"' })
  assert.deepEqual(readdirSync(folder), ['sparse.db'])
})

const user = { name: Buffer.from('ann'), password: Buffer.from('$'), roles: [] }
const pair = { key: Buffer.from('k'), createRevision: 2n, modRevision: 2n, version: 1n, value: Buffer.from('v') }
const sound = boltBytes({
  authUsers: [['ann', encode(userType, user)]],
  key: [[encodeRevisionKey(2n), encode(keyValueType, pair)]],
  lease: [[encodeU64be(7n), encode(leaseType, { ID: 7n, TTL: 60n })]],
  meta: [
    ['consistent_index', encodeU64be(9n)],
    ['term', encodeU64be(2n)],
  ],
})

/** The border between a key and its value, moved by some bytes: no gap tells of it. */
function moved(key: Uint8Array | string, by: number): Buffer {
  const bytes = Buffer.from(sound)
  const keyAt = placeOf(bytes, Buffer.concat([Buffer.from(key), encodedValue(key)]))
  for (let at = keyAt - 16; at > 0; at--) {
    if (at + bytes.readUInt32LE(at + 4) !== keyAt || bytes.readUInt32LE(at + 8) !== key.length) continue
    bytes.writeUInt32LE(key.length + by, at + 8)
    bytes.writeUInt32LE(bytes.readUInt32LE(at + 12) - by, at + 12)
    return bytes
  }
  throw new Error('no element has this key')
}

function encodedValue(key: Uint8Array | string): Uint8Array {
  if (key === 'ann') return encode(userType, user)
  return typeof key === 'string' ? encodeU64be(2n) : encode(leaseType, { ID: 7n, TTL: 60n })
}

for (const [name, key] of [
  ['of a lease', encodeU64be(7n)],
  ['of a user', 'ann'],
  ['of the term', 'term'],
] as const) {
  for (const by of [1, -1]) {
    test(`a key ${name} that is ${by > 0 ? 'longer' : 'shorter'} by what its value is not is refused`, () => {
      const reader = openBolt(memorySource(moved(key, by)))
      assert.throws(() => soundContent(reader, '3.7'), CliError)
      assert.throws(() => refuseDamage(reader, '3.7'), CliError)
      refuseDamage(openBolt(memorySource(sound)), '3.7')
    })
  }
}

const future: readonly [bucket: string, entry: Entry][] = [
  ['auth', ['authRevision2', 'x']],
  ['cluster', ['downgradeTarget', 'x']],
  ['lease', [encodeU64be(7n), encode(leaseType, { ID: 7n })]],
  ['members', ['1234', 'no JSON']],
  ['meta', ['storageVersionX', '4.0.0']],
  ['meta', ['term2', 'x']],
]

for (const [bucket, entry] of future) {
  test(`an entry ${entry[0]} of ${bucket} that no release writes today is restored where the SHA-256 proves the file only`, async (context) => {
    const folder = temporaryFolder(context)
    const snapshotPath = join(folder, 's.db')
    const bytes = boltBytes(
      Object.fromEntries([bucket, 'key', 'meta'].sort().map((name) => [name, name === bucket ? [entry] : []])),
    )
    writeFileSync(snapshotPath, Buffer.concat([bytes, createHash('sha256').update(bytes).digest()]))
    const restoring = restore({ ...defaults, snapshotPath, dataDir: join(folder, 'a'), skipHashCheck: true })
    await assert.rejects(restoring, /CliError: bucket .*: entry /)
    await restore({ ...defaults, snapshotPath, dataDir: join(folder, 'b') })
    assert.deepEqual(readdirSync(folder).sort(), ['b', 's.db'])
  })
}

test('a digest proves entries, but no server starts with those that cannot be decoded', async (context) => {
  const snapshotPath = join(temporaryFolder(context), 's.db')
  const bytes = boltBytes({ key: [], lease: [[encodeU64be(7n), 'no lease']], meta: [] })
  writeFileSync(snapshotPath, Buffer.concat([bytes, createHash('sha256').update(bytes).digest()]))
  const restoring = restore({ ...defaults, snapshotPath, dataDir: join(snapshotPath, '..', 'd') })
  await assert.rejects(restoring, /CliError: bucket "lease": entry /)
})

test('a snapshot with a right SHA-256 is sound whatever a release to come adds to it', () => {
  const bytes = boltBytes({ auth: [['authEnabledBy', 'x']], key: [], meta: [['term2', 'x']] })
  const digest = createHash('sha256').update(bytes).digest()
  const problems = (file: Buffer, isBareCopy = false) => verifySnapshot(memorySource(file), { isBareCopy }).problems
  assert.deepEqual(problems(Buffer.concat([bytes, digest])), [])
  assert.deepEqual(problems(bytes, true), ['auth: "authEnabledBy" is not "authEnabled"', 'meta: "term2" is not "term"'])
})

const notKnown = /^WARNING: it is not known whether the log in .* has entries that this database has not: /

/** What `snapshot status` says of the log beside a database. */
async function remark(path: string): Promise<string> {
  const { code, stderr } = await runUtl(['snapshot', 'status', path])
  assert.equal(code, 0)
  return stderr
}

test('a log that ends before its database does, or has nothing in it, is no proof that no write is missing', async (context) => {
  const { dataDir, path } = sampleMember(context)
  assert.equal(await remark(path), '')
  const wal = join(dataDir, 'member', 'wal')
  const segment = join(wal, readdirSync(wal)[0] ?? '')
  const bytes = readFileSync(segment)
  const { records } = naiveRecords(bytes)
  const end = records.at(-4)?.at ?? 0
  truncateSync(segment, end)
  assert.match(await remark(path), notKnown)
  writeFileSync(segment, '')
  assert.match(await remark(path), notKnown)
})

test('a record of a type that nobody writes ends the reading of a log', async (context) => {
  const { dataDir, path } = sampleMember(context)
  const wal = join(dataDir, 'member', 'wal')
  const segment = join(wal, readdirSync(wal)[0] ?? '')
  const bytes = readFileSync(segment)
  const { records, crc } = naiveRecords(bytes)
  const last = records.at(-1)
  const end = (last?.at ?? 0) + (last?.length ?? 0)
  writeFileSync(
    segment,
    Buffer.concat([bytes.subarray(0, end), encodeRecord(8, crc, Buffer.alloc(0)), Buffer.alloc(64)]),
  )
  assert.match(await remark(path), /unexpected block type 8/)
  const { code, stderr } = await runUtl(['dump-logs', dataDir])
  assert.equal(code, 1)
  assert.match(stderr, /unexpected block type 8/)
})

test('a set of pages takes memory for those that are in it only', () => {
  const pages = new PageSet(2 ** 40)
  assert.ok(pages.addRun(2 ** 39, 3) && pages.add(5))
  assert.deepEqual([pages.has(2 ** 39 + 3), pages.has(2 ** 39 + 4), pages.add(5), pages.count], [true, false, false, 5])
  const copy = pages.copy()
  copy.add(6)
  assert.deepEqual([copy.has(6), pages.has(6)], [true, false])
})
