import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { releases } from '../../src/base/release.ts'
import type { EtcdClient } from '../../src/client/client.ts'
import { create } from '../../src/rpc/codec.ts'
import { putRequestType } from '../../src/rpc/fields.ts'
import { bytes, openTestClient, within } from '../client/open.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { type BinOptions, runBin } from '../support/run-bin.ts'

const found = await findEtcdBinaries()
// older ones are for the v2 API
const binaries = found.binaries.filter(({ release }) => releases.some((known) => known === release))
const newest = binaries.at(-1)
const skip = newest === undefined && 'no etcd server found'
const settings = { skip, timeout: 600_000 }
const longMs = 120_000
const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }

interface Setting {
  readonly cluster: Cluster
  readonly client: EtcdClient
  readonly run: (args: readonly string[], options?: BinOptions) => ReturnType<typeof outcomeOf>
  readonly put: (key: string, value: string, lease?: bigint) => Promise<bigint>
  readonly del: (prefix: string) => Promise<bigint>
}

async function start(t: TestContext, etcd = newest, options: Partial<ClusterOptions> = {}): Promise<Setting> {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, ...options })
  t.after(() => cluster.close())
  const client = await openTestClient(t, cluster.endpoints)
  const flags = cluster.clientFlags()
  return {
    cluster,
    client,
    run: (args, runOptions) => outcomeOf([...flags, ...args], runOptions),
    put: async (key, value, lease = 0n) => {
      const { header } = await client.kv.put({ key: bytes(key), value: bytes(value), lease }, within(longMs))
      return header?.revision ?? 0n
    },
    del: async (prefix) => {
      const { prefixRange } = await import('../../src/base/ranges.ts')
      const { header } = await client.kv.deleteRange(prefixRange(bytes(prefix)), within(longMs))
      return header?.revision ?? 0n
    },
  }
}

async function outcomeOf(args: readonly string[], options: BinOptions = {}) {
  const { code, stdout, stderr } = await runBin(args, { killAfterMs: 300_000, ...options })
  return { code, stdout: stdout.toString(), stderr }
}

/** All keys with what they hold, whatever the bytes. */
async function contents(client: EtcdClient): Promise<Map<string, string>> {
  const { kvs } = await client.kv.range(everything, within(longMs))
  return new Map(kvs.map(({ key, value }) => [hex(key), hex(value)]))
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex')
}

function eachRelease(name: string, body: (t: TestContext, etcd: EtcdBinaries) => Promise<void>): void {
  for (const etcd of binaries) test(`${etcd.version}: ${name}`, { timeout: 600_000 }, (t) => body(t, etcd))
}

eachRelease('undo brings a deleted prefix back, and the plan says so first', async (t, etcd) => {
  const { client, run, put, del } = await start(t, etcd)
  for (const name of ['web', 'db', 'empty']) await put(`/r/d/${name}`, name === 'empty' ? '' : `spec of ${name}`)
  await put('/r/other', 'stays')
  const before = await contents(client)
  const revision = String(await del('/r/d/'))
  const plan = await run(['undo', revision, '--dry-run'])
  const steps = ['+ /r/d/web', '+ /r/d/db', '+ /r/d/empty'].sort()
  assert.deepEqual(plan.stdout.split('\n').slice(0, 3).sort(), steps)
  assert.match(plan.stdout, /\nwould put 3, delete 0, same 0, conflicts 0\n$/)
  assert.equal((await contents(client)).size, 1)
  const done = await run(['undo', revision])
  assert.deepEqual(done, { code: 0, stdout: 'put 3, deleted 0, same 0, conflicts 0\n', stderr: '' })
  assert.deepEqual(await contents(client), before)
  const again = await run(['undo', revision])
  assert.equal(again.code, 1)
  assert.match(again.stdout, /^(?:! \/r\/d\/\w+: it was changed again, at revision \d+\n){3}put 0, .*conflicts 3\n$/)
  assert.match(again.stderr, /Error: 3 keys were changed by somebody else meanwhile: left as they are\n$/)
})

