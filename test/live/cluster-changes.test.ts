import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, type ClusterOptions, startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { endProcess, startProcess } from '../support/etcd-process.ts'
import { ourProgram } from '../support/our-program.ts'
import { freePort } from '../support/ports.ts'
import { type CliRun, type RunOptions, runCli } from '../support/run-cli.ts'

const bin = ourProgram('etcdctl')
const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'
const waitMs = 120_000

async function start(t: TestContext, options: Omit<ClusterOptions, 'binaries'>): Promise<Cluster> {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, ...options })
  t.after(() => cluster.close())
  return cluster
}

function runOn(cluster: Cluster) {
  return (args: readonly string[], options?: RunOptions) =>
    runCli(['--endpoints', cluster.endpoints.join(','), ...args], options)
}

/** Runs it again as long as it fails with the text; a cluster needs some seconds before it allows changes. */
async function whileRefused(text: string, attempt: () => Promise<CliRun>): Promise<CliRun> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const run = await attempt()
    if (!run.stderr.endsWith(`Error: ${text}\n`) || Date.now() > deadline) return run
    await sleep(100)
  }
}

interface ListedMember {
  readonly id: string
  readonly status: string
  readonly name: string
  readonly isLearner: boolean
}

async function members(cluster: Cluster): Promise<ListedMember[]> {
  const { stdout } = await runOn(cluster)(['member', 'list'])
  const rows = stdout.trimEnd().split('\n')
  return rows.map((row) => {
    const [id = '', status = '', name = '', , , learner] = row.split(', ')
    return { id, status, name, isLearner: learner === 'true' }
  })
}

/** The values of the `ETCD_...="..."` lines, as flags of a server. */
function flagsFrom(stdout: string): string[] {
  const lines = [...stdout.matchAll(/^ETCD_(\w+)=(".*")$/gm)]
  return lines.map(([, name = '', value = '']) => `--${name.toLowerCase().replaceAll('_', '-')}=${JSON.parse(value)}`)
}

async function startAdded(t: TestContext, cluster: Cluster, added: string, peerUrl: string): Promise<void> {
  assert.ok(etcd !== undefined)
  const clientUrl = `http://127.0.0.1:${await freePort()}`
  const urls = [
    `--listen-peer-urls=${peerUrl}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
  ]
  const timing = ['--heartbeat-interval=100', '--election-timeout=600', '--unsafe-no-fsync']
  const token = '--initial-cluster-token=etcdctl-ts'
  const flags = [...flagsFrom(added), ...urls, ...timing, token, `--data-dir=${join(cluster.folder, 'added')}`]
  const logFile = join(cluster.folder, 'log', 'added.log')
  const child = startProcess(etcd.etcd, flags, { logFile, detached: false })
  t.after(() => endProcess(child, 'SIGKILL'))
}

test('a learner is added, started with the printed settings, promoted and removed', { skip }, async (t) => {
  const cluster = await start(t, { size: 3 })
  const run = runOn(cluster)
  const peerUrl = `http://127.0.0.1:${await freePort()}`
  const added = await whileRefused('etcdserver: unhealthy cluster', () =>
    run(['member', 'add', 'm4', '--learner', `--peer-urls=${peerUrl}`]),
  )
  assert.equal(added.code, 0, added.stderr)
  const id = /^Member ([ 0-9a-f]{16}) added as learner to cluster [ 0-9a-f]{16}\n\nETCD_NAME="m4"\n/.exec(
    added.stdout,
  )?.[1]
  assert.ok(id !== undefined, added.stdout)
  const memberId = id.trim()
  assert.equal((await members(cluster)).find((member) => member.id === memberId)?.status, 'unstarted')

  await startAdded(t, cluster, added.stdout, peerUrl)
  const notYet = 'etcdserver: can only promote a learner member which is in sync with leader'
  const promoted = await whileRefused(notYet, () => run(['member', 'promote', memberId]))
  assert.match(promoted.stdout, new RegExp(`^Member ${id} promoted in cluster [ 0-9a-f]{16}\n$`), promoted.stderr)
  const voter = (await members(cluster)).find((member) => member.id === memberId)
  assert.deepEqual(voter, { id: memberId, status: 'started', name: 'm4', isLearner: false })

  const updated = await run(['member', 'update', memberId, `--peer-urls=${peerUrl},http://127.0.0.1:1`])
  assert.match(updated.stdout, new RegExp(`^Member ${id} updated in cluster [ 0-9a-f]{16}\n$`), updated.stderr)
  const removed = await run(['member', 'remove', memberId])
  assert.match(removed.stdout, new RegExp(`^Member ${id} removed from cluster [ 0-9a-f]{16}\n$`), removed.stderr)
  assert.deepEqual((await members(cluster)).map(({ name }) => name).sort(), ['m1', 'm2', 'm3'])
  const again = await run(['member', 'remove', memberId])
  assert.ok(again.code === 1 && again.stderr.endsWith('Error: etcdserver: member not found\n'), again.stderr)
})

