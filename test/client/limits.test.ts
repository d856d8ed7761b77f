import assert from 'node:assert/strict'
import test from 'node:test'
import { KV } from '../../src/rpc/services.ts'
import { answer, startFakeServer } from '../support/fake-server.ts'
import { freePort } from '../support/ports.ts'
import { bytes, openTestClient, within } from './open.ts'

const megabyte = 1024 * 1024

test('an answer may be of any size', async (t) => {
  const server = await startFakeServer(t)
  const client = await openTestClient(t, [server.endpoint])
  for (const size of [5 * megabyte, 20 * megabyte]) {
    const value = new Uint8Array(size).fill(7)
    server.on(KV.range, [answer({ kvs: [{ ...kv, value }], count: 1n })])
    const { kvs } = await client.kv.range({ key: bytes('k') }, within(60_000))
    assert.equal(Buffer.compare(kvs[0]?.value ?? bytes(''), value), 0)
  }
})

const kv = { key: bytes('k'), createRevision: 1n, modRevision: 1n, version: 1n, value: bytes(''), lease: 0n }

test('a request above the limit is refused before it is sent', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.put, [answer({})])
  const client = await openTestClient(t, [server.endpoint], { maxSendBytes: 100 })
  // two bytes before the key and two before the value
  const fitting = { key: bytes('k'), value: new Uint8Array(95) }
  await client.kv.put(fitting, within(60_000))
  await assert.rejects(client.kv.put({ ...fitting, value: new Uint8Array(96) }, within(60_000)), {
    message: 'rpc error: code = ResourceExhausted desc = trying to send message larger than max (101 vs. 100)',
    exitCode: 1,
  })
  assert.equal(server.calls.length, 1)
})

test('an answer above the limit is refused', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ kvs: [{ ...kv, value: new Uint8Array(50) }] })])
  const client = await openTestClient(t, [server.endpoint], { maxReceiveBytes: 10 })
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(60_000)), {
    message: 'rpc error: code = ResourceExhausted desc = grpc: received message larger than max (63 vs. 10)',
    exitCode: 1,
  })
  assert.equal(server.calls.length, 1)
})

test('a deadline of now or earlier passes at once and nothing is sent', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({})])
  for (const timeoutMs of [0, -1000]) {
    const client = await openTestClient(t, [server.endpoint])
    await assert.rejects(client.kv.range({ key: bytes('k') }, within(timeoutMs)), {
      message: 'context deadline exceeded',
      exitCode: 1,
    })
  }
  assert.equal(server.calls.length, 0)
})

test('a deadline that has passed counts on a connection that is up as well', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({})])
  const client = await openTestClient(t, [server.endpoint])
  await client.kv.range({ key: bytes('k') }, within(60_000))
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(-1)), { message: 'context deadline exceeded' })
})

test('a call without a deadline waits for a server that comes late', async (t) => {
  const port = await freePort()
  const client = await openTestClient(t, [`127.0.0.1:${port}`])
  const call = client.kv.range({ key: bytes('k') }, { deadlineMs: Number.POSITIVE_INFINITY })
  await new Promise((resolve) => setTimeout(resolve, 200))
  const server = await startFakeServer(t, { port })
  server.on(KV.range, [answer({ count: 1n })])
  assert.equal((await call).count, 1n)
  assert.equal(server.calls[0]?.metadata['grpc-timeout'], undefined)
})
