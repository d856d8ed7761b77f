import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RangePages, rangePages } from '../../src/client/range-pages.ts'
import { prefixRange } from '../../src/client/ranges.ts'
import { create } from '../../src/rpc/codec.ts'
import { rangeRequestType } from '../../src/rpc/fields.ts'
import type { KeyValue, RangeRequest, RangeStreamResponse } from '../../src/rpc/messages.ts'
import type { RangePage } from '../../src/rpc/packed-range.ts'
import { KV } from '../../src/rpc/services.ts'
import { answer, answerThen, type FakeServer, stall, startFakeServer } from '../support/fake-server.ts'
import { openTestClient } from './open.ts'
import { numberedKeys, RangeStore } from './range-store.ts'

const all = prefixRange(new Uint8Array(Buffer.from('k/')))
/** More than one page takes, in few keys. */
const large = 30_000

interface Setting {
  readonly server: FakeServer
  readonly store: RangeStore
  readonly read: (request?: Partial<RangeRequest>, timeoutMs?: number) => RangePages
}

async function serve(t: TestContext, kvs: readonly KeyValue[]): Promise<Setting> {
  const store = new RangeStore(kvs)
  const server = (await startFakeServer(t)).on(KV.range, (request) => store.reply(request))
  const client = await openTestClient(t, [server.endpoint])
  return {
    server,
    store,
    read: (request = {}, timeoutMs = 60_000) => {
      const newCall = () => ({ deadlineMs: Date.now() + timeoutMs })
      return rangePages({ client, request: { ...all, ...request }, newCall })
    },
  }
}

/** The pages put together: the first one's header, and what the last one says. */
async function joined(pages: RangePages) {
  const list: RangePage[] = []
  for await (const page of pages) list.push({ ...page, kvs: [...page.kvs] })
  const [first, last] = [list[0], list.at(-1)]
  assert.ok(first !== undefined && last !== undefined)
  for (const page of list.slice(1)) assert.equal(page.header, undefined)
  for (const page of list.slice(0, -1)) assert.deepEqual([page.more, page.count], [false, 0n])
  return { header: first.header, kvs: list.flatMap(({ kvs }) => [...kvs]), more: last.more, count: last.count }
}

function whole(store: RangeStore, request: Partial<RangeRequest> = {}) {
  return store.range(create(rangeRequestType, { ...all, ...request }))
}

for (const count of [0, 1, 99, 100]) {
  test(`a range of ${count} keys takes one call`, async (t) => {
    const { store, server, read } = await serve(t, numberedKeys(count))
    assert.deepEqual(await joined(read()), whole(store))
    assert.equal(server.calls.length, 1)
  })
}

for (const count of [101, 700, 5000]) {
  test(`${count} keys come in pages that together are one answer`, async (t) => {
    const { store, read } = await serve(t, numberedKeys(count))
    assert.deepEqual(await joined(read()), whole(store))
    assert.ok(store.requests.length > 1)
  })
}

for (const limit of [1n, 99n, 100n, 101n, 299n, 300n, 301n, -1n]) {
  test(`a limit of ${limit} among 300 keys holds, and count and more are right`, async (t) => {
    const { store, read } = await serve(t, numberedKeys(300))
    assert.deepEqual(await joined(read({ limit })), whole(store, { limit }))
  })
}

test('what the server has to sort, filter or count is asked for at once', async (t) => {
  const { store, read } = await serve(t, numberedKeys(300))
  const requests: Partial<RangeRequest>[] = [
    { sortOrder: 2 },
    { sortTarget: 1 },
    { minModRevision: 1n },
    { maxCreateRevision: 999n },
    { countOnly: true },
    { rangeEnd: new Uint8Array() },
  ]
  for (const request of requests) {
    store.requests.length = 0
    await joined(read(request))
    assert.deepEqual(store.requests, [create(rangeRequestType, { ...all, ...request })])
  }
})

test('what changes between two pages is not seen', async (t) => {
  const { store, read } = await serve(t, numberedKeys(300))
  const expected = whole(store)
  const pages = read()
  const first = await pages.next()
  assert.ok(!first.done)
  store.replaceAll(numberedKeys(7))
  const kvs = [...first.value.kvs]
  for await (const page of pages) kvs.push(...page.kvs)
  assert.deepEqual(kvs, expected.kvs)
  assert.deepEqual(new Set(store.requests.slice(1).map(({ revision }) => revision)), new Set([100n]))
})

