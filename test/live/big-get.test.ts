import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test, { type TestContext } from 'node:test'
import { promisify } from 'node:util'
import type { EtcdClient } from '../../src/client/client.ts'
import { create } from '../../src/rpc/codec.ts'
import { putRequestType } from '../../src/rpc/fields.ts'
import { openTestClient } from '../client/open.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { runCliBytes } from '../support/run-cli.ts'

const run = promisify(execFile)
const { binaries } = await findEtcdBinaries()
const skip = binaries.length === 0 && 'no etcd server found'
const endless = { deadlineMs: Number.POSITIVE_INFINITY }
const keys = 5000
const batch = 50

/** Mostly small values, some of ten kilobytes, a few of a hundred: pages of very different lengths. */
function sampleValue(index: number, round: number): Buffer {
  if (index % 500 === 499) return Buffer.alloc(100_000, index % 256)
  if (index % 20 === 19) return Buffer.alloc(10_000, index % 256)
  return Buffer.from(`value ${index} of round ${round} é "<&>"`.repeat(index % 5))
}

/** Puts the keys from one number to another. */
async function putKeys(client: EtcdClient, from: number, to: number, round: number): Promise<void> {
  for (let first = from; first < to; first += batch) {
    const success = Array.from({ length: Math.min(batch, to - first) }, (_, at) => {
      const index = first + at
      const key = Buffer.from(`k/${index % 7}/${index}`)
      return { requestPut: create(putRequestType, { key, value: sampleValue(index, round) }) }
    })
    await client.kv.txn({ success }, endless)
  }
}

async function start(t: TestContext, etcd: EtcdBinaries): Promise<{ cluster: Cluster; client: EtcdClient }> {
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  return { cluster, client: await openTestClient(t, cluster.endpoints) }
}

async function original(etcd: EtcdBinaries, cluster: Cluster, args: readonly string[]): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: 2 ** 30, env: { ETCDCTL_API: '3' } } as const
  return (await run(etcd.etcdctl, [...cluster.clientFlags(), ...args], options)).stdout
}

async function ours(etcd: EtcdBinaries, cluster: Cluster, args: readonly string[]): Promise<Buffer> {
  const outcome = await runCliBytes([...cluster.clientFlags(), ...args], { env: { ETCDCTL_COMPAT: etcd.release } })
  assert.equal(outcome.code, 0, outcome.stderr.toString())
  return outcome.stdout
}

const ranges = [
  ['k/', '--prefix'],
  ['', '--from-key'],
  ['k/1', 'k/5'],
  ['k/', '--prefix', '--keys-only'],
  ['k/', '--prefix', '--limit', '100'],
  ['k/', '--prefix', '--limit', '101'],
  ['k/', '--prefix', '--limit', '3456'],
  ['k/', '--prefix', '--rev', '60'],
  ['k/', '--prefix', '--consistency=s'],
  ['k/', '--prefix', '--order=DESCEND'],
  ['k/', '--prefix', '--sort-by=VALUE', '--limit=200'],
]
const formats = [
  ['-w', 'simple'],
  ['-w', 'json'],
  ['-w', 'fields'],
  ['-w', 'protobuf'],
  ['--hex'],
  ['--hex', '-w', 'fields'],
]

/** Each range in every format, and what only one format takes. */
const lines = [
  ...ranges.flatMap((range) => formats.map((format) => [...range, ...format])),
  ['k/', '--prefix', '--print-value-only'],
  ['k/', '--prefix', '--print-value-only', '--hex'],
]

test('large ranges are printed as the original prints them', { skip }, async (t) => {
  for (const etcd of binaries) {
    await t.test(etcd.version, async (st) => {
      const { cluster, client } = await start(st, etcd)
      await putKeys(client, 0, keys, 1)
      await putKeys(client, 1000, 1500, 2)
      for (const line of lines) {
        const args = ['get', ...line]
        const [wanted, got] = [await original(etcd, cluster, args), await ours(etcd, cluster, args)]
        assert.ok(wanted.equals(got), `${line.join(' ')}: ${wanted.length} and ${got.length} bytes, or others`)
      }
    })
  }
})

test('large ranges are read as they were while they change', { skip }, async (t) => {
  for (const etcd of binaries) {
    await t.test(etcd.version, async (st) => {
      const { cluster, client } = await start(st, etcd)
      await putKeys(client, 0, keys, 1)
      let isDone = false
      const writing = (async () => {
        for (let round = 2; !isDone; round++) await putKeys(client, 0, 1000, round)
      })()
      try {
        for (let reading = 0; reading < 5; reading++) await readTwice(etcd, cluster)
      } finally {
        isDone = true
        await writing
      }
    })
  }
})

test('a slow reader may take longer than a call', { skip }, async (t) => {
  const [etcd] = binaries
  if (etcd === undefined) return
  const { cluster, client } = await start(t, etcd)
  await putKeys(client, 0, keys, 1)
  const args = [`--endpoints=${cluster.endpoints.join(',')}`, '--command-timeout=5s', 'get', 'k/', '--prefix']
  const wanted = await original(etcd, cluster, ['get', 'k/', '--prefix'])
  const script = 'program=$1; shift; "$program" "$@" | (sleep 6; wc -c)'
  const { stdout, stderr } = await run('/bin/sh', ['-c', script, 'sh', ourProgram('etcdctl'), ...args])
  assert.equal(stderr, '')
  assert.equal(Number(stdout), wanted.length)
})

/** Reads at no revision, and what the original says of the revision that was read. */
async function readTwice(etcd: EtcdBinaries, cluster: Cluster): Promise<void> {
  const got = await ours(etcd, cluster, ['get', 'k/', '--prefix', '-w', 'json'])
  const revision = /"revision":(\d+)/.exec(got.subarray(0, 300).toString())?.[1] ?? ''
  const wanted = await original(etcd, cluster, ['get', 'k/', '--prefix', '-w', 'json', '--rev', revision])
  const body = (bytes: Buffer) => bytes.subarray(bytes.indexOf('"kvs"'))
  assert.ok(body(wanted).equals(body(got)), `revision ${revision}`)
}
