import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Release } from '../../../src/base/release.ts'
import { backupDataDir } from '../../../src/offline/backup.ts'
import { defragDataDir } from '../../../src/offline/defrag.ts'
import { restore } from '../../../src/offline/restore/restore.ts'
import { startCluster } from '../../support/cluster.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { getJson } from '../../support/get-json.ts'
import { freePort } from '../../support/ports.ts'
import { runUtl } from '../../support/run-cli.ts'
import { type RealStore, releasesFound, startRealStore } from '../real-store.ts'
import { contentOf } from '../restore/restored-cluster.ts'
import { defaults } from '../sample-snapshot.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const run = promisify(execFile)
const found = await releasesFound()
const preferred = found.findLast(({ release }) => release === '3.5') ?? found.at(-1)
const skip = preferred === undefined ? 'no etcd found' : false

let store: Promise<RealStore> | undefined

/** One server for all tests of this file. */
function theStore(): Promise<RealStore> {
  store ??= startRealStore(preferred ?? assert.fail('no etcd found'))
  return store
}

test.after(async () => {
  await (await store)?.cluster.close()
})

test('a database that a running server holds is not taken', { skip }, async (context) => {
  const { cluster } = await theStore()
  const { dataDir } = cluster.member(0)
  const before = statSync(join(dataDir, 'member', 'snap', 'db')).ino
  await assert.rejects(
    defragDataDir({ dataDir, release: '3.7', lock: { waitMs: 300 } }),
    /timeout: process \d+ \(etcd\) has it open/,
  )
  assert.equal(statSync(join(dataDir, 'member', 'snap', 'db')).ino, before)
  context.diagnostic(`held by ${cluster.processIds}`)
})

test('a server starts on a defragmented database', { skip }, async () => {
  const store = await theStore()
  const member = store.cluster.member(0)
  const before = await contentOf(store.cluster)
  await store.cluster.stop(member)
  await defragDataDir({ dataDir: member.dataDir, release: '3.7', lock: { waitMs: 1000 } })
  await store.cluster.restart(member)
  assert.deepEqual(await contentOf(store.cluster), before)
})

interface Start {
  readonly clientUrl: string
  readonly dataDir: string
}

/** Whether a server is healthy on the data directory; false when it ends. */
async function startsOn(
  context: TestContext,
  binaries: EtcdBinaries,
  { clientUrl, dataDir }: Start,
  ...flags: string[]
): Promise<boolean> {
  const controller = new AbortController()
  context.after(() => controller.abort())
  const args = [`--data-dir=${dataDir}`, `--listen-client-urls=${clientUrl}`, `--advertise-client-urls=${clientUrl}`]
  args.push(`--listen-peer-urls=http://127.0.0.1:${await freePort()}`, '--unsafe-no-fsync', ...flags)
  let hasEnded = false
  const ended = run(binaries.etcd, args, { env: {}, signal: controller.signal, maxBuffer: 1 << 26 })
  ended.catch(() => undefined).finally(() => (hasEnded = true))
  for (let turn = 0; turn < 200 && !hasEnded; turn++) {
    const health = await getJson(`${clientUrl}/health`, undefined)
    if (health?.health === 'true') return true
    await sleep(50)
  }
  return false
}

test('a server starts on a backup as a new cluster', { skip }, async (context) => {
  // releases other than 3.5 have no backup; CI has 3.5, so that its absence there is a failure
  if (preferred?.release !== '3.5') {
    assert.notEqual(process.env.CI, 'true', 'no etcd 3.5 found')
    context.skip('no etcd 3.5 found, the only release with etcdutl backup')
    return
  }
  const { cluster } = await theStore()
  const member = cluster.member(0)
  await cluster.stop(member)
  const backupDir = join(temporaryFolder(context), 'backup')
  await backupDataDir({
    dataDir: member.dataDir,
    backupDir,
    walDir: '',
    backupWalDir: '',
    withV3: true,
    nowMs: Date.now(),
  })
  await cluster.restart(member)
  const clientUrl = `http://127.0.0.1:${await freePort()}`
  assert.equal(await startsOn(context, preferred, { clientUrl, dataDir: backupDir }, '--force-new-cluster'), true)
  const { stdout } = await run(preferred.etcdctl, [`--endpoints=${clientUrl}`, 'get', '', '--prefix'], { env: {} })
  assert.equal(stdout, await cluster.etcdctl('get', '', '--prefix'))
})

test('no server starts on what a killed restore with two folders left', { skip }, async (context) => {
  const clientUrl = `http://127.0.0.1:${await freePort()}`
  for (const binaries of found) {
    const dataDir = join(temporaryFolder(context), 'data')
    const { snapshot } = await theStore()
    await restore({ ...defaults, snapshotPath: snapshot, dataDir, release: binaries.release as Release })
    writeFileSync(join(dataDir, 'member', 'snap', 'db'), 'a restore was not finished: remove this data directory\n')
    assert.equal(await startsOn(context, binaries, { clientUrl, dataDir }), false, binaries.version)
  }
})

test('what a killed server acknowledged and has in its log only is counted', { skip }, async (context) => {
  const binaries = preferred ?? assert.fail('no etcd found')
  // nothing of the database is written in the meantime
  const cluster = await startCluster({ binaries, etcdArgs: ['--backend-batch-interval=1h'] })
  context.after(() => cluster.close())
  const member = cluster.member(0)
  const path = join(member.dataDir, 'member', 'snap', 'db')
  for (let index = 0; index < 8; index++) await cluster.etcdctl('put', `key${index}`, 'v')
  await cluster.kill(member)
  const { code, stdout, stderr } = await runUtl(['snapshot', 'status', path, '-w', 'json'])
  assert.equal(code, 0)
  const lost = 9 - Number(/"revision":(\d+)/.exec(stdout)?.[1])
  assert.ok(lost >= 8, stdout)
  const [, entries, known] =
    /^WARNING: .* has (\d+) entries \(\d+ to \d+, (\d+) known to be committed\)/.exec(stderr) ?? []
  assert.ok(Number(entries) >= lost && Number(known) >= lost - 1, stderr)
  await cluster.restart(member)
  assert.equal(
    await cluster
      .etcdctl('get', 'key', '--prefix', '--keys-only', '--limit=100')
      .then((keys) => keys.match(/key/g)?.length),
    8,
  )
})