test('pages of an old revision stay at it, and a stale read stays one', async (t) => {
  const { store, read } = await serve(t, numberedKeys(300))
  const expected = whole(store)
  store.replaceAll([])
  const { kvs, header } = await joined(read({ revision: 100n, serializable: true }))
  assert.deepEqual(kvs, expected.kvs)
  assert.equal(header?.revision, 101n)
  assert.ok(store.requests.every(({ revision, serializable }) => revision === 100n && serializable))
})

test('a compaction between two pages ends the read with its words', async (t) => {
  const { store, read } = await serve(t, numberedKeys(5000))
  const pages = read()
  await pages.next()
  store.compacted = 100n
  const rest = async () => {
    for await (const _ of pages);
  }
  await assert.rejects(rest(), { message: 'etcdserver: mvcc: required revision has been compacted' })
})

test('values far larger than the first ones make the pages shorter', async (t) => {
  const { store, read } = await serve(t, [...numberedKeys(200), ...numberedKeys(600, 50_000).slice(200)])
  assert.deepEqual((await joined(read())).kvs.length, 600)
  assert.ok(store.requests.slice(2).every(({ limit }) => limit < 100n))
})

test('a server that can stream is asked for one stream, from the last key on', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(300, large))
  server.on(KV.rangeStream, (request) => {
    const { kvs, header, count } = store.range(request)
    const chunk = { more: false, count: 0n }
    return answer<RangeStreamResponse>(
      { rangeResponse: { ...chunk, kvs: kvs.slice(0, 10) } },
      { rangeResponse: { ...chunk, kvs: kvs.slice(10, 150) } },
      { rangeResponse: { more: false, count, header, kvs: kvs.slice(150) } },
    )
  })
  assert.deepEqual(await joined(read()), whole(store))
  const [request] = server.requests(KV.rangeStream)
  assert.deepEqual(request?.revision, 100n)
  assert.deepEqual(Buffer.from(request?.key ?? []).toString(), 'k/00099\0')
  assert.equal(server.callsOf(KV.rangeStream).length, 1)
  assert.equal(store.requests.length, 1)
})

test('a stream that breaks off goes on in pages behind its last key', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(300, large))
  server.on(KV.rangeStream, (request) => {
    const kvs = store.range(request).kvs.slice(0, 50)
    return answerThen([{ rangeResponse: { kvs, more: false, count: 0n } }], 'Unavailable', 'etcdserver: server stopped')
  })
  assert.deepEqual(await joined(read()), whole(store))
  const asked = store.requests.slice(1).map(({ key }) => Buffer.from(key).toString())
  assert.equal(asked.sort()[0], 'k/00149\0')
})

test('a stream that goes silent ends the read at the deadline', async (t) => {
  const { server, read } = await serve(t, numberedKeys(300, large))
  server.on(KV.rangeStream, [stall])
  await assert.rejects(joined(read({}, 300)), { message: 'context deadline exceeded' })
})

for (const canStream of [false, true]) {
  test(`a reader may take longer than any call, ${canStream ? 'with a stream' : 'page by page'}`, async (t) => {
    const { server, store, read } = await serve(t, numberedKeys(300, large))
    if (canStream) server.on(KV.rangeStream, (request) => answer({ rangeResponse: store.range(request) }))
    const kvs: KeyValue[] = []
    const callMs = 4000
    for await (const page of read({}, callMs)) {
      if (kvs.length === 0) await sleep(callMs + 500)
      kvs.push(...page.kvs)
    }
    assert.deepEqual(kvs, whole(store).kvs)
  })
}

test('a page whose connection is lost is asked for again', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(5000))
  let calls = 0
  server.on(KV.range, (request) => (++calls === 2 ? { kind: 'cut' } : store.reply(request)))
  assert.deepEqual(await joined(read()), whole(store))
})

test('pages that are asked for side by side come in order, each key once', async (t) => {
  const { store, read } = await serve(t, numberedKeys(20_000, 1000))
  assert.deepEqual(await joined(read()), whole(store))
  const starts = store.requests.map(({ key }) => Buffer.from(key).toString('latin1'))
  const ends = store.requests.map(({ rangeEnd }) => Buffer.from(rangeEnd).toString('latin1'))
  const behindAnother = starts.filter((start) => ends.includes(start))
  assert.ok(behindAnother.length >= 4, `${behindAnother.length} of ${starts.length} pages begin where another one ends`)
})

test('a page that comes too early is thrown away when a limit ends before it', async (t) => {
  const { store, read } = await serve(t, numberedKeys(20_000, 1000))
  for (const limit of [1000n, 5000n, 7777n, 12_345n]) {
    assert.deepEqual(await joined(read({ limit })), whole(store, { limit }))
  }
})
