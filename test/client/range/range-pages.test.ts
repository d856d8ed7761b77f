import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { prefixRange } from '../../../src/base/ranges.ts'
import type { EtcdClient } from '../../../src/client/client.ts'
import { rangePages } from '../../../src/client/range/range-pages.ts'
import type { RangePages } from '../../../src/client/range/range-read.ts'
import { create } from '../../../src/rpc/codec.ts'
import { rangeRequestType } from '../../../src/rpc/fields.ts'
import type { RangePage } from '../../../src/rpc/key-value/range-page.ts'
import type { KeyValue, RangeRequest, RangeResponse } from '../../../src/rpc/messages.ts'
import { KV } from '../../../src/rpc/services.ts'
import { randomOf } from '../../offline/damage/random.ts'
import { commitSeed } from '../../support/commit-seed.ts'
import {
  answer,
  answerThen,
  cut,
  cutWithin,
  type FakeServer,
  fail,
  type Reply,
  stallWithin,
  startFakeServer,
} from '../../support/fake-server.ts'
import { openTestClient } from '../open.ts'
import { numberedKeys, RangeStore } from './range-store.ts'

const all = prefixRange(new Uint8Array(Buffer.from('k/')))

interface Setting {
  readonly server: FakeServer
  readonly store: RangeStore
  readonly client: EtcdClient
  readonly read: (request?: Partial<RangeRequest>, timeoutMs?: number) => RangePages
}

type Transport = 'http2' | 'grpc-js'

async function serve(t: TestContext, kvs: readonly KeyValue[], transport: Transport = 'http2'): Promise<Setting> {
  const store = new RangeStore(kvs)
  const server = (await startFakeServer(t)).on(KV.range, (request) => store.reply(request))
  const client = await openTestClient(t, [server.endpoint], { transport })
  return {
    server,
    store,
    client,
    read: (request = {}, ms = 60_000) => {
      const newCall = () => ({ deadlineMs: Date.now() + ms, limit: { flag: '--command-timeout', ms } })
      return rangePages({ client, request: { ...all, ...request }, newCall })
    },
  }
}

/** Key-values hold until the next page is asked for. */
function kept({ kvs }: RangePage): KeyValue[] {
  return [...kvs].map((kv) => ({ ...kv, key: new Uint8Array(kv.key), value: new Uint8Array(kv.value) }))
}

/** The pages put together: the first one's header, and what the last one says. */
async function joined(pages: RangePages) {
  const list: RangePage[] = []
  for await (const page of pages) list.push({ ...page, kvs: kept(page) })
  const [first, last] = [list[0], list.at(-1)]
  assert.ok(first !== undefined && last !== undefined)
  for (const page of list.slice(1)) assert.equal(page.header, undefined)
  for (const page of list.slice(0, -1)) assert.deepEqual([page.more, page.count], [false, 0n])
  return { header: first.header, kvs: list.flatMap(({ kvs }) => [...kvs]), more: last.more, count: last.count }
}

/** What was given on before the read failed, and what it failed with. */
async function failing(pages: RangePages): Promise<{ readonly keys: number; readonly message: string }> {
  let keys = 0
  try {
    for await (const { kvs } of pages) keys += [...kvs].length
  } catch (error) {
    return { keys, message: error instanceof Error ? error.message : String(error) }
  }
  assert.fail('the read did not fail')
}

function whole(store: RangeStore, request: Partial<RangeRequest> = {}): RangeResponse {
  return store.range(create(rangeRequestType, { ...all, ...request }))
}

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString()
}

for (const transport of ['http2', 'grpc-js'] as const) {
  for (const count of [0, 1, 100, 101, 5000]) {
    test(`a range of ${count} keys is one answer, over ${transport}`, async (t) => {
      const { store, server, read } = await serve(t, numberedKeys(count, 300), transport)
      assert.deepEqual(await joined(read()), whole(store))
      assert.deepEqual(server.requests(KV.range), [create(rangeRequestType, all)])
    })
  }
}

