import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openKeptLease } from '../../../src/client/lease/kept-lease.ts'
import { keepLease } from '../../../src/client/lease/lease-keeper.ts'
import { Lease } from '../../../src/rpc/services.ts'
import { answer, fail, stall, startFakeServer } from '../../support/fake-server.ts'
import { openTestClient } from '../open.ts'

test('a member that takes the request and stays silent is left for another one', async (t) => {
  const silent = (await startFakeServer(t)).on(Lease.leaseKeepAlive, [stall])
  const lively = (await startFakeServer(t)).on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 3n })])
  const client = await openTestClient(t, [silent.endpoint, lively.endpoint])
  const stop = new AbortController()
  const end = await keepLease(client, {
    id: 1n,
    firstAnswerMs: 9000,
    signal: stop.signal,
    onAnswer: () => stop.abort(),
  })
  assert.equal(end, 'stopped')
  assert.equal(silent.callsOf(Lease.leaseKeepAlive).length, 1)
  assert.equal(lively.callsOf(Lease.leaseKeepAlive).length, 1)
})

test('two silent members do not cost the lease while a third one answers', async (t) => {
  const silent = [await startFakeServer(t), await startFakeServer(t)]
  for (const server of silent) server.on(Lease.leaseKeepAlive, [stall])
  const lively = (await startFakeServer(t)).on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 3n })])
  const client = await openTestClient(
    t,
    [...silent, lively].map(({ endpoint }) => endpoint),
  )
  const stop = new AbortController()
  const onAnswer = () => stop.abort()
  assert.equal(await keepLease(client, { id: 1n, firstAnswerMs: 9000, signal: stop.signal, onAnswer }), 'stopped')
  assert.equal(lively.callsOf(Lease.leaseKeepAlive).length, 1)
})

test('a lease that no server answers for is lost when its time is over, counted from the last answered request', async (t) => {
  const replies = [answer({ ID: 1n, TTL: 1n }), fail('Unavailable', 'going down')]
  const server = (await startFakeServer(t)).on(Lease.leaseKeepAlive, replies)
  const client = await openTestClient(t, [server.endpoint])
  let answers = 0
  const onAnswer = () => {
    answers++
  }
  // a lease that lived as long as the first answer may take would outlive the test
  const keeping = keepLease(client, { id: 1n, firstAnswerMs: 3_600_000, onAnswer })
  assert.equal(await Promise.race([keeping, sleep(120_000, 'too late', { ref: false })]), 'silence')
  assert.equal(answers, 1)
})

test('a lease that a server does not know is gone at once', async (t) => {
  const server = (await startFakeServer(t)).on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 0n })])
  const client = await openTestClient(t, [server.endpoint])
  assert.equal(await keepLease(client, { id: 1n, firstAnswerMs: 60_000 }), 'gone')
})

test('a lease without a server to ask is lost when the first answer is overdue', async (t) => {
  const client = await openTestClient(t, ['127.0.0.1:1'])
  assert.equal(await keepLease(client, { id: 1n, firstAnswerMs: 200 }), 'silence')
})

test("a session's lease has no stream before a third of its time is over, and is renewed then", async (t) => {
  const server = await startFakeServer(t)
  const renewed = new Promise<number>((resolve) => {
    server.on(Lease.leaseKeepAlive, ({ ID }) => {
      resolve(performance.now())
      return answer({ ID, TTL: 9n })
    })
  })
  server
    .on(Lease.leaseGrant, [answer({ ID: 1n, TTL: 600n }), answer({ ID: 2n, TTL: 9n })])
    .on(Lease.leaseRevoke, [answer({})])
  const client = await openTestClient(t, [server.endpoint])
  const startedAt = performance.now()
  const brief = await openKeptLease(client, 600n)
  await brief.close()
  assert.equal(server.callsOf(Lease.leaseKeepAlive).length, 0)
  const long = await openKeptLease(client, 9n)
  assert.ok((await renewed) - startedAt >= 3000)
  assert.equal(long.over.aborted, false)
  await long.close()
  assert.equal(server.callsOf(Lease.leaseRevoke).length, 2)
})
