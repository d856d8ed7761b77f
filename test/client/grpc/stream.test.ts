import assert from 'node:assert/strict'
import test from 'node:test'
import type { RangeStreamResponse } from '../../../src/rpc/messages.ts'
import { KV } from '../../../src/rpc/services.ts'
import { answer, answerThen, cut, fail, stall, startFakeServer } from '../../support/fake-server.ts'
import { bytes, openTestClient, within } from '../open.ts'

const pages: Partial<RangeStreamResponse>[] = [1n, 2n, 3n].map((count) => ({
  rangeResponse: { header: undefined, kvs: [], more: false, count },
}))

async function counts(stream: AsyncIterable<RangeStreamResponse>): Promise<(bigint | undefined)[]> {
  const seen: (bigint | undefined)[] = []
  for await (const { rangeResponse } of stream) seen.push(rangeResponse?.count)
  return seen
}

test('the messages of a stream come in order', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.rangeStream, [answer(...pages)])
  const client = await openTestClient(t, [server.endpoint])
  const stream = client.serverStream(KV.rangeStream, { key: bytes('k') }, within(60_000))
  assert.deepEqual(await counts(stream), [1n, 2n, 3n])
})

test('a status after the messages ends the stream with an error', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.rangeStream, [answerThen(pages, 'OutOfRange', 'etcdserver: mvcc: required revision has been compacted')])
  const client = await openTestClient(t, [server.endpoint])
  const seen: unknown[] = []
  await assert.rejects(
    async () => {
      const stream = client.serverStream(KV.rangeStream, { key: bytes('k') }, within(60_000))
      for await (const { rangeResponse } of stream) seen.push(rangeResponse?.count)
    },
    { message: 'etcdserver: mvcc: required revision has been compacted', exitCode: 1 },
  )
  assert.deepEqual(seen, [1n, 2n, 3n])
})

test('a stream ends with its deadline in the words of every other call', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.rangeStream, [stall])
  const client = await openTestClient(t, [server.endpoint])
  await assert.rejects(counts(client.serverStream(KV.rangeStream, { key: bytes('k') }, within(300))), {
    message: 'context deadline exceeded',
    exitCode: 1,
  })
})

test('a signal ends a stream', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.rangeStream, [stall])
  const client = await openTestClient(t, [server.endpoint])
  const controller = new AbortController()
  const call = { ...within(60_000), signal: controller.signal }
  const running = counts(client.serverStream(KV.rangeStream, { key: bytes('k') }, call))
  setTimeout(() => controller.abort(), 100)
  await assert.rejects(running, { message: 'context canceled', exitCode: 1 })
})

test('a stream that is cut, or refused, is not opened again', async (t) => {
  const server = await startFakeServer(t)
  const client = await openTestClient(t, [server.endpoint])
  for (const [reply, message] of [
    [cut, /^rpc error: code = Unavailable desc = /],
    [fail('PermissionDenied', 'etcdserver: permission denied'), /^etcdserver: permission denied$/],
  ] as const) {
    server.calls.length = 0
    server.on(KV.rangeStream, [reply])
    await assert.rejects(counts(client.serverStream(KV.rangeStream, { key: bytes('k') }, within(60_000))), { message })
    assert.equal(server.calls.length, 1)
  }
})

test('a reader that stops early cancels the stream', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.rangeStream, [answer(...pages)])
  const client = await openTestClient(t, [server.endpoint])
  for await (const { rangeResponse } of client.serverStream(KV.rangeStream, { key: bytes('k') }, within(60_000))) {
    assert.equal(rangeResponse?.count, 1n)
    break
  }
})

test('after a stream that was cut later calls ask another endpoint', async (t) => {
  const [first, second] = [await startFakeServer(t), await startFakeServer(t)]
  first.on(KV.rangeStream, [cut]).on(KV.range, [answer({})])
  second.on(KV.range, [answer({})])
  const client = await openTestClient(t, [first.endpoint, second.endpoint])
  await assert.rejects(counts(client.serverStream(KV.rangeStream, { key: bytes('k') }, within(60_000))))
  await client.kv.range({ key: bytes('k') }, within(60_000))
  assert.deepEqual([first.callsOf(KV.range).length, second.callsOf(KV.range).length], [0, 1])
})
