import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { Release } from '../../src/base/release.ts'
import { soundContent } from '../../src/offline/database/content.ts'
import { readDatabase } from '../../src/offline/database/patch-database.ts'
import { defragDataDir } from '../../src/offline/defrag.ts'
import { openFile } from '../../src/offline/files/file-source.ts'
import { restore } from '../../src/offline/restore/restore.ts'
import { verifySnapshot } from '../../src/offline/verify/verify.ts'
import type { Cluster } from '../support/cluster.ts'
import type { EtcdBinaries } from '../support/etcd-binaries.ts'
import { releasesFound, startRealStore } from './real-store.ts'
import { startRestored } from './restore/restored-cluster.ts'
import { defaults } from './sample-snapshot.ts'
import { temporaryFolder } from './temporary-folder.ts'

const found = await releasesFound()

/** Puts, deletions of several keys in one revision, a lease that goes with its keys, and a compaction at the end. */
async function live(cluster: Cluster, from: number): Promise<void> {
  const lease = (await cluster.etcdctl('lease', 'grant', '3600')).split(' ')[1] ?? ''
  for (let index = 0; index < 10; index++) await cluster.etcdctl('put', `more${index}`, `${from}`, `--lease=${lease}`)
  await cluster.etcdctl('del', 'more', '--prefix')
  for (let index = 0; index < 5; index++) await cluster.etcdctl('put', `more${index}`, `${from}`, `--lease=${lease}`)
  await cluster.etcdctl('lease', 'revoke', lease)
  await cluster.etcdctl('put', 'last', `${from}`)
  await cluster.etcdctl('compaction', String(from + 10))
}

async function revision(cluster: Cluster): Promise<number> {
  return JSON.parse(await cluster.etcdctl('get', 'last', '-w', 'json')).header.revision
}

/** The database of a member that does not run is sound, whole, and can be restored and defragmented. */
async function checkDatabase(context: TestContext, dataDir: string, release: Release): Promise<void> {
  const [path, folder] = [join(dataDir, 'member', 'snap', 'db'), temporaryFolder(context)]
  const source = openFile(path)
  try {
    assert.deepEqual(verifySnapshot(source, { isBareCopy: true }).problems, [])
  } finally {
    source.close()
  }
  const copy = join(folder, 'copy.db')
  copyFileSync(path, copy)
  const restored = join(folder, 'restored')
  const report = await restore({ ...defaults, snapshotPath: copy, dataDir: restored, skipHashCheck: true, release })
  assert.equal(report.missing, undefined)
  const before = readDatabase(copy, release, (reader) => soundContent(reader, release))
  await defragDataDir({ dataDir, release, lock: { waitMs: 60_000 } })
  const after = readDatabase(path, release, (reader) => soundContent(reader, release))
  assert.deepEqual([...after.keys()], [...before.keys()])
}

for (const binaries of found) {
  const release = binaries.release as Release

  test(`databases of ${binaries.version} are never called damaged, whatever happened to the member`, async (context) => {
    const { cluster, snapshot } = await startRealStore(binaries)
    context.after(() => cluster.close())
    const member = cluster.member(0)
    for (let round = 0; round < 2; round++) {
      await live(cluster, await revision(cluster))
      // in the middle of a compaction, perhaps
      await (round === 0 ? cluster.kill(member) : cluster.stop(member))
      await checkDatabase(context, member.dataDir, release)
      if (round === 0) await cluster.restart(member)
    }
    await checkRaised(context, binaries, snapshot)
  })
}

/** A member that was restored with raised revisions, and went on. */
async function checkRaised(context: TestContext, binaries: EtcdBinaries, snapshot: string): Promise<void> {
  const release = binaries.release as Release
  const bare = join(temporaryFolder(context), 'bare.db')
  const bytes = readFileSync(snapshot)
  writeFileSync(bare, bytes.subarray(0, bytes.length - 32))
  const flags = { snapshotPath: bare, release, skipHashCheck: true, revisionBump: 1000n, markCompacted: true }
  const { cluster } = await startRestored(binaries, 1, flags)
  context.after(() => cluster.close())
  await cluster.etcdctl('put', 'last', 'x')
  const raised = await revision(cluster)
  assert.ok(raised > 1000)
  await live(cluster, raised)
  await cluster.kill(cluster.member(0))
  await checkDatabase(context, cluster.member(0).dataDir, release)
}

test('a member that runs again after its database was defragmented has everything', {
  skip: found.length === 0,
}, async (context) => {
  const binaries = found.at(-1)
  assert.ok(binaries !== undefined)
  const { cluster } = await startRealStore(binaries)
  context.after(() => cluster.close())
  const keys = await cluster.etcdctl('get', '', '--prefix')
  await cluster.stop(cluster.member(0))
  const options = { dataDir: cluster.member(0).dataDir, release: binaries.release as Release }
  await defragDataDir({ ...options, lock: { waitMs: 60_000 } })
  await cluster.restart(cluster.member(0))
  assert.equal(await cluster.etcdctl('get', '', '--prefix'), keys)
})