eachRelease('undo takes a span back newest first, and keeps what changed behind it', async (t, etcd) => {
  const { client, run, put, del } = await start(t, etcd)
  await put('a', '1')
  await put('b', '1')
  const first = await put('a', '2')
  await put('new', 'x')
  await put('b', '2')
  await put('a', '3')
  const last = await del('b')
  await put('a', 'somebody else')
  const { code, stdout } = await run(['undo', `@${first}..@${last}`])
  assert.equal(code, 1)
  assert.match(stdout, /^! a: it was changed again, at revision \d+\nput 1, deleted 1, same 0, conflicts 1\n$/)
  const now = await contents(client)
  assert.deepEqual(
    now,
    new Map([
      ['61', hex(bytes('somebody else'))],
      ['62', hex(bytes('1'))],
    ]),
  )
})

eachRelease('undo sees that a deleted key came and went since', async (t, etcd) => {
  const { client, run, put, del } = await start(t, etcd)
  await put('k', '1')
  const revision = await del('k')
  await put('k', '2')
  const later = await del('k')
  const { code, stdout } = await run(['undo', String(revision)])
  assert.deepEqual(
    [code, stdout],
    [1, `! k: it was changed again, at revision ${later}\nput 0, deleted 0, same 0, conflicts 1\n`],
  )
  assert.equal((await contents(client)).size, 0)
})

eachRelease('undo of what is compacted names the oldest revision that is left', async (t, etcd) => {
  const { client, run, put } = await start(t, etcd)
  await put('k', '1')
  await put('k', '2')
  const revision = await put('k', '3')
  await client.kv.compact({ revision, physical: true }, within(longMs))
  const refused = await run(['undo', String(revision)])
  assert.equal(refused.code, 1)
  assert.match(
    refused.stderr,
    /etcdctl apply SNAPSHOT .*\nError: revision 4: compacted; the oldest revision that can be undone is 5\n$/,
  )
  const next = await put('k', '4')
  assert.equal((await run(['undo', String(next)])).stdout, 'put 1, deleted 0, same 0, conflicts 0\n')
  assert.deepEqual(await contents(client), new Map([['6b', '33']]))
  const ahead = await run(['undo', '999'])
  assert.match(ahead.stderr, /there is no revision 999 yet: the newest one is 6\n$/)
  assert.match((await run(['undo', String(next), 'other'])).stderr, /revision 5: no key of those was changed\n$/)
})

eachRelease('undo ties a key to its lease, and reports a lease that is gone', async (t, etcd) => {
  const { client, run, put, del } = await start(t, etcd)
  const { ID: living } = await client.lease.leaseGrant({ TTL: 600n }, within(longMs))
  const { ID: dying } = await client.lease.leaseGrant({ TTL: 600n }, within(longMs))
  await put('l/living', '1', living)
  await put('l/dying', '1', dying)
  const revision = String(await del('l/'))
  await client.lease.leaseRevoke({ ID: dying }, within(longMs))
  const { code, stdout } = await run(['undo', revision])
  assert.equal(code, 1)
  assert.match(
    stdout,
    /^! l\/dying: its lease [0-9a-f]{16} does not exist any more\nput 1, .*conflicts 0, leases gone 1\n$/,
  )
  const { kvs } = await client.kv.range(everything, within(longMs))
  assert.deepEqual(
    kvs.map(({ key, lease }) => [hex(key), lease]),
    [[hex(bytes('l/living')), living]],
  )
  assert.equal((await run(['undo', revision, 'l/dying', '--no-leases'])).code, 0)
  assert.equal((await contents(client)).size, 2)
})

