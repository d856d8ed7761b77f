import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { backupDataDir } from '../../src/offline/backup.ts'
import { openBolt } from '../../src/offline/bbolt/reader.ts'
import { encodeU64be } from '../../src/offline/bytes.ts'
import { crc32c } from '../../src/offline/checksum/crc32c.ts'
import { sumBytes } from '../../src/offline/checksum/sum-bytes.ts'
import { EntrySum, refuseOtherContent, soundContent } from '../../src/offline/database/content.ts'
import { copyDatabase } from '../../src/offline/database/copy-database.ts'
import { defragDataDir } from '../../src/offline/defrag.ts'
import { memorySource } from '../../src/offline/files/file-source.ts'
import { migrateDataDir } from '../../src/offline/migrate.ts'
import { encodeRevisionKey } from '../../src/offline/mvcc/revision-key.ts'
import { restore } from '../../src/offline/restore/restore.ts'
import { parseTargetVersion } from '../../src/offline/version.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType, leaseType } from '../../src/rpc/fields.ts'
import { runUtl } from '../support/run-cli.ts'
import { boltBytes, type Entry, placeOf } from './bolt-bytes.ts'
import { defaults } from './sample-snapshot.ts'
import { temporaryFolder } from './temporary-folder.ts'

const pageBytes = 4096

function pair(revision: number, sub = 0): Entry {
  const number = BigInt(revision)
  const fields = { key: Buffer.from(`k${revision}-${sub}`), createRevision: number, modRevision: number, version: 1n }
  return [encodeRevisionKey(number, BigInt(sub)), encode(keyValueType, { ...fields, value: Buffer.alloc(40, 'v') })]
}

const pairs = Array.from({ length: 300 }, (_, index) => pair(index + 2))
const lease = (index: number) => 0x0123_4567_89ab_0000n + BigInt(index)
const leases: Entry[] = Array.from({ length: 200 }, (_, index) => [
  encodeU64be(lease(index)),
  encode(leaseType, { ID: lease(index), TTL: 60n }),
])
const term: Entry[] = [
  ['consistent_index', Buffer.alloc(8, 1)],
  ['term', Buffer.alloc(8, 1)],
]
const sound = boltBytes({ key: pairs, lease: leases, meta: term })

/** Where a page with this text begins. */
function pageOf(bytes: Buffer, part: string | Uint8Array): number {
  return Math.floor(placeOf(bytes, part) / pageBytes) * pageBytes
}

const leafPage = pageOf(sound, 'k100-0')
const branchPage = [...Array(sound.length / pageBytes).keys()]
  .map((id) => id * pageBytes)
  .find((at) => sound[at + 8] === 1)
const childAt = (branchPage ?? 0) + 16 + 16 + 8

const damages: readonly [what: string, damage: (bytes: Buffer) => void][] = [
  ['a value that says it is a bucket', (bytes) => bytes.writeUInt32LE(1, leafPage + 16)],
  ['flags that nobody writes', (bytes) => bytes.writeUInt32LE(2, leafPage + 16)],
  ['a page with fewer elements than it had', (bytes) => bytes.writeUInt16LE(5, leafPage + 10)],
  ['a page that says it has no elements', (bytes) => bytes.writeUInt16LE(0, leafPage + 10)],
  ['a branch with fewer children than it had', (bytes) => bytes.writeUInt16LE(2, (branchPage ?? 0) + 10)],
  [
    'two trees that share a page',
    (bytes) => bytes.writeBigUInt64LE(BigInt(pageOf(bytes, encodeU64be(lease(100))) / pageBytes), childAt),
  ],
  ['a page that is reached twice', (bytes) => bytes.writeBigUInt64LE(BigInt(leafPage / pageBytes), childAt)],
  ['a key that is longer and a value that begins later', (bytes) => bytes.writeUInt32LE(18, leafPage + 16 + 8)],
  ['a value that is shorter', (bytes) => bytes.writeUInt32LE(7, leafPage + 16 + 12)],
  ['a pair that is none', (bytes) => bytes.fill(0xff, placeOf(bytes, 'k100-0') - 1, placeOf(bytes, 'k100-0') + 5)],
  ['an entry of the root that is no bucket', (bytes) => bytes.writeUInt32LE(0, rootPage(bytes) + 16)],
  ['a newest meta page that is damaged', (bytes) => bytes.fill(0, pageBytes, 2 * pageBytes)],
]

function rootPage(bytes: Buffer): number {
  return Number(bytes.readBigUInt64LE(pageBytes + 32)) * pageBytes
}

function damaged(damage: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(sound)
  damage(bytes)
  assert.notDeepEqual(bytes, sound)
  return bytes
}

async function dataDirWith(context: TestContext, bytes: Buffer): Promise<string> {
  const folder = temporaryFolder(context)
  const [snapshotPath, dataDir] = [join(folder, 'sound.db'), join(folder, 'd')]
  writeFileSync(snapshotPath, sound)
  await restore({ ...defaults, snapshotPath, dataDir, skipHashCheck: true, release: '3.5' })
  writeFileSync(join(dataDir, 'member', 'snap', 'db'), bytes)
  return dataDir
}

