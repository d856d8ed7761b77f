import assert from 'node:assert/strict'
import test from 'node:test'
import { type DeadlineError, UnreachableError } from '../../../src/client/grpc/rpc-error.ts'
import { KV } from '../../../src/rpc/services.ts'
import { answer, FakeServer, startFakeServer } from '../../support/fake-server.ts'
import { freePort } from '../../support/ports.ts'
import { startSilentServer } from '../../support/silent-server.ts'
import { bytes, openTestClient, patient, within } from '../open.ts'

async function deadEndpoint(): Promise<string> {
  return `127.0.0.1:${await freePort()}`
}

test('a dead first endpoint is left for the next one', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ count: 7n })])
  const client = await openTestClient(t, [await deadEndpoint(), server.endpoint])
  const startMs = performance.now()
  assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 7n)
  t.diagnostic(`the answer came after ${(performance.now() - startMs).toFixed(1)} ms`)
})

test('a dead endpoint is passed over wherever it stands', async (t) => {
  const servers = [await startFakeServer(t), await startFakeServer(t)]
  for (const server of servers) server.on(KV.range, [answer({ count: 1n })])
  const live = servers.map((server) => server.endpoint)
  const dead = await deadEndpoint()
  for (const place of [0, 1, 2]) {
    const client = await openTestClient(t, live.toSpliced(place, 0, dead))
    assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 1n)
  }
})

test('a silent first endpoint is left for the next one after a moment', async (t) => {
  const silent = await startSilentServer(t)
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ count: 7n })])
  const client = await openTestClient(t, [silent.endpoint, server.endpoint])
  assert.equal((await client.kv.range({ key: bytes('k') }, patient())).count, 7n)
  assert.equal(silent.connections(), 1)
})

test('endpoints after the first are left alone while it answers', async (t) => {
  const [first, second] = [await startFakeServer(t), await startFakeServer(t)]
  first.on(KV.range, [answer({})])
  const client = await openTestClient(t, [first.endpoint, second.endpoint])
  await client.kv.range({ key: bytes('a') }, within(60_000))
  await client.kv.range({ key: bytes('b') }, within(60_000))
  assert.deepEqual([first.connections, first.calls.length, second.connections], [1, 2, 0])
})

test('the endpoint that is to be first is asked, and when it is dead the next in turn', async (t) => {
  const servers = [await startFakeServer(t), await startFakeServer(t), await startFakeServer(t)]
  for (const server of servers) server.on(KV.range, [answer({})])
  const asked = async (endpoints: readonly string[], first: number): Promise<number> => {
    for (const { calls } of servers) calls.length = 0
    const client = await openTestClient(t, endpoints, { first })
    await client.kv.range({ key: bytes('k') }, within(60_000))
    return servers.findIndex(({ calls }) => calls.length > 0)
  }
  const live = servers.map(({ endpoint }) => endpoint)
  for (const first of [0, 1, 2]) {
    assert.equal(await asked(live, first), first)
    assert.equal(await asked(live.with(first, await deadEndpoint()), first), (first + 1) % 3)
  }
})

test('the trouble of each endpoint is reported in the order given, whichever is asked first', async (t) => {
  const endpoints = [await deadEndpoint(), await deadEndpoint(), await deadEndpoint()]
  const runs = [0, 1, 2].map(async (first) => {
    const client = await openTestClient(t, endpoints, { first })
    await assert.rejects(client.kv.range({ key: bytes('k') }, within(1500)), (error: DeadlineError) => {
      const named = error.remarks.map((line) => line.replace(/: TCP: .*/, ''))
      assert.deepEqual(named, endpoints)
      return true
    })
  })
  await Promise.all(runs)
})

test('a silent endpoint is named with its layer when the time is over', async (t) => {
  const { endpoint } = await startSilentServer(t)
  const client = await openTestClient(t, [endpoint])
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(200)), {
    name: 'DeadlineError',
    message: 'context deadline exceeded',
    remarks: [`${endpoint}: HTTP2: no answer; is this the client port of etcd, or is the member frozen?`],
  })
})

test('each endpoint that refuses is named once, however often it was tried', async (t) => {
  const endpoints = [await deadEndpoint(), await deadEndpoint()]
  const client = await openTestClient(t, endpoints)
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(1000)), {
    name: 'DeadlineError',
    remarks: endpoints.map((each) => `${each}: TCP: connection refused; is etcd running, and is this its client port?`),
  })
})

test('a server that comes up within the deadline is found', async (t) => {
  const port = await freePort()
  for (const host of ['127.0.0.1', 'localhost']) {
    const client = await openTestClient(t, [`${host}:${port}`])
    const call = client.kv.range({ key: bytes('k') }, within(60_000))
    await new Promise((resolve) => setTimeout(resolve, 400))
    const server = new FakeServer({ port })
    await server.listen()
    server.on(KV.range, [answer({ count: 7n })])
    assert.equal((await call).count, 7n, host)
    client.close()
    await server.close()
  }
})

test('addresses that nothing can be dialled at are given up at once', async (t) => {
  const client = await openTestClient(t, ['127.0.0.1', 'ftp://h:1'])
  await assert.rejects(client.kv.range({ key: bytes('k') }, patient()), (error: UnreachableError) => {
    assert.ok(error instanceof UnreachableError)
    assert.equal(error.remarks.length, 2)
    assert.match(error.remarks[0] ?? '', /^127\.0\.0\.1: name: address 127\.0\.0\.1: missing port in address; /)
    return true
  })
})

test('no endpoint at all is a bad connection', async (t) => {
  const client = await openTestClient(t, [])
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(1000)), {
    message: 'etcdclient: no available endpoints',
    exitCode: 2,
  })
})

test('a signal ends the wait for a connection, also when it came before the call', async (t) => {
  const { endpoint } = await startSilentServer(t)
  const client = await openTestClient(t, [endpoint])
  const controller = new AbortController()
  const waiting = client.kv.range({ key: bytes('k') }, { ...within(60_000), signal: controller.signal })
  setTimeout(() => controller.abort(), 50)
  await assert.rejects(waiting, { message: 'context canceled', exitCode: 1 })
  const late = client.kv.range({ key: bytes('k') }, { ...within(60_000), signal: controller.signal })
  await assert.rejects(late, { message: 'context canceled', exitCode: 1 })
})

test('unix sockets and IPv6 addresses are dialled', async (t) => {
  const path = `/tmp/etcdctl-ts-${process.pid}.sock`
  for (const options of [{ path }, { host: '::1' }]) {
    const server = await startFakeServer(t, options).catch(() => undefined)
    if (server === undefined) continue
    server.on(KV.range, [answer({ count: 7n })])
    const client = await openTestClient(t, [server.endpoint])
    assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 7n, server.endpoint)
  }
})