for (const limit of [1n, 299n, 300n, 301n, -1n]) {
  test(`a limit of ${limit} among 300 keys holds, and count and more are right`, async (t) => {
    const { store, read } = await serve(t, numberedKeys(300))
    assert.deepEqual(await joined(read({ limit })), whole(store, { limit }))
  })
}

test('every kind of range is asked for once, as it is wanted', async (t) => {
  const { store, read } = await serve(t, numberedKeys(300))
  const requests: Partial<RangeRequest>[] = [
    { sortOrder: 2 },
    { sortTarget: 1 },
    { minModRevision: 1n },
    { maxCreateRevision: 999n },
    { countOnly: true },
    { keysOnly: true },
    { limit: 200n },
    { revision: 100n },
    { serializable: true },
    { rangeEnd: new Uint8Array() },
  ]
  for (const request of requests) {
    store.requests.length = 0
    await joined(read(request))
    assert.deepEqual(store.requests, [create(rangeRequestType, { ...all, ...request })])
  }
})

for (const [valueBytes, requests] of [
  [10, 2],
  [300, 6],
  [2000, 32],
] as const) {
  test(`values of ${valueBytes} bytes are read in parts of the size that was asked for`, async (t) => {
    const { server, store, client } = await serve(t, numberedKeys(5000, valueBytes))
    const expected = whole(store)
    server.on(KV.range, (request) => {
      const reply = store.reply(request)
      store.replaceAll([])
      return reply
    })
    const partBytes = 270_000
    const newCall = () => ({ deadlineMs: Number.POSITIVE_INFINITY })
    const kvs: KeyValue[] = []
    const told: (readonly [revision: bigint | undefined, count: bigint])[] = []
    for await (const page of rangePages({ client, request: all, newCall, partBytes })) {
      kvs.push(...kept(page))
      if (page.header !== undefined || page.count > 0n) told.push([page.header?.revision, page.count])
    }
    assert.deepEqual(kvs, expected.kvs)
    assert.deepEqual(told, [[100n, 0n], ...Array(requests).fill([undefined, 5000n])])
    const [first, ...others] = store.requests
    assert.deepEqual([first?.limit, first?.revision, others.length + 1], [1000n, 0n, requests])
    for (const { limit, revision } of others) {
      assert.equal(revision, 100n)
      assert.ok(limit === 4000n || Math.abs(Number(limit) * (valueBytes + 24) - partBytes) < 12_000, `${limit}`)
    }
  })
}

test('a part that breaks off goes on after its last key', async (t) => {
  const { server, store, client } = await serve(t, numberedKeys(5000, 300))
  const expected = whole(store)
  server.on(KV.range, (request) => {
    store.reply(request)
    const reply = store.range(request)
    return store.requests.length === 2 ? cutWithin(reply, 200_000) : answer(reply)
  })
  const newCall = () => ({ deadlineMs: Number.POSITIVE_INFINITY })
  const kvs: KeyValue[] = []
  for await (const page of rangePages({ client, request: all, newCall, partBytes: 1 << 20 })) kvs.push(...kept(page))
  assert.deepEqual(kvs, expected.kvs)
  assert.ok(store.requests.slice(1).every(({ revision }) => revision === 100n))
})

test('pages are given on before all of the answer has come', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(3000, 300))
  server.on(KV.range, () => stallWithin(whole(store), 200_000))
  const pages = read()
  const first = await pages.next()
  assert.ok(!first.done && [...first.value.kvs].length > 0)
  await pages.return()
})

