import assert from 'node:assert/strict'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { backupDataDir } from '../../../src/offline/backup.ts'
import { checkBolt } from '../../../src/offline/bbolt/check.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { utf8 } from '../../../src/offline/bytes.ts'
import { checkV2Store, customContentError } from '../../../src/offline/check-v2store.ts'
import { defragDataDir } from '../../../src/offline/defrag.ts'
import { openFile } from '../../../src/offline/files/file-source.ts'
import { migrateDataDir } from '../../../src/offline/migrate.ts'
import { restore } from '../../../src/offline/restore/restore.ts'
import { newestSnap } from '../../../src/offline/snap/reader.ts'
import { writeSnap } from '../../../src/offline/snap/writer.ts'
import { parseTargetVersion } from '../../../src/offline/version.ts'
import { readLog } from '../../../src/offline/wal/log.ts'
import { recordTypes } from '../../../src/offline/wal/record.ts'
import { WalWriter } from '../../../src/offline/wal/writer.ts'
import { create, encode } from '../../../src/rpc/codec.ts'
import {
  internalRaftRequestType,
  metadataType,
  raftConfStateType,
  raftEntryType,
  raftHardStateType,
  requestType,
  walSnapshotType,
} from '../../../src/rpc/fields.ts'
import type { InternalRaftRequest, Request } from '../../../src/rpc/messages.ts'
import { defaults, writeSample } from '../sample-snapshot.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const noWait = { lock: { waitMs: 1000 } }
const start = { index: 0n, term: 0n }

async function dataDirOf(context: TestContext, keys = 100): Promise<string> {
  const folder = temporaryFolder(context)
  const snapshotPath = join(folder, 'snapshot.db')
  writeSample(snapshotPath, { keys })
  const dataDir = join(folder, 'data')
  await restore({ ...defaults, snapshotPath, dataDir, release: '3.5' })
  return dataDir
}

function database(dataDir: string): string {
  return join(dataDir, 'member', 'snap', 'db')
}

function stored(dataDir: string, bucket: string, key: string): string | undefined {
  const source = openFile(database(dataDir))
  try {
    const reader = openBolt(source)
    assert.deepEqual(checkBolt(reader), [])
    const value = reader.bucket(bucket)?.get(utf8(key))
    return value && Buffer.from(value).toString()
  } finally {
    source.close()
  }
}

/** Puts a log of these requests in the place of the data directory's own. */
function writeLog(dataDir: string, requests: readonly Uint8Array[]): void {
  const folder = join(dataDir, 'member', 'wal2')
  mkdirSync(folder)
  const wal = new WalWriter(folder)
  wal.append(recordTypes.metadata, encode(metadataType, { NodeID: 1n, ClusterID: 2n }))
  wal.append(recordTypes.snapshot, encode(walSnapshotType, start))
  for (const [at, Data] of requests.entries()) {
    wal.append(recordTypes.entry, encode(raftEntryType, { Type: 0, Term: 1n, Index: BigInt(at + 1), Data }))
  }
  wal.append(recordTypes.state, encode(raftHardStateType, { term: 1n, vote: 1n, commit: BigInt(requests.length) }))
  wal.finish()
  const name = readdirSync(folder)[0] ?? ''
  writeFileSync(join(dataDir, 'member', 'wal', name), readFileSync(join(folder, name)))
}

function v3(request: Partial<InternalRaftRequest>): Uint8Array {
  return encode(internalRaftRequestType, { ID: 1n, header: { ID: 1n, username: '', authRevision: 0n }, ...request })
}

function v2(request: Partial<Request>): Uint8Array {
  return encode(requestType, { ID: 5n, Method: 'PUT', ...request })
}

test('defrag writes the same content anew, with mode and owner of before', async (context) => {
  const dataDir = await dataDirOf(context, 3000)
  const report = await defragDataDir({ dataDir, release: '3.7', ...noWait })
  assert.ok(report.bytesAfter < report.bytesBefore)
  assert.equal(statSync(database(dataDir)).size, report.bytesAfter)
  assert.equal(statSync(database(dataDir)).mode & 0o777, 0o600)
  assert.equal(stored(dataDir, 'cluster', 'clusterVersion'), '3.5.0')
  assert.deepEqual(readdirSync(join(dataDir, 'member', 'snap')).length, 2)
})

test('defrag of a damaged database changes nothing', async (context) => {
  const dataDir = await dataDirOf(context, 3000)
  const bytes = readFileSync(database(dataDir))
  bytes.fill(0, 4096 * 5, 4096 * 6)
  writeFileSync(database(dataDir), bytes)
  await assert.rejects(
    defragDataDir({ dataDir, release: '3.7', ...noWait }),
    /^CliError: the database is damaged: page 5: /,
  )
  assert.deepEqual(readFileSync(database(dataDir)), bytes)
  assert.deepEqual(readdirSync(join(dataDir, 'member', 'snap')).length, 2)
})

