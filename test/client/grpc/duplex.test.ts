import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerHttp2Stream } from 'node:http2'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WireCall } from '../../../src/client/connection/connection.ts'
import { withPrefix } from '../../../src/client/grpc/message-reader.ts'
import { Auth, KV, Lease, Watch } from '../../../src/rpc/services.ts'
import { answer, startFakeServer } from '../../support/fake-server.ts'
import { begin, startServer } from '../channel.ts'
import { bytes, openTestClient, patient } from '../open.ts'

const megabyte = 1024 * 1024
const call: WireCall = { path: '/s/m', metadata: {}, deadlineMs: Number.POSITIVE_INFINITY, signal: undefined }

/** Sends back what comes. */
function echo(stream: ServerHttp2Stream): void {
  begin(stream)
  stream.pipe(stream)
}

async function takeAll(messages: AsyncIterable<Uint8Array>): Promise<number[][]> {
  const all: number[][] = []
  for await (const message of messages) all.push([...message])
  return all
}

test('messages and answers of a stream come and go in turn, and the stream ends when both sides have', async (t) => {
  const { channel } = await startServer(t, echo)
  const stream = await channel.duplexStream(call)
  const answers = stream.messages()
  stream.send(Uint8Array.of(1))
  assert.deepEqual((await answers.next()).value, Uint8Array.of(1))
  stream.send(Uint8Array.of(2, 2))
  stream.send(new Uint8Array())
  stream.end()
  assert.deepEqual(await takeAll(answers), [[2, 2], []])
})

test('a message larger than all windows gets through in both directions', async (t) => {
  const { channel } = await startServer(t, echo)
  const stream = await channel.duplexStream(call)
  stream.send(new Uint8Array(9 * megabyte).fill(7))
  stream.end()
  for await (const message of stream.messages()) {
    assert.equal(message.length, 9 * megabyte)
    assert.ok(message.every((byte) => byte === 7))
  }
})

test('the headers of a stream go out before its first message', async (t) => {
  const seen: string[] = []
  const { channel } = await startServer(t, (_stream, path) => void seen.push(path))
  await channel.duplexStream(call)
  while (seen.length === 0) await sleep(5)
  assert.deepEqual(seen, ['/s/m'])
})

test('a stream that is given up is reset, and its reader ends', async (t) => {
  let code: Promise<unknown> | undefined
  const { channel } = await startServer(t, (stream) => {
    begin(stream)
    code = once(stream, 'close').then(() => stream.rstCode)
    stream.write(withPrefix(Uint8Array.of(1)))
  })
  const stream = await channel.duplexStream(call)
  const answers = stream.messages()
  await answers.next()
  stream.cancel()
  await assert.rejects(answers.next(), { code: 'Canceled' })
  assert.equal(await code, 8)
})

test('a signal and a deadline end a stream', async (t) => {
  const { channel } = await startServer(t, begin)
  const controller = new AbortController()
  const aborted = (await channel.duplexStream({ ...call, signal: controller.signal })).messages().next()
  const expired = (await channel.duplexStream({ ...call, deadlineMs: Date.now() + 3000 })).messages().next()
  controller.abort()
  await assert.rejects(aborted, { message: 'rpc error: code = Canceled desc = context canceled' })
  await assert.rejects(expired, { code: 'DeadlineExceeded' })
  await assert.rejects(channel.duplexStream({ ...call, signal: controller.signal }), { code: 'Canceled' })
})

for (const status of ['', '0.0', '0x0', ' 0', '0e0']) {
  test(`a stream that ends with the status '${status}' has failed`, async (t) => {
    const { channel } = await startServer(t, (stream) => {
      begin(stream, status)
      stream.end(withPrefix(Uint8Array.of(1)))
    })
    const answers = (await channel.duplexStream(call)).messages()
    await answers.next()
    await assert.rejects(answers.next(), { code: 'Unknown' })
  })
}

test('a stream that nobody reads makes the server wait, and the calls beside it go on', async (t) => {
  let sent = 0
  const { channel, sessions } = await startServer(t, async (stream, path) => {
    begin(stream)
    const size = path === '/s/unread' ? 64 * 1024 : 9 * megabyte
    for (let count = path === '/s/unread' ? 640 : 1; count > 0 && !stream.destroyed; count--) {
      const isTaken = stream.write(withPrefix(new Uint8Array(size)))
      if (path === '/s/unread') sent += size
      if (!isTaken) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
    }
    stream.end()
  })
  const unread = await channel.duplexStream({ ...call, path: '/s/unread' })
  while (sent < 4 * megabyte) await sleep(10)
  for (let count = 0; count < 3; count++) {
    assert.equal((await channel.unary(call, new Uint8Array())).length, 9 * megabyte)
  }
  assert.ok(sent < 8 * megabyte, `${sent} bytes are on their way`)
  let received = 0
  for await (const message of unread.messages()) received += message.length
  assert.equal(received, 40 * megabyte)
  assert.equal(sessions.length, 1)
})