test('a range that breaks off goes on after its last key, at the revision it began with', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(3000, 300))
  const expected = whole(store)
  server.on(KV.range, (request) => {
    const reply = store.reply(request)
    return store.requests.length === 1 ? stallWithin(expected, 200_000) : reply
  })
  const pages = read()
  const first = await pages.next()
  assert.ok(!first.done)
  const kvs = kept(first.value)
  store.replaceAll(numberedKeys(7))
  server.cutAll()
  const rest = await joined(pages)
  assert.deepEqual([...kvs, ...rest.kvs], expected.kvs)
  assert.deepEqual([rest.more, rest.count, rest.header], [false, 3000n, undefined])
  const [, request] = store.requests
  assert.equal(request?.revision, 100n)
  assert.ok(kvs.length > 0 && text(request?.key) >= `${text(kvs.at(-1)?.key)}\0`)
})

test('a range in another order than that of the store ends with an error when it breaks off', async (t) => {
  for (const request of [{ sortOrder: 2 }, { sortTarget: 1 }, { minModRevision: 1n }]) {
    const { server, store, read } = await serve(t, numberedKeys(3000, 300))
    server.on(KV.range, () => cutWithin(whole(store), 200_000))
    const { keys, message } = await failing(read(request))
    assert.ok(keys < 3000)
    assert.match(message, /^rpc error: code = Unavailable desc = /)
  }
})

test('an answer that breaks off before anything of it is given on is asked for again', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(50))
  let calls = 0
  server.on(KV.range, (request) => {
    const reply = store.reply(request)
    return [cut, cutWithin(whole(store), 3), cutWithin(whole(store), 10)][calls++] ?? reply
  })
  assert.deepEqual(await joined(read()), whole(store))
  assert.equal(calls, 4)
})

test('a compaction after a break ends the read with its words', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(3000, 300))
  server.on(KV.range, (request) => {
    const reply = store.reply(request)
    store.compacted = 100n
    return request.revision === 0n ? cutWithin(whole(store), 200_000) : reply
  })
  const { keys, message } = await failing(read())
  assert.ok(keys > 0 && keys < 3000)
  assert.equal(message, 'etcdserver: mvcc: required revision has been compacted')
})

test('a status after the whole answer ends the read with an error', async (t) => {
  for (const count of [3, 3000]) {
    const { server, store, read } = await serve(t, numberedKeys(count, 300))
    server.on(KV.range, () => answerThen<RangeResponse>([whole(store)], 'OutOfRange', 'no'))
    const { keys, message } = await failing(read())
    assert.ok(keys < count)
    assert.equal(message, 'rpc error: code = OutOfRange desc = no')
  }
})

test('a second message is refused, and nothing of it is given on', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(3))
  server.on(KV.range, () => answer(whole(store), whole(store)))
  const { message } = await failing(read())
  assert.match(message, /another message$/)
})

test('an answer that goes silent ends the read when a call has had its time', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(3000, 300))
  server.on(KV.range, () => stallWithin(whole(store), 200_000))
  const { keys, message } = await failing(read({}, 4000))
  assert.ok(keys > 0 && keys < 3000)
  assert.equal(message, 'context deadline exceeded')
})

test('a reader may take longer than any call', async (t) => {
  const { store, read } = await serve(t, numberedKeys(3000, 5000))
  const callMs = 4000
  const kvs: KeyValue[] = []
  for await (const page of read({}, callMs)) {
    if (kvs.length === 0) await sleep(callMs + 500)
    kvs.push(...kept(page))
  }
  assert.deepEqual(kvs, whole(store).kvs)
})

test('an answer whose count and more are not those of its keys is an error', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(10))
  const wrong: readonly (readonly [Partial<RangeResponse>, Partial<RangeRequest>])[] = [
    [{ count: 11n }, {}],
    [{ count: 9n }, {}],
    [{ more: true, count: 11n }, {}],
    [{ more: true }, {}],
    [{ count: 11n }, { limit: 10n }],
    [{ more: true, count: 11n }, { limit: 9n }],
    [{ count: 9n }, { minModRevision: 1n }],
  ]
  for (const [change, request] of wrong) {
    server.on(KV.range, () => answer({ ...whole(store), ...change }))
    const { message } = await failing(read(request))
    assert.match(message, /^rpc error: code = Internal desc = the server (counts|says)/)
  }
})

