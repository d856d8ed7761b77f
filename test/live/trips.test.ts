import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { create } from '../../src/rpc/codec.ts'
import { putRequestType } from '../../src/rpc/fields.ts'
import { bytes, openTestClient, within } from '../client/open.ts'
import { type Cluster, startCluster, type TlsMode } from '../support/cluster.ts'
import { type DelayingProxy, type DelayingProxyOptions, startDelayingProxy } from '../support/delaying-proxy.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { startRecordingProxy } from '../support/recording-proxy.ts'
import { runProcess } from '../support/run-process.ts'

// How many round trips a command takes behind the one that connects, over a line on which every byte takes a while.

const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd found'

/** A busy machine makes of one trip two: then the same is tried over a longer line. */
const delaysMs = [40, 80, 160, 320, 640]

interface Way {
  readonly cluster: Cluster
  /** The flags that lead over the proxies. */
  readonly flags: (proxies: readonly DelayingProxy[]) => readonly string[]
  readonly env?: (proxies: readonly DelayingProxy[]) => Readonly<Record<string, string>>
  readonly proxies: readonly Omit<DelayingProxyOptions, 'delayMs'>[]
}

/** Stops early at a number that is as small as expected. */
async function tripsOf(program: string, way: Way, args: readonly string[], expected: number): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY
  for (const delayMs of delaysMs) {
    fewest = Math.min(fewest, await tripsOnce(program, way, args, delayMs))
    if (fewest <= expected) break
  }
  return fewest
}

async function tripsOnce(program: string, way: Way, args: readonly string[], delayMs: number): Promise<number> {
  const proxies = await Promise.all(way.proxies.map((each) => startDelayingProxy({ ...each, delayMs })))
  try {
    const env = { PATH: process.env.PATH, ETCDCTL_API: '3', ...way.env?.(proxies) }
    const words = [...args, ...way.flags(proxies), '--command-timeout=60s', '--dial-timeout=60s']
    const { code, stderr } = await runProcess(program, words, { env, killAfterMs: 120_000 })
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`)
    return Math.max(...proxies.flatMap(({ lines }) => lines.map(({ trips }) => trips)))
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()))
  }
}

async function start(t: TestContext, tls: TlsMode): Promise<Cluster> {
  if (etcd === undefined) throw new Error('no etcd')
  const cluster = await startCluster({ binaries: etcd, tls })
  t.after(() => cluster.close())
  return cluster
}

function overTcp(cluster: Cluster): Way {
  const { clientPort, clientUrl } = cluster.member(0)
  const url = (proxy: DelayingProxy): string => clientUrl.replace(/\d+$/, String(proxy.port))
  return { cluster, flags: (proxies) => cluster.clientFlags(proxies.map(url)), proxies: [{ port: clientPort }] }
}

/** Each with the trips that it takes once bytes can go to the server itself. */
const questions: readonly (readonly [trips: number, ...args: string[]])[] = [
  [1, 'get', 'k'],
  [1, 'get', 'k', '--consistency=s', '-w', 'json'],
  [1, 'member', 'list'],
  [1, 'endpoint', 'status'],
  [1, 'endpoint', 'hashkv'],
  [1, 'alarm', 'list'],
  [1, 'lease', 'list'],
  [1, 'user', 'list'],
  [1, 'role', 'list'],
  [2, 'endpoint', 'health'],
]

/** The settings are one of them. */
const changes: readonly (readonly [trips: number, ...args: string[]])[] = [
  [2, 'put', 'k', 'v'],
  [2, 'del', 'x'],
  [2, 'lease', 'grant', '10'],
  [4, 'lock', 'l', 'true'],
]

async function countAll(way: Way, ahead: number): Promise<void> {
  const own = ourProgram('etcdctl')
  for (const [trips, ...args] of [...questions, ...changes]) {
    assert.equal(await tripsOf(own, way, args, trips + ahead), trips + ahead, args.join(' '))
  }
}

test('a question takes a round trip less than over TLS in the original, and a change as many', { skip }, async (t) => {
  const way = overTcp(await start(t, 'mutual'))
  await countAll(way, 1)
  for (const [trips, ...args] of [...questions.slice(0, 1), ...changes]) {
    const isQuestion = args[0] === 'get'
    const least = trips + 1 + (isQuestion ? 1 : 0)
    assert.equal(await tripsOf(etcd?.etcdctl ?? '', way, args, least), least, `original: ${args.join(' ')}`)
  }
})

test('a question takes one round trip where nothing is encrypted, and a change the settings more', {
  skip,
}, async (t) => {
  const cluster = await start(t, 'none')
  const tcp = overTcp(cluster)
  const client = await openTestClient(t, cluster.endpoints)
  for (let first = 0; first < 600; first += 100) {
    const keys = Array.from({ length: 100 }, (_, at) => bytes(`p/${first + at}`))
    const success = keys.map((key) => ({ requestPut: create(putRequestType, { key }) }))
    await client.kv.txn({ success }, within(60_000))
  }
  await t.test('over TCP', () => countAll(tcp, 0))
  const path = join(cluster.folder, 'far.sock')
  const unix = {
    ...tcp,
    flags: () => [`--endpoints=unix://${path}`],
    proxies: tcp.proxies.map((each) => ({ ...each, path })),
  }
  await t.test('for hundreds of keys', async () => {
    for (const args of [
      ['get', 'p/', '--prefix'],
      ['get', 'p/', '--prefix', '--keys-only', '--order=DESCEND'],
      ['get', '', '--from-key', '--limit=599', '-w', 'json'],
    ]) {
      assert.equal(await tripsOf(ourProgram('etcdctl'), tcp, args, 1), 1, args.join(' '))
    }
  })
  await t.test('over a unix socket', async () => {
    for (const args of [
      ['get', 'k'],
      ['member', 'list'],
    ])
      assert.equal(await tripsOf(ourProgram('etcdctl'), unix, args, 1), 1)
  })
  await t.test('to the first of several endpoints', async () => {
    const several = { ...tcp, proxies: [0, 1, 2].flatMap(() => tcp.proxies) }
    assert.equal(await tripsOf(ourProgram('etcdctl'), several, ['get', 'k'], 1), 1)
  })
  await t.test('by a name', async () => {
    const named = { ...tcp, flags: ([proxy]: readonly DelayingProxy[]) => [`--endpoints=localhost:${proxy?.port}`] }
    assert.equal(await tripsOf(ourProgram('etcdctl'), named, ['get', 'k'], 1), 1)
  })
})

