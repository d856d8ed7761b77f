import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EtcdClient } from '../../src/client/client.ts'
import { create } from '../../src/rpc/codec.ts'
import { putRequestType } from '../../src/rpc/fields.ts'
import { openTestClient } from '../client/open.ts'
import { type Random, randomOf } from '../offline/damage/random.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { commitSeed } from '../support/commit-seed.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { runBin } from '../support/run-bin.ts'

const { binaries } = await findEtcdBinaries()
const release = process.env.RELEASE ?? '3.5'
const etcd = binaries.filter((each) => each.release === release).at(-1) ?? binaries.at(-1)
const skip = etcd === undefined && 'no etcd server found'
/** `RUNS=500` for a long one. */
const runs = Number(process.env.RUNS ?? 12)
const seed = Number(process.env.SEED ?? commitSeed())
const keys = 4000
const kinds = ['pods', 'secrets', 'events']

/** As Kubernetes names them, with values of many sizes. */
async function fill(client: EtcdClient): Promise<Buffer> {
  const pairs = Array.from({ length: keys }, (_, index) => {
    const key = Buffer.from(`/registry/${kinds[index % 3]}/ns-${index % 11}/app-${(index * 7919) % 10_007}`)
    return { key, value: Buffer.alloc(index % 500 === 0 ? 50_000 : index % 400, 97 + (index % 26)) }
  })
  for (let first = 0; first < keys; first += 100) {
    const success = pairs.slice(first, first + 100).map((pair) => ({ requestPut: create(putRequestType, pair) }))
    await client.kv.txn({ success }, endless)
  }
  const newline = Buffer.from('\n')
  pairs.sort((one, other) => Buffer.compare(one.key, other.key))
  return Buffer.concat(pairs.flatMap(({ key, value }) => [key, newline, value, newline]))
}

const endless = { deadlineMs: Number.POSITIVE_INFINITY }

/** Does one thing that gets in the way of reads. */
type Trouble = (cluster: Cluster, client: EtcdClient, below: Random) => Promise<void>

async function loseMember(cluster: Cluster, _client: EtcdClient, below: Random): Promise<void> {
  const member = cluster.member(below(3))
  await cluster.kill(member)
  await sleep(below(300))
  await cluster.restart(member)
}

async function changeLeader(cluster: Cluster, _client: EtcdClient, below: Random): Promise<void> {
  await cluster.makeLeader(cluster.member(below(3)))
}

async function compact(_cluster: Cluster, client: EtcdClient): Promise<void> {
  const { header } = await client.kv.put({ key: Buffer.from('/other'), value: Buffer.from('v') }, endless)
  await client.kv.compact({ revision: header?.revision ?? 0n, physical: true }, endless)
}

interface Setting {
  readonly cluster: Cluster
  readonly client: EtcdClient
  readonly expected: Buffer
  readonly below: Random
}

async function start(t: TestContext): Promise<Setting> {
  assert.ok(etcd !== undefined)
  t.diagnostic(`SEED=${seed}, etcd ${etcd.version}`)
  const cluster = await startCluster({ binaries: etcd, size: 3 })
  t.after(() => cluster.close())
  const client = await openTestClient(t, cluster.endpoints)
  return { cluster, client, expected: await fill(client), below: randomOf(seed) }
}

function sortedLines(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\n').sort()
}

/** Reads through proxies that cut while there is trouble; counts what came whole. */
async function readDuring(t: TestContext, { cluster, client, expected, below }: Setting, trouble: Trouble) {
  // most connections, not all, are cut: before, within and behind the answer
  const bytes = (): number => (below(4) === 0 ? Number.POSITIVE_INFINITY : 1 + below(expected.length * 1.3))
  const proxies = await Promise.all(
    cluster.members.map(({ clientPort }) => startCuttingProxy(clientPort, bytes, () => below(2) === 0)),
  )
  const flags = [`--endpoints=${proxies.map(({ address }) => address).join(',')}`, '--command-timeout=60s']
  let isDone = false
  const disturbing = (async () => {
    while (!isDone) {
      await trouble(cluster, client, below).catch(() => {})
      await sleep(below(100))
    }
  })()
  let whole = 0
  try {
    for (let run = 0; run < runs; run++) {
      const sorted = below(4) === 0 ? ['--sort-by=CREATE', '--order=DESCEND', '--limit=999999'] : []
      const { code, stdout, stderr } = await runBin(['get', '/registry', '--prefix', ...sorted, ...flags])
      if (code === 0) whole++
      if (code === 0 && sorted.length === 0) assert.ok(stdout.equals(expected), `run ${run}: ${stdout.length} bytes`)
      else if (code === 0) assert.deepEqual(sortedLines(stdout), sortedLines(expected), `run ${run}, sorted`)
      else {
        assert.match(stderr, /(^|\n)Error: [^\n]+\n$/, `run ${run}`)
        if (sorted.length === 0) assert.ok(stdout.equals(expected.subarray(0, stdout.length)), `run ${run}`)
      }
    }
  } finally {
    isDone = true
    await disturbing
    for (const proxy of proxies) proxy.close()
  }
  t.diagnostic(`${whole} of ${runs} came whole`)
  assert.ok(whole > 0)
}

test('a range that is cut anywhere is printed whole, each key once, or ends with an error', { skip }, async (t) => {
  const setting = await start(t)
  for (const [name, trouble] of [
    ['while members are lost', loseMember],
    ['while the leader changes', changeLeader],
    ['while the store is compacted', compact],
  ] as const) {
    await t.test(name, (st) => readDuring(st, setting, trouble))
  }
})