test('a stream goes on when its server says goodbye, and new calls take a new connection', async (t) => {
  const { channel, sessions } = await startServer(t, echo)
  const stream = await channel.duplexStream(call)
  const answers = stream.messages()
  stream.send(Uint8Array.of(1))
  await answers.next()
  sessions[0]?.goaway(0, 1)
  while (channel.isReady) await sleep(5)
  await assert.rejects(channel.duplexStream(call), { code: 'Unavailable', unseen: 'unsent' })
  await channel.connect(() => {})
  const second = await channel.duplexStream(call)
  for (const each of [stream, second]) {
    each.send(Uint8Array.of(2))
    each.end()
  }
  assert.deepEqual(await takeAll(answers), [[2]])
  assert.deepEqual(await takeAll(second.messages()), [[2]])
  assert.equal(sessions.length, 2)
})

test('streams leave room for calls: what a server does not take on one connection goes over others', async (t) => {
  const { channel, sessions } = await startServer(t, echo, createServer({ settings: { maxConcurrentStreams: 2 } }))
  const streams = []
  for (let count = 0; count < 5; count++) streams.push(await channel.duplexStream(call))
  for (const stream of streams) stream.send(Uint8Array.of(1))
  const answers = streams.map((stream) => stream.messages())
  for (const each of answers) assert.deepEqual((await each.next()).value, Uint8Array.of(1))
  assert.deepEqual(await channel.unary(call, Uint8Array.of(2)), Uint8Array.of(2))
  assert.equal(sessions.length, 3)
  for (const stream of streams) stream.cancel()
  await channel.duplexStream(call)
  assert.equal(sessions.length, 3)
})

test('a server that is probed too often is probed half as often on the next connection', async (t) => {
  const every: unknown[] = []
  t.mock.method(globalThis, 'setInterval', (_probe: unknown, ms: number) => {
    every.push(ms)
    return { unref: () => undefined }
  })
  const { channel, sessions } = await startServer(t, echo, createServer(), { keepaliveTimeMs: 12_000 })
  for (const reason of ['too_many_pings', 'too_many_pings', 'another']) {
    sessions.at(-1)?.goaway(11, 0, Buffer.from(reason))
    while (channel.isReady) await sleep(5)
    await channel.connect(() => {})
  }
  assert.deepEqual(every, [12_000, 24_000, 48_000, 48_000])
})

test('a stream whose connection is lost ends after what came on it', async (t) => {
  const { channel, sessions } = await startServer(t, echo)
  const stream = await channel.duplexStream(call)
  const answers = stream.messages()
  stream.send(Uint8Array.of(1))
  assert.deepEqual((await answers.next()).value, Uint8Array.of(1))
  sessions[0]?.destroy()
  await assert.rejects(answers.next(), { code: 'Unavailable' })
  // a message to nobody is no error
  stream.send(Uint8Array.of(2))
  stream.end()
  stream.cancel()
})

test('a watch, a renewal and calls go over one connection, with the login in each', async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.authenticate, () => answer({ token: `token-${server.callsOf(Auth.authenticate).length}` }))
  server.on(KV.range, [answer({ kvs: [] })])
  server.on(Watch.watch, [answer({ created: true })])
  server.on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 5n })])
  const client = await openTestClient(t, [server.endpoint], { login: { name: 'root', password: 'pw' } })
  await client.kv.range({ key: bytes('k') }, patient())
  const watch = await client.duplexStream(Watch.watch, patient())
  watch.send({ progressRequest: {} })
  await watch.messages().next()
  const renewal = await client.duplexStream(Lease.leaseKeepAlive, patient())
  renewal.send({ ID: 1n })
  await renewal.messages().next()
  for (const stream of [watch, renewal]) stream.cancel()
  assert.equal(server.connections, 1)
  assert.deepEqual(
    server.calls.filter(({ path }) => path !== Auth.authenticate.path).map(({ metadata }) => metadata.token),
    ['token-1', 'token-2', 'token-3'],
  )
})
