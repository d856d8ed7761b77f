import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { waitDelete } from '../../../src/client/concurrency/wait-delete.ts'
import type { KeyValue, WatchResponse } from '../../../src/rpc/messages.ts'
import { KV, Watch } from '../../../src/rpc/services.ts'
import {
  answer,
  answerThen,
  cut,
  type FakeServer,
  fail,
  type Reply,
  stall,
  startFakeServer,
} from '../../support/fake-server.ts'
import { openTestClient } from '../open.ts'

const key = new Uint8Array(Buffer.from('L/1'))

function header(revision: bigint) {
  return { clusterId: 1n, memberId: 2n, revision, raftTerm: 4n }
}

function stored(createRevision: bigint): KeyValue {
  return { key, createRevision, modRevision: createRevision, version: 1n, value: new Uint8Array(), lease: 1n }
}

const created: Partial<WatchResponse> = { header: header(30n), created: true }

function change(type: 0 | 1, modRevision: bigint): Partial<WatchResponse> {
  return { header: header(modRevision), events: [{ type, kv: { ...stored(7n), modRevision } }] }
}

function canceled(cancelReason: string, compactRevision = 0n): Partial<WatchResponse> {
  return { header: header(0n), canceled: true, compactRevision, cancelReason }
}

/** A server whose watches end like this, one after the other, and on which the key is still there at revision 40. */
async function serve(t: TestContext, replies: Reply<WatchResponse>[]): Promise<FakeServer> {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ header: header(40n), kvs: [stored(7n)], count: 1n })])
  return server.on(Watch.watch, replies)
}

async function wait(t: TestContext, server: FakeServer, signal = new AbortController().signal): Promise<void> {
  const client = await openTestClient(t, [server.endpoint])
  return waitDelete(client, { key, createRevision: 7n }, { revision: 30n, signal })
}

function starts(server: FakeServer): (bigint | undefined)[] {
  return server.requests(Watch.watch).map(({ createRequest }) => createRequest?.startRevision)
}

test('a deletion ends the wait, a put does not, and the key is not read', async (t) => {
  const server = await serve(t, [answer(created, change(0, 31n), change(1, 32n))])
  await wait(t, server)
  assert.deepEqual(starts(server), [31n])
  assert.equal(server.callsOf(KV.range).length, 0)
})

for (const code of ['Unavailable', 'Internal', 'Canceled', 'DeadlineExceeded'] as const) {
  test(`a watch that ends with ${code} goes on behind what was seen`, async (t) => {
    const server = await serve(t, [
      fail(code, 'x'),
      answerThen<WatchResponse>([created, change(0, 31n)], code, 'x'),
      answer(created, change(1, 35n)),
    ])
    await wait(t, server)
    assert.deepEqual(starts(server), [31n, 31n, 32n])
  })
}

test('a connection that is cut is made anew', async (t) => {
  const server = await serve(t, [cut, answer(created, change(1, 35n))])
  await wait(t, server)
  assert.deepEqual(starts(server), [31n, 31n])
})

test('after a compaction the key is read, and watched from then on', async (t) => {
  const compacted = canceled('etcdserver: mvcc: required revision has been compacted', 38n)
  const server = await serve(t, [answer(created, compacted), answer(created, change(1, 41n))])
  await wait(t, server)
  assert.deepEqual(starts(server), [31n, 41n])
  assert.equal(server.callsOf(KV.range).length, 1)
})

for (const [what, kvs] of [
  ['is gone', []],
  ['was made anew', [stored(39n)]],
] as const) {
  test(`a key that ${what} behind a watch that was canceled was deleted`, async (t) => {
    const server = await serve(t, [answer(created, canceled('x'))])
    server.on(KV.range, [answer({ header: header(40n), kvs: [...kvs], count: BigInt(kvs.length) })])
    await wait(t, server)
    assert.deepEqual(starts(server), [31n])
  })
}

test('a stream that ends without a word is no deletion', async (t) => {
  const server = await serve(t, [answer(created), answer(created, change(1, 41n))])
  await wait(t, server)
  assert.deepEqual(starts(server), [31n, 41n])
})

test('an error that stays ends the wait', async (t) => {
  for (const code of ['PermissionDenied', 'Unimplemented', 'Unknown'] as const) {
    const server = await serve(t, [fail(code, 'no watch for you')])
    await assert.rejects(wait(t, server), /no watch for you/)
    assert.equal(server.callsOf(KV.range).length, 0)
  }
})

test('the signal ends the wait', async (t) => {
  const server = await serve(t, [stall])
  const interrupt = new AbortController()
  const waiting = wait(t, server, interrupt.signal)
  setTimeout(() => interrupt.abort(), 50)
  await assert.rejects(waiting, /context canceled/)
  await assert.rejects(wait(t, server, interrupt.signal), /context canceled/)
})