const noWait = { lock: { waitMs: 5000 } } as const

for (const [what, damage] of damages) {
  test(`${what}: nothing is copied, and the file stays as it is`, async (context) => {
    const bytes = damaged(damage)
    const dataDir = await dataDirWith(context, bytes)
    const path = join(dataDir, 'member', 'snap', 'db')
    const target = parseTargetVersion('3.6')
    const backupDir = `${dataDir}-backup`
    const restored = `${dataDir}-restored`
    const copies: readonly (() => Promise<unknown>)[] = [
      () => defragDataDir({ dataDir, release: '3.7', ...noWait }),
      () => migrateDataDir({ dataDir, target, force: true, release: '3.7', ...noWait }),
      () => backupDataDir({ dataDir, backupDir, walDir: '', backupWalDir: '', withV3: true, nowMs: 0 }),
      () =>
        restore({
          ...defaults,
          snapshotPath: path,
          dataDir: restored,
          skipHashCheck: true,
          forceMissingRevisions: true,
        }),
    ]
    for (const copy of copies) await assert.rejects(copy(), { exitCode: 1 })
    assert.deepEqual(readFileSync(path), bytes)
    assert.deepEqual(
      readdirSync(join(dataDir, 'member', 'snap')).filter((name) => name.startsWith('db')),
      ['db'],
    )
    assert.deepEqual([existsSync(backupDir), existsSync(restored)], [false, false])
  })

  test(`${what}: hashkv and verify refuse the file`, async (context) => {
    const path = join(temporaryFolder(context), 'db')
    writeFileSync(path, damaged(damage))
    const hash = await runUtl(['hashkv', path])
    // the values of pairs mean nothing to a hash over them
    if (what !== 'a pair that is none') assert.deepEqual([hash.code, hash.stdout], [1, ''])
    const verified = await runUtl(['snapshot', 'verify', '--bare-copy', path])
    assert.equal(verified.code, 1)
  })
}

test('the sound file is copied by all of them, with all that is in it', async (context) => {
  const dataDir = await dataDirWith(context, sound)
  const path = join(dataDir, 'member', 'snap', 'db')
  const content = () => soundContent(openBolt(memorySource(readFileSync(path))), '3.7')
  const before = content()
  assert.equal(before.get('key')?.entries, 300)
  await defragDataDir({ dataDir, release: '3.7', ...noWait })
  refuseOtherContent(before, content())
  await migrateDataDir({ dataDir, target: parseTargetVersion('3.6'), force: false, release: '3.7', ...noWait })
  assert.throws(
    () => refuseOtherContent(before, content()),
    /^CliError: the copy is not what was read: bucket "meta" has 3/,
  )
})

test('a sum tells other entries, other lengths and other orders apart', () => {
  const sum = (...entries: [string, string][]) => {
    const made = new EntrySum()
    for (const [key, value] of entries) made.add(Buffer.from(key), Buffer.from(value))
    return made
  }
  assert.ok(sum(['a', 'b'], ['c', 'd']).equals(sum(['a', 'b'], ['c', 'd'])))
  for (const other of [
    sum(['a', 'b']),
    sum(['ab', ''], ['c', 'd']),
    sum(['c', 'd'], ['a', 'b']),
    sum(['a', 'b'], ['c', 'e']),
  ])
    assert.ok(!sum(['a', 'b'], ['c', 'd']).equals(other))
})

test("sums of bytes go on where the last one ended, in the runtime's way and in our own", () => {
  const bytes = Buffer.from('..The quick brown fox jumps over the lazy dog..')
  for (const sum of [sumBytes, crc32c]) {
    const whole = sum(0, bytes.subarray(2, -2))
    assert.equal(sum(sum(0, bytes, 2, 9), bytes, 9, bytes.length - 2), whole)
    assert.equal(sum(sum(0, bytes.subarray(2, 9)), bytes.subarray(9, -2)), whole)
    assert.notEqual(sum(0, bytes.subarray(1, -2)), whole)
    assert.equal(sum(sum(whole, bytes, 3, 3), Buffer.alloc(0)), whole)
  }
})

const strangers: readonly [what: string, buckets: Readonly<Record<string, readonly Entry[]>>, message: string][] = [
  ['without meta', { key: pairs }, 'failed to find a bucket "meta"'],
  ['without key', { meta: term }, 'failed to find a bucket "key"'],
  ['of somebody else', { users: [['a', 'b']], widgets: [] }, 'failed to find a bucket "meta"'],
  ['without anything', {}, 'failed to find a bucket "meta"'],
]

