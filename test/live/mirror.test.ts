import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { prefixRange } from '../../src/base/ranges.ts'
import type { EtcdClient } from '../../src/client/client.ts'
import { bytes, openTestClient, within } from '../client/open.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'

const bin = ourProgram('etcdctl')
const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'
const waitMs = 120_000
const settings = { skip, concurrency: 2, timeout: 600_000 }

async function start(t: TestContext, options: Partial<Parameters<typeof startCluster>[0]> = {}): Promise<Cluster> {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, ...options })
  t.after(() => cluster.close())
  return cluster
}

interface Pair {
  readonly source: Cluster
  readonly target: Cluster
  readonly from: EtcdClient
  readonly to: EtcdClient
}

async function startPair(t: TestContext): Promise<Pair> {
  const [source, target] = await Promise.all([start(t), start(t)])
  const [from, to] = await Promise.all([openTestClient(t, source.endpoints), openTestClient(t, target.endpoints)])
  return { source, target, from, to }
}

/** The real program in the background; what it says on stderr is kept. */
function mirror(t: TestContext, source: Cluster, args: readonly string[]): { stderr: () => string } {
  const flags = [...source.clientFlags(), 'make-mirror', ...args]
  const child = spawn(bin, flags, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH } })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  t.after(() => child.kill('SIGKILL'))
  return { stderr: () => stderr }
}

async function put(client: EtcdClient, key: string, value: string): Promise<bigint> {
  const { header } = await client.kv.put({ key: bytes(key), value: bytes(value) }, within(waitMs))
  return header?.revision ?? 0n
}

async function remove(client: EtcdClient, prefix: string): Promise<void> {
  await client.kv.deleteRange(prefixRange(bytes(prefix)), within(waitMs))
}

async function contents(client: EtcdClient, prefix = ''): Promise<Record<string, string>> {
  const { kvs } = await client.kv.range(prefixRange(bytes(prefix)), within(waitMs))
  return Object.fromEntries(kvs.map(({ key, value }) => [text(key), text(value)]))
}

function text(value: Uint8Array): string {
  return Buffer.from(value).toString()
}

async function untilHolds(client: EtcdClient, expected: Record<string, string>): Promise<void> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const found = await contents(client)
    if (Date.now() > deadline) return assert.deepEqual(found, expected)
    if (JSON.stringify(found) === JSON.stringify(expected)) return
    await sleep(30)
  }
}

async function untilSaid(said: () => string, expected: string): Promise<void> {
  const deadline = Date.now() + waitMs
  while (said() !== expected && Date.now() < deadline) await sleep(30)
  assert.equal(said(), expected)
}

/** The values that a key has had, in order; the same value twice in a row counts once. */
async function history(client: EtcdClient, key: string): Promise<string[]> {
  const { header } = await client.kv.range({ key: bytes(key) }, within(waitMs))
  const values: string[] = []
  for (let revision = 2n; revision <= (header?.revision ?? 0n); revision++) {
    const { kvs } = await client.kv.range({ key: bytes(key), revision }, within(waitMs))
    const value = kvs[0] === undefined ? '' : text(kvs[0].value)
    if (value !== values.at(-1) && value !== '') values.push(value)
  }
  return values
}

test('a mirror copies what is there and then follows puts and deletes', settings, async (t) => {
  const { source, target, from, to } = await startPair(t)
  await put(from, 'a', '1')
  await put(from, 'b', '')
  mirror(t, source, [target.member(0).endpoint])
  await untilHolds(to, { a: '1', b: '' })
  await put(from, 'c', '3')
  await put(from, 'a', '4')
  await remove(from, 'b')
  await untilHolds(to, { a: '4', c: '3' })
})

const mappings: readonly (readonly [flags: string[], keys: readonly string[]])[] = [
  [['--prefix=src/'], ['src/src/b', 'src/x']],
  [
    ['--prefix=src/', '--dest-prefix=copy/'],
    ['copy/src/b', 'copy/x'],
  ],
  [
    ['--prefix=src/', '--no-dest-prefix'],
    ['src/b', 'x'],
  ],
  [['--dest-prefix=all/'], ['all/other', 'all/src/src/b', 'all/src/x']],
]

test(
  'prefixes are kept, replaced or dropped, in the copy and in the changes, with --rev and without',
  settings,
  async (t) => {
    const { source, target, from, to } = await startPair(t)
    const endpoint = target.member(0).endpoint
    for (const withRevision of [false, true]) {
      for (const [flags, keys] of mappings) {
        await remove(from, '')
        const revision = await put(from, 'other', 'x')
        await put(from, 'src/src/b', 'x')
        await remove(to, '')
        await t.test(`${flags.join(' ')}${withRevision ? ' --rev' : ''}`, async (subtest) => {
          mirror(subtest, source, [...flags, ...(withRevision ? [`--rev=${revision}`] : []), endpoint])
          await put(from, 'src/x', 'x')
          await untilHolds(to, Object.fromEntries(keys.map((key) => [key, 'x'])))
        })
      }
    }
  },
)

