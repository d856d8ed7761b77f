import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { ChildExit, Io } from '../../src/base/io.ts'
import type { WatchResponse } from '../../src/rpc/messages.ts'
import { KV, Lease, Watch } from '../../src/rpc/services.ts'
import { answer, cut, type FakeServer, fail, stall, startFakeServer } from '../support/fake-server.ts'
import { type RunOptions, runCli } from '../support/run-cli.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 30n, raftTerm: 4n }
const key = Buffer.from('L/2a')

/** Grants lease 0x2a and the lock to whoever asks. */
async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  const holder = { responseRange: { header, kvs: [own], more: false, count: 1n } }
  server.on(Lease.leaseGrant, [answer({ ID: 0x2an, TTL: 10n })])
  server.on(Lease.leaseKeepAlive, [answer({ ID: 0x2an, TTL: 10n })])
  server.on(Lease.leaseRevoke, [answer({})])
  server.on(KV.txn, [answer({ header, succeeded: true, responses: [{}, holder] })])
  server.on(KV.range, [answer({ header, kvs: [own], count: 1n })])
  server.on(KV.deleteRange, [answer({})])
  return server.on(Watch.watch, [stall])
}

const own = { key, createRevision: 30n, modRevision: 30n, version: 1n, value: new Uint8Array(), lease: 0x2an }

function lock(server: FakeServer, args: readonly string[], options: RunOptions = {}) {
  return runCli(['--endpoints', server.endpoint, 'lock', ...args], options)
}

function ends(exit: Partial<ChildExit>): Io['spawn'] {
  return () => Promise.resolve({ code: null, signal: null, ...exit })
}

function assertReleased(server: FakeServer): void {
  assert.deepEqual(
    server.requests(KV.deleteRange).map((request) => Buffer.from(request.key)),
    [key],
  )
  assert.deepEqual(server.requests(Lease.leaseRevoke), [{ ID: 0x2an }])
}

test('a lock needs a name', async (t) => {
  const server = await startFakeServer(t)
  const stderr = 'Error: lock takes a lock name argument and an optional command to execute\n'
  assert.deepEqual(await lock(server, []), { code: 128, stdout: '', stderr })
  assert.equal((await lock(server, ['L', '-w', 'table'])).code, 4)
  assert.equal(server.connections, 0)
})

test('the command runs with the key and the revision of the lock, and both are given back', async (t) => {
  const server = await serve(t)
  let seen: unknown
  const spawn: Io['spawn'] = (command, args, env) => {
    seen = { command, args, env, deleted: server.callsOf(KV.deleteRange).length }
    return Promise.resolve({ code: 0, signal: null })
  }
  assert.deepEqual(await lock(server, ['L', '--', 'make', '-j'], { spawn }), { code: 0, stdout: '', stderr: '' })
  const env = { ETCD_LOCK_KEY: 'L/2a', ETCD_LOCK_REV: '30' }
  assert.deepEqual(seen, { command: 'make', args: ['-j'], env, deleted: 0 })
  assert.deepEqual(server.requests(Lease.leaseGrant), [{ TTL: 10n, ID: 0n }])
  assertReleased(server)
})

test('a variable that is set already keeps its value', async (t) => {
  let seen: unknown
  const spawn: Io['spawn'] = (_command, _args, env) => {
    seen = env
    return Promise.resolve({ code: 0, signal: null })
  }
  await lock(await serve(t), ['L', 'make'], { spawn, env: { ETCD_LOCK_KEY: 'outer' } })
  assert.deepEqual(seen, { ETCD_LOCK_REV: '30' })
})

test('the command decides the exit code, with 3.4 only whether it is 0', async (t) => {
  const cases: [Partial<ChildExit>, string, number, number][] = [
    [{ code: 7 }, 'exit status 7', 7, 1],
    [{ signal: 'SIGKILL' }, 'signal: killed', 255, 1],
    [{ signal: 'SIGSEGV' }, 'signal: segmentation fault', 255, 1],
  ]
  for (const [exit, message, code, oldCode] of cases) {
    const server = await serve(t)
    const spawn = ends(exit)
    assert.deepEqual(await lock(server, ['L', 'x'], { spawn }), { code, stdout: '', stderr: `Error: ${message}\n` })
    assertReleased(server)
    assert.equal((await lock(server, ['L', 'x', '--compat=3.4'], { spawn })).code, oldCode)
  }
})

