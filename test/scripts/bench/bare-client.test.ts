import assert from 'node:assert/strict'
import { createServer } from 'node:http2'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import test from 'node:test'
import { askBare, FrameCounter } from '../../../scripts/bench/bare-client.ts'

function frame(kind: number, flags: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = kind
  head[4] = flags
  head.writeUInt32BE(1, 5)
  return Buffer.concat([head, payload])
}

test('the bytes of DATA frames are counted up to the end of the stream, however they are cut', () => {
  const frames = Buffer.concat([
    frame(4, 0, Buffer.alloc(12)),
    frame(1, 4, Buffer.alloc(30)),
    frame(0, 0, Buffer.alloc(300)),
    frame(0, 0, Buffer.alloc(0)),
    frame(6, 1, Buffer.alloc(8)),
    frame(0, 0, Buffer.alloc(1)),
  ])
  const end = frame(1, 5, Buffer.alloc(9))
  for (const size of [1, 2, 9, 10, 64, 1000]) {
    const counter = new FrameCounter()
    for (let at = 0; at < frames.length; at += size) counter.count(frames.subarray(at, at + size))
    assert.equal(counter.bytes, 301, `chunks of ${size}`)
    assert.equal(counter.hasEnded, false)
    counter.count(end)
    assert.equal(counter.hasEnded, true)
  }
})

test('a call is sent whole, with windows for a gigabyte, and its answer counted', async (t) => {
  const size = 3_000_000
  const server = createServer()
  server.on('stream', (stream, headers) => {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      const { ':method': method, ':path': path, 'content-type': type, te } = headers
      const isRight = method === 'POST' && path === '/a/B' && type === 'application/grpc' && te === 'trailers'
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end(Buffer.alloc(isRight && Buffer.concat(parts).equals(Buffer.of(0, 0, 0, 0, 2, 7, 8)) ? size : 1))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const answer = await askBare(`127.0.0.1:${(server.address() as AddressInfo).port}`, '/a/B', Uint8Array.of(7, 8))
  assert.equal(answer.bytes, size)
  assert.ok(answer.firstByteMs <= answer.wallMs)
})

test('an answer that is cut, or has no message, is an error and no limit', async (t) => {
  for (const bytes of [frame(0, 0, Buffer.alloc(10)), frame(1, 5, Buffer.alloc(10))]) {
    const server = createNetServer((socket) => socket.end(bytes))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.after(() => server.close())
    const { port } = server.address() as AddressInfo
    await assert.rejects(askBare(`127.0.0.1:${port}`, '/a/B', Uint8Array.of(1)), /bare client/)
  }
})
