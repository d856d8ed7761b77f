import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate as afterInput } from 'node:timers/promises'
import { KV, Lease } from '../../../src/rpc/services.ts'
import { answer, cut, fail, stall, startFakeServer } from '../../support/fake-server.ts'
import { freePort } from '../../support/ports.ts'
import { bytes, openTestClient, within } from '../open.ts'

const noLeader = fail('Unavailable', 'etcdserver: no leader')
const learner = fail('FailedPrecondition', 'etcdserver: rpc not supported for learner')
const put = { key: bytes('k'), value: bytes('v') }

test('a read is asked again after Unavailable', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [fail('Unavailable', 'etcdserver: leader changed'), answer({ count: 1n })])
  const client = await openTestClient(t, [server.endpoint])
  assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 1n)
  assert.equal(server.calls.length, 2)
})

test('a read is asked again when the connection is cut under it', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [cut, answer({ count: 1n })])
  const client = await openTestClient(t, [server.endpoint])
  assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 1n)
  assert.deepEqual([server.calls.length, server.connections], [2, 2])
})

test('a read that was cut off goes to the next endpoint', async (t) => {
  const [first, second] = [await startFakeServer(t), await startFakeServer(t)]
  first.on(KV.range, [cut])
  second.on(KV.range, [answer({ count: 2n })])
  const client = await openTestClient(t, [first.endpoint, second.endpoint])
  assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 2n)
  assert.equal(first.calls.length, 1)
})

test('a read is not asked again after any other status', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [fail('Internal', 'odd'), answer({})])
  const client = await openTestClient(t, [server.endpoint])
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(60_000)), {
    message: 'rpc error: code = Internal desc = odd',
  })
  assert.equal(server.calls.length, 1)
})

test('a read that is refused again and again ends with what the server said', async (t) => {
  const refused = async (details: string): Promise<void> => {
    const server = await startFakeServer(t)
    server.on(
      KV.range,
      Array.from({ length: 110 }, () => fail('Unavailable', details)),
    )
    const client = await openTestClient(t, [server.endpoint])
    const message = details === 'etcdserver: no leader' ? 'context deadline exceeded' : /no healthy upstream$/
    await assert.rejects(client.kv.range({ key: bytes('k') }, within(10_000)), { message })
  }
  // the original hears nothing of a missing leader while it waits
  await Promise.all(['no healthy upstream', 'etcdserver: no leader'].map(refused))
})

test('a write is sent once, whatever becomes of it', async (t) => {
  const server = await startFakeServer(t)
  const client = await openTestClient(t, [server.endpoint])
  for (const end of ['etcdserver: request timed out', 'etcdserver: leader changed']) {
    server.calls.length = 0
    server.on(KV.put, [fail('Unavailable', end), answer({})])
    await assert.rejects(client.kv.put(put, within(60_000)), { message: end })
    assert.equal(server.calls.length, 1)
  }
})

test('a write whose connection is cut is sent once, and the doubt is reported', async (t) => {
  const [first, second] = [await startFakeServer(t), await startFakeServer(t)]
  for (const server of [first, second]) server.on(KV.put, [cut, answer({})])
  const client = await openTestClient(t, [first.endpoint, second.endpoint])
  await assert.rejects(client.kv.put(put, within(60_000)), (error: { message: string; remarks: string[] }) => {
    assert.match(error.message, /^rpc error: code = Unavailable desc = /)
    assert.equal(error.remarks.length, 1)
    assert.match(error.remarks[0] ?? '', /HTTP2: the connection was lost .* not known whether the change was made$/)
    return true
  })
  assert.deepEqual([first.calls.length, second.calls.length], [1, 0])
})

test('a lease is asked for again, as in the original', async (t) => {
  const server = await startFakeServer(t)
  server.on(Lease.leaseGrant, [cut, answer({ ID: 5n })])
  const client = await openTestClient(t, [server.endpoint])
  assert.equal((await client.lease.leaseGrant({ TTL: 10n }, within(60_000))).ID, 5n)
})

test('a member without a leader is left for the next one, by reads and by writes', async (t) => {
  const [first, second] = [await startFakeServer(t), await startFakeServer(t)]
  first.on(KV.range, [noLeader]).on(KV.put, [noLeader])
  second.on(KV.range, [answer({ count: 3n })]).on(KV.put, [answer({})])
  const endpoints = [first.endpoint, second.endpoint]
  const reader = await openTestClient(t, endpoints)
  assert.equal((await reader.kv.range({ key: bytes('k') }, within(60_000))).count, 3n)
  const writer = await openTestClient(t, endpoints)
  await writer.kv.put(put, within(60_000))
  assert.deepEqual([first.callsOf(KV.put).length, second.callsOf(KV.put).length], [1, 1])
})

