import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WatchResponse } from '../../src/rpc/messages.ts'
import { KV, Lease, Watch } from '../../src/rpc/services.ts'
import { answer, answerThen, type FakeServer, fail, stall, startFakeServer } from '../support/fake-server.ts'
import { runCli } from '../support/run-cli.ts'
import { assertRefused } from './refusals.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 30n, raftTerm: 4n }

function candidate(value: string, modRevision = 30n, key = 'E/2a') {
  return {
    key: Buffer.from(key),
    createRevision: 30n,
    modRevision,
    version: 1n,
    value: Buffer.from(value),
    lease: 0x2an,
  }
}

/** Grants lease 0x2a and elects whoever asks. */
async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  const leader = { responseRange: { header, kvs: [candidate('one')], more: false, count: 1n } }
  server.on(Lease.leaseGrant, [answer({ ID: 0x2an, TTL: 60n })])
  server.on(Lease.leaseKeepAlive, [answer({ ID: 0x2an, TTL: 60n })])
  server.on(Lease.leaseRevoke, [answer({})])
  server.on(KV.txn, [answer({ header, succeeded: true, responses: [{}, leader] })])
  server.on(KV.range, [answer({ header, kvs: [candidate('one')], count: 1n })])
  server.on(KV.deleteRange, [answer({})])
  return server.on(Watch.watch, [stall])
}

test('elect wants a name, and either a proposal or --listen', async (t) => {
  const count = 'elect takes one election name argument and an optional proposal argument'
  await assertRefused(t, [
    [['elect'], 128, count],
    [['elect', '-l'], 128, count],
    [['elect', 'a', 'b', 'c'], 128, count],
    [['elect', 'a'], 128, 'no proposal argument but -l not set'],
    [['elect', '-l', 'a', 'b'], 128, 'proposal given but -l is set'],
    [['elect', 'a', 'b', '-w', 'table'], 4, 'table not supported as output format'],
  ])
})

test('the elected prints its key and its proposal, and resigns at the interrupt', async (t) => {
  const server = await serve(t)
  const interrupt = new AbortController()
  const run = await runCli(['elect', 'E', 'one', '--endpoints', server.endpoint], {
    interrupts: interrupt.signal,
    onWrite: () => interrupt.abort(),
  })
  assert.deepEqual(run, { code: 0, stdout: 'E/2a\none\n', stderr: '' })
  assert.deepEqual(server.requests(Lease.leaseGrant), [{ TTL: 60n, ID: 0n }])
  const put = server.requests(KV.txn)[0]?.success[0]?.requestPut
  assert.deepEqual([Buffer.from(put?.key ?? []), put?.lease], [Buffer.from('E/2a'), 0x2an])
  assert.equal(server.callsOf(KV.deleteRange).length, 1)
  assert.deepEqual(server.requests(Lease.leaseRevoke), [{ ID: 0x2an }])
})

test('standard input is read only for --proclaim', async (t) => {
  const server = await serve(t)
  for (const [flags, proposals] of [
    [[], 1],
    [['--proclaim'], 3],
  ] as const) {
    server.calls.length = 0
    const interrupt = new AbortController()
    const running = runCli(['elect', 'E', 'one', ...flags, '--endpoints', server.endpoint], {
      stdin: 'two\nthree\n',
      interrupts: interrupt.signal,
    })
    while (server.callsOf(KV.txn).length < proposals) await sleep(10)
    // time for a call too many
    await sleep(300)
    interrupt.abort()
    await running
    assert.equal(server.callsOf(KV.txn).length, proposals)
  }
})

test('a leader whose lease is gone says so', async (t) => {
  const server = await serve(t)
  server.on(Lease.leaseKeepAlive, [answer({ ID: 0x2an, TTL: 60n }), answer({ ID: 0x2an, TTL: 0n })])
  const { code, stderr } = await runCli(['elect', 'E', 'one', '--endpoints', server.endpoint])
  assert.deepEqual([code, stderr], [1, 'Error: elect: session expired\n'])
})

test('a listener takes a broken watch up where it broke and asks for nothing but reads', async (t) => {
  const server = await serve(t)
  const update: Partial<WatchResponse> = { header, events: [{ type: 0, kv: candidate('two', 33n) }] }
  const later: Partial<WatchResponse> = { header, events: [{ type: 0, kv: candidate('three', 34n) }] }
  server.on(Watch.watch, [
    answerThen([update], 'Unavailable', 'going down'),
    answerThen([later], 'Unavailable', 'x'),
    stall,
  ])
  const interrupt = new AbortController()
  const run = await runCli(['elect', '-l', 'E', '--endpoints', server.endpoint], {
    interrupts: interrupt.signal,
    onWrite: (_stream, chunk) => chunk.includes('three') && interrupt.abort(),
  })
  assert.deepEqual(run, { code: 0, stdout: 'E/2a\none\nE/2a\ntwo\nE/2a\nthree\n', stderr: '' })
  const starts = server.requests(Watch.watch).map(({ createRequest }) => createRequest?.startRevision)
  assert.deepEqual(starts.slice(0, 2), [31n, 34n])
  assert.equal(server.callsOf(Lease.leaseGrant).length, 0)
})

test('the next value of a leader carries the counts of the search up to 3.6', async (t) => {
  for (const [compat, counted] of [
    ['3.6', true],
    ['3.7', false],
  ] as const) {
    const server = await serve(t)
    const update: Partial<WatchResponse> = { header, events: [{ type: 0, kv: candidate('two', 33n) }] }
    server.on(Watch.watch, [answerThen([update], 'Unavailable', 'x'), stall])
    const interrupt = new AbortController()
    const { stdout } = await runCli(
      ['elect', '-l', 'E', '-w', 'json', '--compat', compat, '--endpoints', server.endpoint],
      {
        interrupts: interrupt.signal,
        onWrite: (_stream, chunk) => chunk.includes('dHdv') && interrupt.abort(),
      },
    )
    const [first = '', second = ''] = stdout.split('\n')
    assert.deepEqual([first.includes('"count"'), second.includes('"count":1')], [false, counted])
  }
})

test('a listener that may not read says why it is lost', async (t) => {
  const server = await serve(t)
  server.on(KV.range, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const { code, stderr } = await runCli(['elect', '-l', 'E', '--endpoints', server.endpoint])
  assert.equal(code, 1)
  assert.match(stderr, /: auth: .*\nError: elect: observer lost\n$/)
})
