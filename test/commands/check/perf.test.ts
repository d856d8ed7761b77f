import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { checkPerfFor } from '../../../src/commands/check/perf.ts'
import { KV, Maintenance } from '../../../src/rpc/services.ts'
import { type FakeAppOptions, fakeApp, runCommand } from '../../support/fake-app.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'
import { assertVerdict } from './verdict.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 7n, raftTerm: 1n }
const seconds = 0.9

async function emptyServer(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server
    .on(KV.range, [answer({ header })])
    .on(KV.put, [answer({ header })])
    .on(KV.deleteRange, [answer({ header })])
    .on(KV.compact, [answer({ header })])
    .on(Maintenance.defragment, [answer({ header })])
}

/** Runs the check for less than a second. */
async function check(t: TestContext, server: FakeServer, args: string[] = [], options: Partial<FakeAppOptions> = {}) {
  const app = fakeApp(t, { endpoints: [server.endpoint], ...options })
  const { code, message } = await runCommand(app, checkPerfFor(seconds), args)
  return { code, message, ...app.written }
}

test('check perf writes at the rate of its load, deletes what it wrote and judges', async (t) => {
  const server = await emptyServer(t)
  const run = await check(t, server)
  assert.equal(assertVerdict(run), '')
  if (run.code === 0) assert.equal(run.stderr, '')
  const puts = server.requests(KV.put)
  // a load is never exceeded, however long the run took; one that passes comes near it
  const throughput = Number(/Throughput \D*(\d+)/.exec(run.stdout)?.[1])
  assert.ok(throughput <= 153, `${throughput} writes/s`)
  assert.ok(run.code !== 0 || puts.length > 150 * seconds * 0.8, `${puts.length} puts`)
  assert.equal(new Set(puts.map(({ key }) => Buffer.from(key).toString('hex'))).size, puts.length)
  for (const { key, value } of puts) {
    assert.ok(Buffer.from(key).toString('latin1').startsWith('/etcdctl-check-perf/'))
    assert.deepEqual([key.length, value.length], ['/etcdctl-check-perf/'.length + 256, 1024])
  }
  const [deleted] = server.requests(KV.deleteRange)
  assert.deepEqual(
    [deleted?.key, deleted?.rangeEnd].map((bytes) => Buffer.from(bytes ?? []).toString()),
    ['/etcdctl-check-perf/', '/etcdctl-check-perf0'],
  )
})

test('check perf fails when the server is slower than the load', async (t) => {
  const server = await emptyServer(t)
  const run = await check(t, server, ['--load=xLarge'])
  assert.equal(run.code, 1)
  assert.match(run.stdout, /^FAIL: Throughput too low: \d+ writes\/s\n/)
  assert.match(run.stdout, /\nFAIL\n$/)
})

test('a check perf that fails says when it was this process that had no time', async (t) => {
  const server = await emptyServer(t)
  const busy = await check(t, server, ['--load=xLarge'], { cpuMs: () => performance.now() })
  const remark = 'this client was busy for 100% of the time: it, not the cluster, may be what was too slow\n'
  assert.deepEqual([busy.code, busy.stderr], [1, remark])
  const idle = await check(t, server, ['--load=xLarge'], { cpuMs: () => performance.now() / 2 })
  assert.deepEqual([idle.code, idle.stderr], [1, ''])
})

test('check perf counts each error, and fails', async (t) => {
  const server = await emptyServer(t)
  let count = 0
  server.on(KV.put, () =>
    count++ % 2 === 0 ? answer({ header }) : fail('ResourceExhausted', 'etcdserver: mvcc: database space exceeded'),
  )
  const run = await check(t, server)
  assert.equal(run.code, 1)
  assert.match(
    run.stdout,
    /^FAIL: too many errors\nFAIL: ERROR\(etcdserver: mvcc: database space exceeded\) -> \d+\nFAIL: Throughput too low: \d+ writes\/s\n/,
  )
})

test('check perf compacts at the revision of its delete and defragments, when it is told to', async (t) => {
  const server = await emptyServer(t)
  const run = await check(t, server, ['--auto-compact', '--auto-defrag', '--prefix=p'])
  const { endpoint } = server
  const tidying = `Compacting with revision 7\nCompacted with revision 7\nDefragmenting "${endpoint}"\nDefragmented "${endpoint}"\n`
  assert.equal(assertVerdict(run), tidying)
  assert.deepEqual(server.requests(KV.compact), [{ revision: 7n, physical: true }])
})

test('check perf says that its keys could not be deleted, and still gives its result', async (t) => {
  const server = await emptyServer(t)
  server.on(KV.deleteRange, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const run = await check(t, server, ['--auto-compact'])
  const line = 'FAIL: Cleanup failed during key deletion: ERROR(etcdserver: permission denied)\n'
  assert.equal(assertVerdict(run), line)
  assert.equal(server.requests(KV.compact).length, 0)
})

test('check perf refuses to start where there are keys', async (t) => {
  const server = await emptyServer(t)
  server.on(KV.range, [answer({ header, kvs: [kv], count: 1n })])
  const run = await check(t, server, ['--prefix=a"b'])
  assert.deepEqual(
    [run.code, run.message],
    [3, `prefix "a\\"b" has keys. Delete with 'etcdctl del --prefix a"b' first`],
  )
  const old = await check(t, server, [], { release: '3.4' })
  assert.equal(
    old.message,
    'prefix "/etcdctl-check-perf/" has keys. Delete with etcdctl del --prefix /etcdctl-check-perf/ first',
  )
  assert.equal(server.requests(KV.put).length, 0)
})

const bytes = new Uint8Array()
const kv = { key: bytes, value: bytes, createRevision: 1n, modRevision: 1n, version: 1n, lease: 0n }

test('an interrupted check perf deletes its keys and judges what it has done', async (t) => {
  const server = await emptyServer(t)
  const controller = new AbortController()
  let count = 0
  server.on(KV.put, () => {
    if (++count === 20) controller.abort('SIGINT')
    return answer({ header })
  })
  const run = await check(t, server, [], { interrupts: controller.signal })
  assertVerdict(run)
  assert.ok(server.requests(KV.put).length < 30)
  assert.equal(server.requests(KV.deleteRange).length, 1)
})

test('up to 3.5 the progress bar is on stdout, later on a terminal at stderr only', async (t) => {
  const server = await emptyServer(t)
  const old = await check(t, server, [], { release: '3.5' })
  assert.match(old.stdout, /^\r 0 \/ 1 {4}0\.00%[^\n]*\r 1 \/ 1 {2}100\.00% \ds\n(?:PASS|FAIL): /)
  assert.equal(old.stderr, '')
  const later = await check(t, server, [], { terminals: ['stdout', 'stderr'] })
  assert.equal(assertVerdict(later), '')
  assert.match(later.stderr, /^\r0 \/ 1 \[_{40}\] 0\.00% \? p\/s[^\n]*\r1 \/ 1 \[-{40}\] 100\.00% \d p\/s *\n$/)
})

for (const load of ['', 'S', 'XL', 'nosuch']) {
  test(`check perf does not know the load "${load}"`, async () => {
    const expected = { code: 4, stdout: '', stderr: `Error: unknown load option ${load}\n` }
    assert.deepEqual(await runCli(['check', 'perf', `--load=${load}`]), expected)
    assert.deepEqual(await runCli(['check', 'datascale', `--load=${load}`]), expected)
  })
}
