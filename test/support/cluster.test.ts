import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import test, { type TestContext } from 'node:test'
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts'
import { newestEtcd } from './etcd-binaries.ts'

const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'

async function start(t: TestContext, options: Omit<ClusterOptions, 'binaries'>): Promise<Cluster> {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, ...options })
  t.after(() => cluster.close())
  return cluster
}

test('a reset cluster has the same ids and no data', { skip }, async (t) => {
  const cluster = await start(t, {})
  const before = await cluster.etcdctl('member', 'list')
  await cluster.etcdctl('put', 'k', 'v')
  await cluster.reset()
  assert.equal(await cluster.etcdctl('member', 'list'), before)
  assert.equal(await cluster.etcdctl('get', 'k'), '')
})

test('a killed member comes back with its data, under mutual TLS', { skip }, async (t) => {
  const cluster = await start(t, { size: 3, tls: 'mutual', distinctHosts: true })
  const [first, second] = [cluster.member(0), cluster.member(1)]
  await cluster.makeLeader(first)
  await cluster.kill(second)
  await cluster.etcdctl('put', 'k', 'v')
  await cluster.restart(second)
  assert.equal(await cluster.etcdctl('get', 'k'), 'k\nv\n')
  assert.equal(cluster.processIds.length, 3)
})

test('a paused member does not answer until it is resumed', { skip }, async (t) => {
  const cluster = await start(t, {})
  cluster.pause(cluster.member(0))
  await assert.rejects(cluster.etcdctl('get', 'k', '--command-timeout=100ms'), /context deadline exceeded/)
  cluster.resume(cluster.member(0))
  assert.equal(await cluster.etcdctl('get', 'k'), '')
})

test('close leaves neither processes nor files', { skip }, async (t) => {
  const cluster = await start(t, {})
  const [id = 0] = cluster.processIds
  await cluster.close()
  assert.throws(() => process.kill(id, 0), { code: 'ESRCH' })
  assert.equal(existsSync(cluster.folder), false)
})
