import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import type { EtcdClient } from '../../src/client/client.ts'
import { openTestClient, within } from '../client/open.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { runBin } from '../support/run-bin.ts'

const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'
const longMs = 120_000
const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }
const keys = 60_000

const lines = Array.from(
  { length: keys },
  (_, at) => `{"key":"k/${String(at).padStart(6, '0')}","value":"${at}"}\n`,
).join('')

interface Run {
  readonly signal: (name: NodeJS.Signals) => void
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** An apply of many keys in the background. */
function startApply(t: TestContext, cluster: Cluster, ...args: string[]): Run {
  const child = spawn(ourProgram('etcdctl'), [...cluster.clientFlags(), 'apply', '-', ...args], {
    env: { PATH: process.env.PATH },
  })
  t.after(() => child.kill('SIGKILL'))
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      texts[name] += chunk
    })
  child.stdin.on('error', () => undefined)
  child.stdin.end(lines)
  return {
    signal: (name) => void child.kill(name),
    ended: once(child, 'close').then(([code]) => ({ code, ...texts })),
  }
}

async function count(client: EtcdClient): Promise<number> {
  const { count } = await client.kv.range({ ...everything, countOnly: true }, within(longMs))
  return Number(count)
}

async function untilSome(client: EtcdClient): Promise<void> {
  while ((await count(client)) === 0) {}
}

async function finish(cluster: Cluster): Promise<void> {
  const again = await runBin([...cluster.clientFlags(), 'apply', '-'], { stdin: lines, killAfterMs: 300_000 })
  assert.deepEqual([again.code, again.stderr], [0, ''])
  const same = await runBin([...cluster.clientFlags(), 'diff', '-'], { stdin: lines, killAfterMs: 300_000 })
  assert.deepEqual([same.code, same.stdout.toString(), same.stderr], [0, '', ''])
}

for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${name} ends an apply between two transactions, and the summary is true`, {
    skip,
    timeout: 600_000,
  }, async (t) => {
    assert.ok(etcd !== undefined)
    const cluster = await startCluster({ binaries: etcd })
    t.after(() => cluster.close())
    const client = await openTestClient(t, cluster.endpoints)
    const run = startApply(t, cluster)
    await untilSome(client)
    run.signal(name)
    const ended = await run.ended
    assert.equal(ended.code, code, ended.stderr)
    const [, put = ''] = /^put (\d+), deleted 0, same 0, conflicts 0\n$/.exec(ended.stdout) ?? []
    assert.equal(Number(put), await count(client))
    assert.ok(Number(put) < keys, 'it was not done yet')
    assert.match(ended.stderr, /the same command does the rest\nError: interrupted\n$/)
    if (name === 'SIGINT') await finish(cluster)
  })
}

test('a quorum that is lost in the middle: what is known is told, and a second run does the rest', {
  skip,
  timeout: 600_000,
}, async (t) => {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, size: 3 })
  t.after(() => cluster.close())
  const client = await openTestClient(t, cluster.endpoints)
  const run = startApply(t, cluster, '--command-timeout=2s')
  await untilSome(client)
  const [first, second] = [cluster.member(0), cluster.member(1)]
  await Promise.all([cluster.kill(first), cluster.kill(second)])
  const ended = await run.ended
  assert.equal(ended.code, 1)
  const [, put = '', unknown = '0'] =
    /^put (\d+), deleted 0, same 0, conflicts 0(?:, not known (\d+))?\n$/.exec(ended.stdout) ?? []
  assert.notEqual(put, '', ended.stdout)
  assert.match(ended.stderr, /what the summary counts is done, and the same command does the rest\nError: /)
  if (unknown !== '0') assert.match(ended.stderr, new RegExp(`${unknown} changes were sent and not answered`))
  await Promise.all([cluster.restart(first), cluster.restart(second)])
  const there = await count(client)
  t.diagnostic(`put ${put}, not known ${unknown}, there ${there}`)
  assert.ok(there >= Number(put) && there <= Number(put) + Number(unknown))
  await finish(cluster)
})