eachRelease('apply makes the cluster like an older revision, key by key', async (t, etcd) => {
  const { client, run, put, del } = await start(t, etcd)
  await put('p/changed', '1')
  await put('p/gone', '1')
  await put('p/same', '1')
  const wanted = await put('q', '1')
  const before = await contents(client)
  await put('p/changed', '2')
  await del('p/gone')
  await put('p/more', '1')
  const plan = await run(['apply', `@${wanted}`, '--dry-run'])
  assert.deepEqual(plan, {
    code: 0,
    stdout: '~ p/changed\n+ p/gone\nwould put 2, delete 0, same 2, conflicts 0\n',
    stderr: '1 key that the source does not have was left: --delete deletes it\n',
  })
  const done = await run(['apply', `@${wanted}`, '--delete'])
  assert.deepEqual(done, { code: 0, stdout: 'put 2, deleted 1, same 2, conflicts 0\n', stderr: '' })
  assert.deepEqual(await contents(client), before)
  assert.equal((await run(['diff', `@${wanted}`])).code, 0)
  assert.equal((await run(['apply', `@${wanted}`, '--delete'])).stdout, 'put 0, deleted 0, same 4, conflicts 0\n')
})

eachRelease('diff and log tell what happened', async (t, etcd) => {
  const { run, put, del, client } = await start(t, etcd)
  const first = await put('a', 'one\ntwo\nthree\n')
  await put('b', '1')
  await put('a', 'one\n2\nthree\n')
  await del('b')
  const put2 = (key: string, value: string) => ({
    requestPut: create(putRequestType, { key: bytes(key), value: bytes(value) }),
  })
  await client.kv.txn({ success: [put2('c', ''), put2('d', 'x')] }, within(longMs))
  const patch = '    @@ -1,3 +1,3 @@\n     one\n    -two\n    +2\n     three\n'
  const found = await run(['diff', `@${first}`])
  assert.deepEqual(found, { code: 1, stdout: `~ a\n${patch}+ c\n+ d\n`, stderr: '' })
  assert.equal((await run(['diff', `@${first}`, 'live', '--names'])).stdout, '~ a\n+ c\n+ d\n')
  assert.equal((await run(['diff', 'live', `@${first}`, '--stat'])).stdout, 'added 0, removed 2, changed 1, same 0\n')
  assert.deepEqual(await run(['diff', 'live', '--prefix', 'x']), { code: 0, stdout: '', stderr: '' })
  const trouble = await run(['diff', '/nonexistent'])
  assert.deepEqual([trouble.code, trouble.stdout], [2, ''])
  const log = await run(['log', '--patch'])
  assert.deepEqual(log, {
    code: 0,
    stdout: [
      'revision 6\nPUT d (version 1)\n    x\nPUT c (version 1)\n    (empty)\n',
      'revision 5\nDELETE b\n',
      `revision 4\nPUT a (version 2)\n${patch}`,
      'revision 3\nPUT b (version 1)\n    1\n',
      'revision 2\nPUT a (version 1)\n    one\n    two\n    three\n',
    ].join('\n'),
    stderr: '',
  })
  assert.equal((await run(['log', 'b', '--limit', '1'])).stdout, 'revision 5\nDELETE b\n')
  assert.equal((await run(['log', '--since', '@-1', 'b'])).stdout, 'revision 5\nDELETE b\n')
  const record = '{"revision":6,"type":"PUT","key":"d","value":"x","create_revision":6,"version":1}\n'
  assert.equal((await run(['log', 'd', '-w', 'jsonl'])).stdout, record)
})