test('what is no data directory is said', async (context) => {
  const dataDir = temporaryFolder(context)
  const message = `stat ${database(dataDir)}: no such file or directory`
  await assert.rejects(defragDataDir({ dataDir, release: '3.7', ...noWait }), { message })
  const target = parseTargetVersion('3.6')
  await assert.rejects(migrateDataDir({ dataDir, target, force: false, release: '3.7', ...noWait }), { message })
  const backup = { dataDir, backupDir: join(dataDir, 'b'), walDir: '', backupWalDir: '', withV3: true, nowMs: 0 }
  await assert.rejects(backupDataDir(backup), { message })
  assert.throws(() => checkV2Store({ dataDir, walDir: '' }), {
    message: `open ${join(dataDir, 'member', 'wal')}: no such file or directory`,
  })
})

test('migrate goes up and down step by step', async (context) => {
  const dataDir = await dataDirOf(context)
  const options = { dataDir, force: false, release: '3.7', ...noWait } as const
  const up = await migrateDataDir({ ...options, target: parseTargetVersion('3.7') })
  assert.deepEqual(up.steps, ['3.6.0', '3.7.0'])
  assert.equal(stored(dataDir, 'meta', 'storageVersion'), '3.7.0')
  const again = await migrateDataDir({ ...options, target: parseTargetVersion('3.7') })
  assert.deepEqual(again.steps, [])
  const down = await migrateDataDir({ ...options, target: parseTargetVersion('3.5') })
  assert.deepEqual(down.steps, ['3.6.0', '3.5.0'])
  assert.equal(stored(dataDir, 'meta', 'storageVersion'), undefined)
  assert.equal(stored(dataDir, 'meta', 'confState'), '{"voters":[4660],"auto_leave":false}')
})

test('migrate changes the file behind a link, as the original does, and defrag replaces the link', async (context) => {
  const dataDir = await dataDirOf(context)
  const elsewhere = join(temporaryFolder(context), 'elsewhere')
  renameSync(database(dataDir), elsewhere)
  symlinkSync(elsewhere, database(dataDir))
  const options = { dataDir, target: parseTargetVersion('3.7'), force: false, release: '3.7', ...noWait } as const
  await migrateDataDir(options)
  assert.ok(lstatSync(database(dataDir)).isSymbolicLink())
  assert.equal(stored(dataDir, 'meta', 'storageVersion'), '3.7.0')
  await defragDataDir({ dataDir, release: '3.7', ...noWait })
  assert.ok(lstatSync(database(dataDir)).isFile())
})

test('migrate knows the versions of its release, unless it is forced', async (context) => {
  const dataDir = await dataDirOf(context)
  const options = { dataDir, force: false, release: '3.6', target: parseTargetVersion('3.7'), ...noWait } as const
  const message = 'cannot create migration plan: version "3.7.0" is not supported'
  await assert.rejects(migrateDataDir(options), { message })
  const other = { ...options, target: parseTargetVersion('4.0') }
  await assert.rejects(migrateDataDir(other), {
    message: 'cannot create migration plan: changing major storage version is not supported',
  })
  assert.equal(stored(dataDir, 'meta', 'storageVersion'), undefined)
  assert.equal((await migrateDataDir({ ...options, force: true })).overridden, message)
  assert.equal(stored(dataDir, 'meta', 'storageVersion'), '3.7.0')
})

test('migrate does not go below what the log needs', async (context) => {
  const dataDir = await dataDirOf(context)
  const options = { dataDir, force: false, release: '3.7', ...noWait } as const
  await migrateDataDir({ ...options, target: parseTargetVersion('3.6') })
  writeLog(dataDir, [v3({}), v3({ downgradeVersionTest: { ver: '3.6.0' } })])
  await assert.rejects(migrateDataDir({ ...options, target: parseTargetVersion('3.5') }), {
    message:
      'cannot downgrade storage, WAL contains newer entries, as the target version (3.5.0) is lower than the version (3.6.0) detected from WAL logs',
  })
})

test('migrate refuses a damaged log, forced or not', async (context) => {
  const dataDir = await dataDirOf(context)
  const wal = join(dataDir, 'member', 'wal', '0000000000000000-0000000000000000.wal')
  const bytes = readFileSync(wal)
  bytes[bytes.indexOf('peerURLs')] = 0
  writeFileSync(wal, bytes)
  const options = { dataDir, force: true, release: '3.7', target: parseTargetVersion('3.6'), ...noWait } as const
  await assert.rejects(
    migrateDataDir(options),
    /^CliError: failed to get the lastest snapshot: walpb: crc mismatch: expected: .* at position: 80$/,
  )
  assert.equal(stored(dataDir, 'meta', 'storageVersion'), undefined)
})