for (const [what, buckets, message] of strangers) {
  test(`a database ${what} is not backed up: a server would start on the copy without a key`, async (context) => {
    const applied = buckets.meta === undefined ? {} : { meta: [['consistent_index', encodeU64be(1n)]] as const }
    const dataDir = await dataDirWith(context, boltBytes({ ...buckets, ...applied }))
    const backupDir = `${dataDir}-backup`
    await assert.rejects(backupDataDir({ dataDir, backupDir, walDir: '', backupWalDir: '', withV3: true, nowMs: 0 }), {
      message,
      exitCode: 1,
    })
    assert.equal(existsSync(backupDir), false)
  })

  test(`a database ${what} is not restored, in any release`, async (context) => {
    const folder = temporaryFolder(context)
    const [path, dataDir] = [join(folder, 'db'), join(folder, 'd')]
    writeFileSync(path, boltBytes(buckets))
    for (const release of ['3.4', '3.5', '3.6', '3.7']) {
      const flags = ['--skip-hash-check', '--force-missing-revisions', '--data-dir', dataDir]
      const { code, stderr } = await runUtl(['snapshot', 'restore', path, ...flags], {
        env: { ETCDCTL_COMPAT: release },
      })
      assert.deepEqual([code, stderr.trimEnd().split('\n').at(-1)], [1, `Error: ${message}`])
      assert.equal(existsSync(dataDir), false)
    }
  })
}

const marks = (finished: number, scheduled = finished): Entry[] => [
  ['consistent_index', Buffer.alloc(8, 1)],
  ['finishedCompactRev', encodeRevisionKey(BigInt(finished))],
  ['scheduledCompactRev', encodeRevisionKey(BigInt(scheduled))],
]

const histories: readonly [what: string, key: Entry[], meta: Entry[], missing: string | undefined][] = [
  ['nothing missing', [pair(2), pair(3), pair(3, 1), pair(4)], term, undefined],
  ['no entry at all', [], term, undefined],
  ['what a compaction took out', [pair(7), pair(9), pair(30), pair(31), pair(32)], marks(30), undefined],
  ['what a compaction left that was not finished', [pair(7), pair(9), pair(30), pair(31)], marks(5, 30), undefined],
  ['the compacted revision gone and newer ones there', [pair(7), pair(31), pair(32)], marks(30), undefined],
  ['nothing newer than the compaction', [pair(7), pair(9)], marks(30), undefined],
  ['an entry of a raised revision', [pair(7), [encodeRevisionKey(1000n), ''], pair(1001)], marks(5, 1000), undefined],
  ['one in the middle', [pair(2), pair(4)], term, '1 revision between revision 2 and revision 4 is missing'],
  ['the first ones', [pair(12), pair(13)], term, '10 revisions between revision 1 and revision 12 are missing'],
  ['a change of a transaction', [pair(2), pair(3, 1)], term, '1 change between revision 2 and revision 3 is missing'],
  [
    'some behind a compaction, and a change',
    [pair(7), pair(33), pair(34), pair(34, 2), pair(40)],
    marks(30),
    '7 revisions and 1 change between revision 30 and revision 40 are missing',
  ],
]

for (const [what, key, meta, missing] of histories) {
  test(`restore without a hash: ${what}`, async (context) => {
    const folder = temporaryFolder(context)
    const [path, dataDir] = [join(folder, 'db'), join(folder, 'd')]
    writeFileSync(path, boltBytes({ key, meta }))
    const restoreIt = (...flags: string[]) =>
      runUtl(['snapshot', 'restore', path, '--skip-hash-check', '--data-dir', dataDir, ...flags])
    const first = await restoreIt()
    assert.equal(first.code, missing === undefined ? 0 : 1)
    assert.equal(existsSync(dataDir), missing === undefined)
    if (missing === undefined) return
    const hint =
      'the file is damaged, or was copied while a server wrote to it; --force-missing-revisions restores what is there'
    assert.equal(first.stderr, `Error: ${missing}: ${hint}\n`)
    const forced = await restoreIt('--force-missing-revisions')
    assert.deepEqual(
      [forced.code, forced.stderr.split('\n')[0]],
      [0, `going on because it was forced, although: ${missing}`],
    )
    assert.equal(existsSync(dataDir), true)
  })
}

test('what a copy leaves out of a sparse file are its holes only', async (context) => {
  const folder = temporaryFolder(context)
  const [fromPath, toPath] = [join(folder, 'sparse'), join(folder, 'copy')]
  const sizeBytes = 64 * 2 ** 20 + 5
  const from = await open(fromPath, 'w+')
  await from.truncate(sizeBytes)
  for (const at of [0, 3 * 2 ** 20 - 1, 40 * 2 ** 20]) await from.write(Buffer.from('data'), 0, 4, at)
  const digest = await copyDatabase({ from, fromPath, toPath, sizeBytes })
  await from.close()
  const copied = readFileSync(toPath)
  assert.deepEqual(digest, createHash('sha256').update(copied).digest())
  assert.ok(copied.equals(readFileSync(fromPath)))
  assert.ok(statSync(toPath).blocks * 512 <= 8 * 2 ** 20)
})