test('with --rev nothing older is copied, and every later revision is made', settings, async (t) => {
  const { source, target, from, to } = await startPair(t)
  await put(from, 'old', 'x')
  const revision = await put(from, 'k', 'v0')
  for (let number = 1; number < 300; number++) await put(from, 'k', `v${number}`)
  mirror(t, source, [`--rev=${revision}`, target.member(0).endpoint])
  await untilHolds(to, { k: 'v299' })
  const all = Array.from({ length: 300 }, (_, number) => `v${number}`)
  assert.deepEqual(await history(to, 'k'), all)
})

test('what was one transaction at the source is one at the destination', settings, async (t) => {
  const { source, target, from, to } = await startPair(t)
  mirror(t, source, [target.member(0).endpoint])
  const keys = Array.from({ length: 100 }, (_, number) => `k${String(number).padStart(3, '0')}`)
  const success = keys.map((key) => ({ requestPut: { ...emptyPut, key: bytes(key), value: bytes('v') } }))
  await from.kv.txn({ success }, within(waitMs))
  await untilHolds(to, Object.fromEntries(keys.map((key) => [key, 'v'])))
  const { kvs } = await to.kv.range(prefixRange(bytes('k')), within(waitMs))
  assert.equal(new Set(kvs.map(({ modRevision }) => modRevision)).size, 1)
})

const emptyPut = { lease: 0n, prevKv: false, ignoreValue: false, ignoreLease: false }

test(
  'a large revision is cut at --max-txn-ops, and a destination that takes less is given less',
  settings,
  async (t) => {
    const [source, target] = await Promise.all([
      start(t, { etcdArgs: ['--max-txn-ops=1000'] }),
      start(t, { etcdArgs: ['--max-txn-ops=10'] }),
    ])
    const [from, to] = await Promise.all([openTestClient(t, source.endpoints), openTestClient(t, target.endpoints)])
    const keys = Array.from({ length: 500 }, (_, number) => `k${String(number).padStart(3, '0')}`)
    const success = keys.map((key) => ({ requestPut: { ...emptyPut, key: bytes(key), value: bytes('v') } }))
    mirror(t, source, ['--max-txn-ops=100', target.member(0).endpoint])
    await from.kv.txn({ success }, within(waitMs))
    await untilHolds(to, Object.fromEntries(keys.map((key) => [key, 'v'])))
  },
)

test('a copy of many pages, with large values among them, is complete', settings, async (t) => {
  const { source, target, from, to } = await startPair(t)
  const expected: Record<string, string> = {}
  for (let number = 0; number < 2500; number += 100) {
    const keys = Array.from({ length: 100 }, (_, at) => `k${String(number + at).padStart(5, '0')}`)
    const success = keys.map((key) => ({ requestPut: { ...emptyPut, key: bytes(key), value: bytes(key) } }))
    for (const key of keys) expected[key] = key
    await from.kv.txn({ success }, within(waitMs))
  }
  for (const key of ['k00500x', 'k01500x', 'k01500y', 'z']) {
    expected[key] = key.repeat(150_000)
    await put(from, key, expected[key])
  }
  mirror(t, source, [target.member(0).endpoint])
  await untilHolds(to, Object.fromEntries(Object.entries(expected).sort(([left], [right]) => (left < right ? -1 : 1))))
})

test('the destination may ask for certificates of its own and for a login', settings, async (t) => {
  const [source, target] = await Promise.all([start(t), start(t, { tls: 'mutual' })])
  const { ca, client } = target.certificates ?? assert.fail('no certificates')
  const from = await openTestClient(t, source.endpoints)
  await put(from, 'a', '1')
  await target.etcdctl('user', 'add', 'root:secret')
  await target.etcdctl('user', 'grant-role', 'root', 'root')
  await target.etcdctl('auth', 'enable')
  const files = [`--dest-cacert=${ca}`, `--dest-cert=${client.cert}`, `--dest-key=${client.key}`]
  mirror(t, source, [...files, '--dest-user=root', '--dest-password=secret', target.member(0).clientUrl])
  const deadline = Date.now() + waitMs
  while ((await target.etcdctl('--user=root:secret', 'get', 'a', '--print-value-only')) !== '1\n') {
    assert.ok(Date.now() < deadline, 'the key did not come')
    await sleep(50)
  }
})

test('no change is lost when the destination, and then the source, is killed and comes back', settings, async (t) => {
  const { source, target, from, to } = await startPair(t)
  await put(from, 'k', 'start')
  const { stderr } = mirror(t, source, [target.member(0).endpoint])
  await untilHolds(to, { k: 'start' })
  await target.kill(target.member(0))
  for (let number = 0; number < 200; number++) await put(from, 'k', `v${number}`)
  await put(from, 'other', 'x')
  await untilSaid(stderr, 'the destination does not answer: waiting for it\n')
  await target.restart(target.member(0))
  await untilHolds(to, { k: 'v199', other: 'x' })
  await untilSaid(stderr, 'the destination does not answer: waiting for it\nthe destination is back\n')
  await source.kill(source.member(0))
  await source.restart(source.member(0))
  for (let number = 200; number < 300; number++) await put(from, 'k', `v${number}`)
  await remove(from, 'other')
  await untilHolds(to, { k: 'v299' })
  const all = Array.from({ length: 300 }, (_, number) => `v${number}`)
  assert.deepEqual(await history(to, 'k'), ['start', ...all])
})