test('a backup has one member and none of the log entries about members', async (context) => {
  const dataDir = await dataDirOf(context)
  const backupDir = join(dataDir, '..', 'backup')
  await backupDataDir({ dataDir, backupDir, walDir: '', backupWalDir: '', withV3: true, nowMs: 1_700_000_000_000 })
  const id = ((1_700_000_000_000n & (2n ** 40n - 1n)) << 8n) + 1n
  assert.equal(
    stored(backupDir, 'members', id.toString(16)),
    `{"id":${id},"peerURLs":["http://use-flag--force-new-cluster:2080"],"name":"etcdctl-v2-backup"}`,
  )
  assert.equal(stored(backupDir, 'cluster', 'clusterVersion'), undefined)
  const snapshot = newestSnap(join(backupDir, 'member', 'snap'))
  assert.deepEqual(snapshot?.metadata.confState.voters, [id])
  const tree = JSON.parse(Buffer.from(snapshot?.data ?? []).toString()).Root.Children['0'].Children
  assert.deepEqual(Object.keys(tree.members.Children), [id.toString(16)])
})

test('a backup keeps v2 entries, and those of v3 when they are wanted', async (context) => {
  const dataDir = await dataDirOf(context)
  for (const name of readdirSync(join(dataDir, 'member', 'snap'))) {
    if (name.endsWith('.snap')) writeFileSync(join(dataDir, 'member', 'snap', name), '')
  }
  const put = v3({
    put: { key: utf8('k'), value: utf8('v'), lease: 0n, prevKv: false, ignoreValue: false, ignoreLease: false },
  })
  const plain = v2({ Path: '/1/foo', Val: 'bar' })
  writeLog(dataDir, [plain, v2({ Path: '/0/members/8e9e05c52164694d/attributes', Val: '{}' }), put])
  for (const withV3 of [true, false]) {
    const backupDir = join(dataDir, '..', `backup-${withV3}`)
    await backupDataDir({ dataDir, backupDir, walDir: '', backupWalDir: '', withV3, nowMs: 1 })
    const keep = ({ Data }: { Data?: Uint8Array | undefined }) => Buffer.from(Data ?? []).toString('hex')
    const { entries, metadata } = readLog(join(backupDir, 'member', 'wal'), { release: '3.5', start, keep })
    assert.deepEqual(entries, [Buffer.from(plain).toString('hex'), '', withV3 ? Buffer.from(put).toString('hex') : ''])
    assert.deepEqual(metadata, encode(metadataType, { NodeID: 1n, ClusterID: 2n }))
  }
  const backupDir = join(dataDir, '..', 'backup-true')
  const again = { dataDir, backupDir, walDir: '', backupWalDir: '', withV3: true, nowMs: 1 }
  await assert.rejects(backupDataDir(again), /^CliError: expected ".*snap" to be empty, got \["db"\]$/)
})

test('v2 content is found in the log', async (context) => {
  const dataDir = await dataDirOf(context)
  assert.deepEqual(checkV2Store({ dataDir, walDir: '' }), { isInStore: false, isInLog: false })
  const allowed = [v2({ Path: '/0/version' }), v2({ Path: '/0/members/1f/attributes' }), v3({})]
  for (const [requests, isInLog] of [
    [allowed, false],
    [[...allowed, v2({ Path: '/1/foo' })], true],
    [[v3({ v2: { ...create(requestType), Method: 'DELETE', Path: '/0/version' } })], true],
  ] as const) {
    const other = await dataDirOf(context)
    writeLog(other, requests)
    assert.deepEqual(checkV2Store({ dataDir: other, walDir: '' }), { isInStore: false, isInLog })
  }
})

test('v2 content is found in the tree, where it is no leftover of authentication', async (context) => {
  const node = (Path: string, Children: object | null) => ({ Path, Children })
  const key = node('/x', null)
  for (const [children, isInStore] of [
    [{ 0: node('/0', { a: key }), 1: node('/1', {}), 2: node('/2', { users: node('/2/users', {}) }) }, false],
    [{ 1: node('/1', { _hidden: key }) }, false],
    [{ 1: node('/1', { foo: key }) }, true],
    [{ 2: node('/2', { users: node('/2/users', { ann: key }) }) }, true],
  ] as const) {
    const dataDir = await dataDirOf(context)
    const folder = join(dataDir, 'member', 'snap')
    const [old = ''] = readdirSync(folder).filter((name) => name.endsWith('.snap'))
    const { metadata } = newestSnap(folder) ?? assert.fail()
    writeFileSync(join(folder, old), '')
    const confState = create(raftConfStateType)
    const snapshot = {
      data: utf8(JSON.stringify({ Root: node('/', children), CurrentIndex: 1 })),
      metadata: { ...metadata, confState },
    }
    const renamed = join(dataDir, 'new')
    mkdirSync(renamed)
    writeSnap(renamed, snapshot)
    writeFileSync(join(folder, old), readFileSync(join(renamed, old)))
    assert.deepEqual(checkV2Store({ dataDir, walDir: '' }), { isInStore, isInLog: false })
  }
})

test('what was found is reported as an error', () => {
  assert.equal(customContentError({ isInStore: false, isInLog: false }), undefined)
  assert.equal(customContentError({ isInStore: true, isInLog: false })?.message, 'detected custom content in v2store')
  assert.equal(
    customContentError({ isInStore: false, isInLog: true })?.message,
    'detected custom v2 content in WAL records',
  )
  assert.equal(
    customContentError({ isInStore: true, isInLog: true })?.message,
    'detected custom v2 content in both v2store and WAL records',
  )
})