test('a tunnel takes one round trip, and what goes through it no more than elsewhere', { skip }, async (t) => {
  for (const [tls, ahead] of [
    ['none', 1],
    ['server', 2],
  ] as const) {
    const cluster = await start(t, tls)
    const { clientPort, clientUrl } = cluster.member(0)
    const proxy = await startRecordingProxy(t, { port: clientPort })
    const way: Way = {
      cluster,
      // no proxy is asked for an address of this machine
      flags: () => cluster.clientFlags([clientUrl.replace('127.0.0.1', 'etcd.invalid')]),
      env: ([far]) => ({ HTTPS_PROXY: `http://127.0.0.1:${far?.port}` }),
      proxies: [{ port: Number(proxy.address.replace(/.*:/, '')) }],
    }
    const flags = tls === 'none' ? [] : ['--insecure-skip-tls-verify']
    assert.equal(await tripsOf(ourProgram('etcdctl'), way, ['get', 'k', ...flags], ahead + 1), ahead + 1)
    assert.equal(await tripsOf(ourProgram('etcdctl'), way, ['put', 'k', 'v', ...flags], ahead + 2), ahead + 2)
  }
})

test('a login over TLS goes ahead of the settings, one over a plain connection after them', { skip }, async (t) => {
  for (const [tls, trips] of [
    ['none', 3],
    ['server', 3],
  ] as const) {
    const cluster = await start(t, tls)
    await cluster.etcdctl('user', 'add', 'root:secret')
    await cluster.etcdctl('user', 'grant-role', 'root', 'root')
    await cluster.etcdctl('auth', 'enable')
    const args = ['get', 'k', '--user=root:secret']
    assert.equal(await tripsOf(ourProgram('etcdctl'), overTcp(cluster), args, trips), trips)
  }
})