test('bounds of revisions and limits leave fewer keys than are counted', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(10))
  const right: readonly (readonly [Partial<RangeResponse>, Partial<RangeRequest>])[] = [
    [{ count: 11n }, { minModRevision: 1n }],
    [{ more: true, count: 11n }, { limit: 10n }],
    [{ more: true, count: 20n }, { limit: 11n }],
    [
      { more: true, count: 20n },
      { limit: 10n, sortOrder: 2 },
    ],
  ]
  for (const [change, request] of right) {
    server.on(KV.range, () => answer({ ...whole(store), ...change }))
    assert.deepEqual(await joined(read(request)), { ...whole(store), ...change })
  }
})

/** Refuses answers of more than `most` keys, as a server refuses those above 2 GiB. */
function refuseLarge(server: FakeServer, store: RangeStore, most: number): void {
  server.on(KV.range, (request): Reply<RangeResponse> => {
    const reply = store.reply(request)
    const { kvs } = store.range(request)
    if (request.countOnly) return answer({ ...store.range(request), kvs: [] })
    if (kvs.length <= most) return reply
    const bytes = 2 ** 31 + kvs.length
    return fail('ResourceExhausted', `grpc: trying to send message larger than max (${bytes} vs. 2147483647)`)
  })
}

test('a range that is too large for one message is read in parts of one revision', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(3000))
  const expected = whole(store)
  for (const most of [3000, 2999, 400, 40]) {
    store.requests.length = 0
    refuseLarge(server, store, most)
    assert.deepEqual(await joined(read()), expected, `at most ${most} keys`)
    assert.ok(store.requests.length >= 3000 / most)
    const limited = { limit: 2500n }
    assert.deepEqual(await joined(read(limited)), whole(store, limited), `at most ${most} keys, limited`)
  }
  const later = store.requests.filter(({ key }) => text(key) !== 'k/')
  assert.deepEqual(new Set(later.map(({ revision }) => revision)), new Set([100n]))
})

test('a sorted range that is too large for one message ends with the words of the server', async (t) => {
  const { server, store, read } = await serve(t, numberedKeys(30))
  refuseLarge(server, store, 20)
  const { message } = await failing(read({ sortOrder: 2 }))
  assert.match(message, /^rpc error: code = ResourceExhausted desc = grpc: trying to send message larger than max/)
})

test('ranges that are cut anywhere come whole, each key once and in order, or end with an error', async (t) => {
  const seed = Number(process.env.SEED ?? commitSeed())
  t.diagnostic(`SEED=${seed}`)
  const below = randomOf(seed)
  const { server, store, read } = await serve(t, numberedKeys(1200, 200))
  let breaks = 0
  for (let round = 0; round < 40; round++) {
    const limit = below(3) === 0 ? BigInt(1 + below(1500)) : 0n
    const isSorted = below(6) === 0
    let cuts = below(5)
    server.on(KV.range, (request) => {
      const reply = store.reply(request)
      if (cuts-- <= 0) return request.countOnly ? answer({ ...store.range(request), kvs: [] }) : reply
      return cutWithin(store.range(request), below(300_000))
    })
    const wanted = { limit, ...(isSorted && { sortTarget: 1 }) }
    const pages = read(wanted)
    const kvs: KeyValue[] = []
    let last: RangePage | undefined
    try {
      for await (const page of pages) {
        kvs.push(...kept(page))
        last = page
      }
    } catch (error) {
      assert.match(error instanceof Error ? error.message : '', /Unavailable/)
      assert.ok(isSorted, 'only what cannot go on ends so')
      breaks++
      continue
    }
    const expected = whole(store, wanted)
    assert.deepEqual(kvs, expected.kvs, `round ${round}`)
    assert.deepEqual([last?.more, last?.count], [expected.more, expected.count], `round ${round}`)
  }
  t.diagnostic(`${breaks} ended with an error`)
})