test(
  '100,000 keys of random bytes go through an export and into an empty cluster without a difference',
  settings,
  async (t) => {
    const [from, to] = await Promise.all([start(t), start(t)])
    const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
    t.after(() => rm(folder, { recursive: true }))
    for (let batch = 0; batch < 800; batch++) {
      const success = Array.from({ length: 125 }, (_, at) => {
        const key = Buffer.concat([randomBytes(1 + ((batch + at) % 12)), Buffer.from([batch >> 8, batch & 255, at])])
        return { requestPut: create(putRequestType, { key, value: randomBytes(at % 40) }) }
      })
      await from.client.kv.txn({ success }, within(longMs))
    }
    const bin = await runBin([...from.cluster.clientFlags(), 'get', '', '--prefix', '-w', 'jsonl'], {
      killAfterMs: 300_000,
    })
    assert.equal(bin.code, 0)
    const file = join(folder, 'all.jsonl')
    await writeFile(file, bin.stdout)
    const done = await to.run(['apply', '-'], { stdin: bin.stdout })
    assert.deepEqual(done, { code: 0, stdout: 'put 100000, deleted 0, same 0, conflicts 0\n', stderr: '' })
    assert.deepEqual(await to.run(['diff', file]), { code: 0, stdout: '', stderr: '' })
    assert.deepEqual(await from.run(['diff', file, '--stat']), {
      code: 0,
      stdout: 'added 0, removed 0, changed 0, same 100000\n',
      stderr: '',
    })
    const [left, right] = [await contents(from.client), await contents(to.client)]
    assert.equal(left.size, 100_000)
    assert.deepEqual(right, left)
  },
)

/** Ten writers put their own values under random keys of the prefix; resolves to all that was put under each key. */
async function write(client: EtcdClient, keys: number, writes: number) {
  const written = new Map<string, Set<string>>()
  await Promise.all(
    Array.from({ length: 10 }, async (_, writer) => {
      for (let at = 0; at < writes / 10; at++) {
        const key = `w/${Math.floor(Math.random() * keys)}`
        const value = `writer ${writer} write ${at}`
        await client.kv.put({ key: bytes(key), value: bytes(value) }, within(longMs))
        written.set(key, (written.get(key) ?? new Set()).add(value))
      }
    }),
  )
  return written
}

test('ten writers lose no write to an apply, and a second run ends without a difference', settings, async (t) => {
  const setting = await start(t)
  const { client, run, put } = setting
  const keys = 2000
  for (let at = 0; at < keys; at++) await put(`w/${at}`, `wanted ${at}`)
  const { stdout: wanted } = await run(['get', 'w/', '--prefix', '-w', 'jsonl'])
  let since = 0n
  for (let at = 0; at < keys; at++) since = await put(`w/${at}`, `other ${at}`)
  const [writers, applied] = await Promise.all([
    write(client, keys, 5000),
    run(['apply', '-', '--prefix', 'w/'], { stdin: wanted }),
  ])
  const [, conflicts = ''] = /conflicts (\d+)\n$/.exec(applied.stdout) ?? []
  t.diagnostic(`${writers.size} keys written, ${applied.stdout.trim().split('\n').at(-1)}`)
  assert.equal(applied.stdout.split('\n').filter((line) => line.startsWith('! ')).length, Number(conflicts))
  assert.equal(applied.code, Number(conflicts) > 0 ? 1 : 0, applied.stderr)
  // what apply put replaced a value of its own plan, never one that a writer had put behind the plan
  const overwritten = await replacedByApply(setting, since)
  assert.deepEqual(overwritten, [])
  const second = await run(['apply', '-', '--prefix', 'w/', '--delete'], { stdin: wanted })
  assert.equal(second.code, 0, second.stderr)
  const file = await run(['diff', '-', '--prefix', 'w/'], { stdin: wanted })
  assert.deepEqual(file, { code: 0, stdout: '', stderr: '' })
})

/** Puts of a wanted value behind a writer's value that came after the plan was made. */
async function replacedByApply({ run }: Setting, since: bigint): Promise<string[]> {
  const { stdout } = await run(['log', 'w/', '--since', `@${since + 1n}`, '-w', 'jsonl', '--patch'])
  const changes = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .reverse()
  const planned = changes.findIndex(({ value }) => value.startsWith('wanted'))
  // a writer's value that stands before the first put of apply may have been seen by the plan
  const late = new Set(changes.slice(planned < 0 ? changes.length : planned).map(({ value }) => value))
  return changes
    .filter(
      ({ value, prev_value }) => value.startsWith('wanted') && prev_value.startsWith('writer') && late.has(prev_value),
    )
    .map(({ key }) => key)
}