test('the leadership moves to the follower that was named, and all members are defragmented', { skip }, async (t) => {
  const cluster = await start(t, { size: 3 })
  const run = runOn(cluster)
  await cluster.makeLeader(cluster.member(0))
  const listed = await members(cluster)
  const [leader, follower] = ['m1', 'm3'].map((name) => listed.find((member) => member.name === name)?.id ?? '')
  const moved = await run(['move-leader', String(follower)])
  assert.equal(moved.stdout, `Leadership transferred from ${leader} to ${follower}\n`, moved.stderr)
  const status = await runCli(['--endpoints', cluster.member(2).endpoint, 'endpoint', 'status', '-w', 'json'])
  assert.ok(status.stdout.includes(`"leader":${BigInt(`0x${follower}`)},`), status.stdout)

  const { code, stdout } = await run(['defrag', '--cluster'])
  assert.equal(code, 0)
  const order = [...stdout.matchAll(/^Finished defragmenting etcd member\[http:\/\/(.*)\]\. took \S+$/gm)]
  assert.deepEqual(order.map(([, endpoint]) => endpoint).sort(), [...cluster.endpoints].sort())
})

test('an alarm is raised by a full database, shown and cleared as in the original', { skip }, async (t) => {
  const cluster = await start(t, { etcdArgs: ['--quota-backend-bytes=300000'] })
  const run = runOn(cluster)
  const full = 'Error: etcdserver: mvcc: database space exceeded\n'
  const fill = async () => (await run(['put', 'k'], { stdin: 'x'.repeat(100_000) })).stderr.endsWith(full)
  while (!(await fill()));
  for (const args of [[], ['-w', 'json'], ['-w', 'fields'], ['-w', 'protobuf']]) {
    const ours = await run(['alarm', 'list', ...args], { env: { ETCDCTL_COMPAT: etcd?.release ?? '' } })
    const original = await cluster.etcdctl('alarm', 'list', ...args)
    // builds of the original put one space there, or two
    assert.equal(ours.stdout, original.replace(/ +alarm:/, ' alarm:'), ours.stderr)
  }
  const line = /^memberID:\d+ alarm:NOSPACE\n$/
  assert.match((await run(['alarm', 'list'])).stdout, line)
  assert.match((await run(['alarm', 'disarm'])).stdout, line)
  assert.deepEqual(await run(['alarm', 'list']), { code: 0, stdout: '', stderr: '' })
})

test('a snapshot is whole, or there is none', { skip }, async (t) => {
  const cluster = await start(t, { etcdArgs: ['--quota-backend-bytes=2000000000'] })
  const run = runOn(cluster)
  const value = Buffer.alloc(1_400_000, 'etcd')
  for (let count = 0; count < 90; count++) assert.equal((await run(['put', `k${count}`], { stdin: value })).code, 0)
  const folder = join(cluster.folder, 'snapshots')
  const path = join(folder, 'db')
  mkdirSync(folder)
  const startSave = () => {
    const child = spawn(bin, ['--endpoints', cluster.member(0).endpoint, 'snapshot', 'save', path])
    t.after(() => child.kill('SIGKILL'))
    return { child, ended: once(child, 'close') }
  }

  const [code] = await startSave().ended
  assert.equal(code, 0)
  const saved = readFileSync(path)
  assert.ok(saved.length > 90 * value.length)
  assert.deepEqual(saved.subarray(-32), createHash('sha256').update(saved.subarray(0, -32)).digest())

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { child, ended } = startSave()
    await whenPartHasCome(path)
    child.kill(signal)
    assert.deepEqual(await ended, [5, null])
    assert.deepEqual(readdirSync(folder), ['db'])
  }
  const { ended } = startSave()
  await whenPartHasCome(path)
  await cluster.kill(cluster.member(0))
  assert.deepEqual(await ended, [5, null])
  assert.deepEqual(readdirSync(folder), ['db'])
  assert.ok(readFileSync(path).equals(saved), 'the earlier snapshot is as it was')
})

async function whenPartHasCome(path: string): Promise<void> {
  const deadline = Date.now() + waitMs
  while (!existsSync(`${path}.part`) || statSync(`${path}.part`).size === 0) {
    assert.ok(Date.now() < deadline, 'no part file')
    await sleep(2)
  }
}