test('a command that cannot be started gives the lock back', async (t) => {
  const server = await serve(t)
  const spawn: Io['spawn'] = () => Promise.reject(Object.assign(new Error('spawn'), { code: 'ENOENT' }))
  const run = await lock(server, ['L', 'nosuch'], { spawn })
  const stderr = 'Error: exec: "nosuch": executable file not found in $PATH\n'
  assert.deepEqual(run, { code: 1, stdout: '', stderr })
  assertReleased(server)
})

test('a queue that is broken off in the middle of the call is entered once', async (t) => {
  const server = await serve(t)
  const found = { header, kvs: [own], more: false, count: 1n }
  const taken = answer({ header, succeeded: false, responses: [{ responseRange: found }, { responseRange: found }] })
  server.on(KV.txn, [cut, fail('Unavailable', 'etcdserver: leader changed'), taken])
  assert.equal((await lock(server, ['L', 'x'], { spawn: ends({ code: 0 }) })).code, 0)
  const [first, ...rest] = server.callsOf(KV.txn).map(({ bytes }) => bytes.toString('hex'))
  assert.deepEqual(rest, [first, first])
})

test('what a cluster drops while its leader is being replaced is sent again', async (t) => {
  const server = await serve(t)
  const dropped = fail('Unknown', 'raft proposal dropped')
  const holder = { responseRange: { header, kvs: [own], more: false, count: 1n } }
  server.on(Lease.leaseGrant, [dropped, answer({ ID: 0x2an, TTL: 10n })])
  server.on(KV.txn, [dropped, answer({ header, succeeded: true, responses: [{}, holder] })])
  server.on(KV.deleteRange, [dropped, answer({})])
  const run = await lock(server, ['L', 'x'], { spawn: ends({ code: 0 }) })
  assert.deepEqual(run, { code: 0, stdout: '', stderr: '' })
  for (const method of [Lease.leaseGrant, KV.txn, KV.deleteRange]) assert.equal(server.callsOf(method).length, 2)
})

test('the command is told when the lease is gone, and the lock not deleted for somebody else', async (t) => {
  const server = await serve(t)
  server.on(Lease.leaseKeepAlive, [answer({ ID: 0x2an, TTL: 1n }), answer({ ID: 0x2an, TTL: 0n })])
  const spawn: Io['spawn'] = (_command, _args, _env, ending) =>
    new Promise((resolve) => ending?.addEventListener('abort', () => resolve({ code: 0, signal: null })))
  const { code, stderr } = await lock(server, ['L', 'x'], { spawn })
  assert.equal(code, 1)
  assert.equal(stderr, 'the lock is lost: the command gets a SIGTERM\nError: session expired\n')
  assert.equal(server.callsOf(KV.deleteRange).length, 0)
})

test('a lock whose key is deleted by somebody is lost at once', async (t) => {
  const server = await serve(t)
  const deleted = { type: 1, kv: { ...own, modRevision: 31n } }
  server.on(Watch.watch, [answer<WatchResponse>({ header, created: true }, { header, events: [deleted] })])
  const { code, stderr } = await lock(server, ['L'])
  assert.deepEqual([code, stderr], [1, 'Error: session expired\n'])
})

test('without a command the key is printed and held until the interrupt', async (t) => {
  const server = await serve(t)
  const interrupt = new AbortController()
  const run = await lock(server, ['L'], { interrupts: interrupt.signal, onWrite: () => interrupt.abort() })
  assert.deepEqual(run, { code: 0, stdout: 'L/2a\n\n', stderr: '' })
  assertReleased(server)
})

test('a waiter whose own key is gone when its turn comes does not hold the lock', async (t) => {
  for (const [compat, message] of [
    ['3.4', 'lock lost on init'],
    ['3.7', 'mutex: session is expired'],
  ]) {
    const server = await serve(t)
    const other = { ...own, key: Buffer.from('L/1'), createRevision: 7n }
    const holder = { responseRange: { header, kvs: [other], more: false, count: 1n } }
    server.on(KV.txn, [answer({ header, succeeded: true, responses: [{}, holder] })])
    server.on(KV.range, [answer({ header })])
    const run = await lock(server, ['L', 'x', `--compat=${compat}`])
    assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: ${message}\n` })
  }
})

test('a time to live that is not above 0 is 60 seconds, which 3.6 and later warn about', async (t) => {
  const server = await serve(t)
  const spawn = ends({ code: 0 })
  assert.match((await lock(server, ['L', 'x', '--ttl=0'], { spawn })).stderr, /TTL should be > 0/)
  assert.equal((await lock(server, ['L', 'x', '--ttl=-5', '--compat=3.5'], { spawn })).stderr, '')
  assert.deepEqual(server.requests(Lease.leaseGrant), Array(2).fill({ TTL: 60n, ID: 0n }))
})