test('ten writers lose no write to an undo', settings, async (t) => {
  const { client, run, put, del } = await start(t)
  const keys = 2000
  for (let at = 0; at < keys; at++) await put(`w/${at}`, `wanted ${at}`)
  const revision = await del('w/')
  const [writers, undone] = await Promise.all([write(client, keys, 5000), run(['undo', String(revision)])])
  const now = await client.kv.range(everything, within(longMs))
  const conflicts = undone.stdout.split('\n').filter((line) => line.startsWith('! ')).length
  assert.match(undone.stdout, new RegExp(`put ${keys - conflicts}, deleted 0, same 0, conflicts ${conflicts}\n$`))
  assert.equal(undone.code, conflicts > 0 ? 1 : 0)
  assert.equal(now.kvs.length, keys)
  t.diagnostic(`${writers.size} keys written, ${conflicts} conflicts`)
  for (const { key, value, version } of now.kvs) {
    const name = Buffer.from(key).toString()
    const text = Buffer.from(value).toString()
    if (writers.has(name)) assert.ok(writers.get(name)?.has(text), `${name} holds ${text}`)
    else assert.deepEqual([text, version], [`wanted ${name.slice(2)}`, 1n])
  }
})

test('a server that takes few operations, and values near its limit, get smaller transactions', settings, async (t) => {
  const source = await start(t)
  const { client, run } = await start(t, newest, { etcdArgs: ['--max-txn-ops=7', '--max-request-bytes=300000'] })
  const big = 'x'.repeat(200_000)
  for (let at = 0; at < 300; at++) await source.put(`k/${at}`, at % 50 === 0 ? big : String(at))
  const { stdout } = await source.run(['get', 'k/', '--prefix', '-w', 'jsonl'])
  const done = await run(['apply', '-'], { stdin: stdout })
  assert.deepEqual(done, { code: 0, stdout: 'put 300, deleted 0, same 0, conflicts 0\n', stderr: '' })
  assert.deepEqual(await contents(client), await contents(source.client))
})

test('a user with rights on a prefix undoes and applies below it, and is refused elsewhere', settings, async (t) => {
  const { run, put, del, cluster } = await start(t)
  await put('mine/1', 'a')
  await put('theirs/1', 'a')
  const revision = await del('mine/')
  await del('theirs/')
  const { stdout: backup } = await run(['get', '', '--prefix', '-w', 'jsonl', '--rev', String(revision - 1n)])
  for (const line of [
    'user add root:r',
    'user add me:pw',
    'role add mine',
    'role grant-permission mine readwrite mine/ mine0',
    'user grant-role me mine',
    'user grant-role root root',
    'auth enable',
  ])
    await cluster.etcdctl(...line.split(' '))
  const asMe = (args: readonly string[], options?: BinOptions) => run(['--user', 'me:pw', ...args], options)
  assert.deepEqual(await asMe(['undo', String(revision), 'mine/']), {
    code: 0,
    stdout: 'put 1, deleted 0, same 0, conflicts 0\n',
    stderr: '',
  })
  const refused = await asMe(['undo', String(revision + 1n)])
  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  assert.match(refused.stderr, /permission denied\n$/)
  const applied = await asMe(['apply', '-', '--prefix', 'mine/'], { stdin: backup })
  assert.equal(applied.stdout, 'put 0, deleted 0, same 1, conflicts 0\n')
  const all = await asMe(['apply', '-'], { stdin: backup })
  assert.equal(all.code, 1)
  assert.match(all.stderr, /permission denied\n$/)
})
