import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'
import type { Release } from '../../../src/base/release.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { openFile } from '../../../src/offline/files/file-source.ts'
import { idText } from '../../../src/offline/membership.ts'
import { restore } from '../../../src/offline/restore/restore.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { type RealStore, releasesFound, startRealStore } from '../real-store.ts'
import { defaults } from '../sample-snapshot.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { contentOf, startRestored } from './restored-cluster.ts'

const run = promisify(execFile)
const found = await releasesFound()
const skip = found.length > 0 ? false : 'no etcd found'

const stores = new Map<EtcdBinaries, Promise<RealStore>>()

/** One real server a version for all tests of this file. */
function storeOf(binaries: EtcdBinaries): Promise<RealStore> {
  const known = stores.get(binaries) ?? startRealStore(binaries)
  stores.set(binaries, known)
  return known
}

// the servers are slow to decide on their versions: all at once
test.before(async () => {
  await Promise.all(found.map(storeOf))
})

test.after(async () => {
  for (const store of stores.values()) await (await store).cluster.close()
})

function release(binaries: EtcdBinaries): Release {
  return binaries.release as Release
}

/** The version itself, and the first one of the next release. */
function serversFor(binaries: EtcdBinaries): EtcdBinaries[] {
  const next = found.slice(found.indexOf(binaries) + 1).find((other) => other.release !== binaries.release)
  return next === undefined ? [binaries] : [binaries, next]
}

async function checkRestored(binaries: EtcdBinaries, server: EtcdBinaries, form: Release, size = 1): Promise<void> {
  const store = await storeOf(binaries)
  const { cluster, reports } = await startRestored(server, size, { snapshotPath: store.snapshot, release: form })
  try {
    assert.deepEqual(await contentOf(cluster), await contentOf(store.cluster))
    const listed = (await cluster.etcdctl('member', 'list'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(', ').slice(0, 4))
    const expected = reports.flatMap(({ cluster: { local } }) => [
      [idText(local.id), 'started', local.name, ...local.peerUrls],
    ])
    assert.deepEqual(listed.sort(), expected.sort())
    const status = await cluster.etcdctl('endpoint', 'status', '-w', 'json')
    assert.equal(/"cluster_id":(\d+)/.exec(status)?.[1], String(reports[0]?.cluster.id))
    await cluster.etcdctl('put', 'after', 'restore')
  } finally {
    await cluster.close()
  }
}

for (const binaries of found) {
  for (const server of serversFor(binaries)) {
    test(`a snapshot of ${binaries.version} is restored for ${server.version}`, async () => {
      await checkRestored(binaries, server, release(binaries))
    })
  }
}

for (const binaries of found.filter((candidate) => ['3.4', '3.5'].includes(candidate.release)).slice(0, 2)) {
  test(`the form of 3.7 serves ${binaries.version} too`, async () => {
    await checkRestored(binaries, binaries, '3.7')
  })
}

test('three members make one cluster', { skip }, async () => {
  const binaries = found.findLast(({ release }) => release === '3.5') ?? found[0] ?? assert.fail()
  await checkRestored(binaries, binaries, release(binaries), 3)
})

test('a raised revision is what a server goes on from', { skip }, async () => {
  const binaries = found.at(-1) ?? assert.fail()
  const { snapshot } = await storeOf(binaries)
  const flags = { snapshotPath: snapshot, release: release(binaries), revisionBump: 1000n, markCompacted: true }
  const { cluster, reports } = await startRestored(binaries, 1, flags)
  try {
    const raised = reports[0]?.raise?.raised ?? 0n
    assert.match(await cluster.etcdctl('put', 'x', 'y', '-w', 'json'), new RegExp(`"revision":${raised + 1n},`))
    await assert.rejects(cluster.etcdctl('get', 'x', `--rev=${raised - 1n}`), /required revision has been compacted/)
  } finally {
    await cluster.close()
  }
})

interface Tree {
  readonly names: readonly string[]
  readonly modes: readonly number[]
  readonly files: readonly string[]
  readonly entries: readonly string[]
}

/** The original lets everyone read the `.snap`, we do not. */
function modeOf(path: string): number {
  const { mode } = statSync(path)
  return path.endsWith('.snap') ? mode & ~0o077 : mode
}

/** All that a data directory says, with the database entry by entry. */
function treeOf(dataDir: string): Tree {
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).sort()
  const files = names
    .filter((name) => /\.(wal|snap)$/.test(name))
    .map((name) => readFileSync(join(dataDir, name), 'hex'))
  const source = openFile(join(dataDir, 'member', 'snap', 'db'))
  const entries: string[] = []
  const reader = openBolt(source)
  for (const name of reader.bucketNames()) {
    entries.push(Buffer.from(name).toString())
    reader
      .bucket(name)
      ?.visit((...pair) => void entries.push(pair.map((part) => Buffer.from(part).toString('hex')).join()))
  }
  source.close()
  return { names, modes: names.map((name) => modeOf(join(dataDir, name))), files, entries }
}

for (const binaries of found) {
  test(`a data directory is the one that ${binaries.version} makes`, async (context) => {
    const { snapshot } = await storeOf(binaries)
    const folder = temporaryFolder(context)
    const [theirs, ours] = [join(folder, 'theirs'), join(folder, 'ours')]
    const initialCluster = 'default=http://localhost:2380,default=unix://s:1'
    const advertisedPeerUrls = 'unix://s:1,http://localhost:2380'
    const args = [`--initial-cluster=${initialCluster}`, `--initial-advertise-peer-urls=${advertisedPeerUrls}`]
    const program = binaries.etcdutl ?? binaries.etcdctl
    await run(program, ['snapshot', 'restore', snapshot, '--data-dir', theirs, ...args], { env: {} })
    const cluster = { initialCluster, advertisedPeerUrls }
    await restore({ ...defaults, ...cluster, snapshotPath: snapshot, dataDir: ours, release: release(binaries) })
    assert.deepEqual(treeOf(ours), treeOf(theirs))
  })
}