test('an election is waited for', async (t) => {
  const servers = [await startFakeServer(t), await startFakeServer(t)]
  const electedMs = Date.now() + 1500
  for (const server of servers) server.on(KV.put, () => (Date.now() < electedMs ? noLeader : answer({})))
  const client = await openTestClient(
    t,
    servers.map((server) => server.endpoint),
  )
  await client.kv.put(put, within(60_000))
})

test('what the last member said explains a deadline that passes between two tries', async (t) => {
  const servers = [await startFakeServer(t), await startFakeServer(t)]
  for (const server of servers) server.on(KV.put, [noLeader])
  const endpoints = servers.map((server) => server.endpoint)
  const client = await openTestClient(t, endpoints)
  await assert.rejects(client.kv.put(put, within(500)), (error: { message: string; remarks: string[] }) => {
    assert.equal(error.message, 'context deadline exceeded')
    assert.equal(error.remarks.length, 1)
    assert.match(error.remarks[0] ?? '', /: etcd: no leader; does the cluster have a quorum\?$/)
    return true
  })
})

test('a learner is left for the next endpoint; alone it is an error at once', async (t) => {
  const [first, second] = [await startFakeServer(t), await startFakeServer(t)]
  first.on(KV.put, [learner])
  second.on(KV.put, [answer({})])
  const both = await openTestClient(t, [first.endpoint, second.endpoint])
  await both.kv.put(put, within(60_000))
  const alone = await openTestClient(t, [first.endpoint])
  await assert.rejects(alone.kv.put(put, within(60_000)), { message: 'etcdserver: rpc not supported for learner' })
  assert.deepEqual([first.calls.length, second.calls.length], [2, 1])
})

test('a server that takes the call and stays silent is named', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [stall])
  const client = await openTestClient(t, [server.endpoint])
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(300)), {
    message: 'context deadline exceeded',
    exitCode: 1,
    remarks: [`${server.endpoint}: etcd: connected, but no answer to Range in time`],
  })
})

test('a signal ends a call that runs', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.put, [stall])
  const client = await openTestClient(t, [server.endpoint])
  const controller = new AbortController()
  const running = client.kv.put(put, { ...within(60_000), signal: controller.signal })
  setTimeout(() => controller.abort(), 100)
  await assert.rejects(running, { message: 'context canceled', exitCode: 1 })
})

test('a member without a leader gets a second chance when nobody else can be reached', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.put, [noLeader, noLeader, answer({})])
  const client = await openTestClient(t, [server.endpoint, `127.0.0.1:${await freePort()}`])
  await client.kv.put(put, within(60_000))
  assert.equal(server.calls.length, 3)
})

test('all endpoints get their turn when the first two have no leader', async (t) => {
  const servers = [await startFakeServer(t), await startFakeServer(t), await startFakeServer(t)]
  for (const [index, server] of servers.entries()) server.on(KV.put, [index < 2 ? noLeader : answer({})])
  const client = await openTestClient(
    t,
    servers.map((server) => server.endpoint),
  )
  await client.kv.put(put, within(60_000))
  assert.deepEqual(
    servers.map((server) => server.calls.length),
    [1, 1, 1],
  )
})

test('a quorum of the endpoints is asked without a pause, and then there is one', async (t) => {
  const servers = [await startFakeServer(t), await startFakeServer(t), await startFakeServer(t)]
  for (const server of servers) server.on(KV.put, [noLeader])
  const client = await openTestClient(
    t,
    servers.map((server) => server.endpoint),
  )
  const asked = (): number => servers.reduce((sum, server) => sum + server.calls.length, 0)
  // pauses end when the test says so
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const controller = new AbortController()
  const running = client.kv.put(put, { deadlineMs: Number.POSITIVE_INFINITY, signal: controller.signal })
  const ended = assert.rejects(running, { message: 'context canceled' })
  while (asked() < 2) await afterInput()
  for (let round = 0; round < 200; round++) await afterInput()
  assert.equal(asked(), 2)
  while (asked() < 3) {
    t.mock.timers.tick(5)
    await afterInput()
  }
  controller.abort()
  t.mock.timers.tick(1000)
  await ended
})

test("a deadline or a cancellation of the server's own: a read is asked again, a write is not", async (t) => {
  for (const code of ['DeadlineExceeded', 'Canceled'] as const) {
    const server = await startFakeServer(t)
    server.on(KV.range, [fail(code, 'too slow'), answer({ count: 1n })])
    server.on(KV.put, [fail(code, 'too slow'), answer({})])
    const client = await openTestClient(t, [server.endpoint])
    assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 1n)
    await assert.rejects(client.kv.put(put, within(60_000)), {
      message: `rpc error: code = ${code} desc = too slow`,
    })
    assert.deepEqual([server.callsOf(KV.range).length, server.callsOf(KV.put).length], [2, 1])
  }
})
