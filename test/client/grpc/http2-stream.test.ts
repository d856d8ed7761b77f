import assert from 'node:assert/strict'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LeanChannel } from '../../../src/client/connection/lean-channel.ts'
import { withPrefix } from '../../../src/client/grpc/message-reader.ts'
import { begin, startServer } from '../channel.ts'

const megabyte = 1024 * 1024

interface Source {
  readonly channel: LeanChannel
  /** Bytes that the server could get rid of. */
  sent(): number
}

/** A server that sends the given number of messages of the given size as fast as it may. */
async function startSource(t: TestContext, count: number, size: number): Promise<Source> {
  let sent = 0
  const { channel } = await startServer(t, async (stream) => {
    begin(stream)
    for (let at = 0; at < count && !stream.destroyed; at++) {
      const isTaken = stream.write(withPrefix(new Uint8Array(size).fill(at)))
      sent += size
      if (!isTaken) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
    }
    stream.end()
  })
  return { channel, sent: () => sent }
}

function open({ channel }: Source): AsyncGenerator<Uint8Array, void, undefined> {
  const call = { path: '/s/m', metadata: {}, deadlineMs: Number.POSITIVE_INFINITY, signal: undefined }
  return channel.serverStream(call, new Uint8Array())
}

test('a slow reader makes the server wait', async (t) => {
  const source = await startSource(t, 640, 64 * 1024)
  const messages = open(source)
  await messages.next()
  await sleep(300)
  assert.ok(source.sent() < 10 * megabyte, `${source.sent()} bytes are on their way`)
  let received = 1
  for await (const message of messages) {
    assert.equal(message.length, 64 * 1024)
    assert.equal(message[0], received % 256)
    received++
  }
  assert.equal(received, 640)
})

test('a message may be larger than what the server may send at a time', async (t) => {
  const source = await startSource(t, 3, 20 * megabyte)
  const lengths: number[] = []
  for await (const message of open(source)) {
    lengths.push(message.length)
    await sleep(20)
  }
  assert.deepEqual(lengths, [20 * megabyte, 20 * megabyte, 20 * megabyte])
})

test('a reader that stops ends the call, and other calls go on', async (t) => {
  const source = await startSource(t, 1000, 64 * 1024)
  for await (const message of open(source)) {
    assert.equal(message[0], 0)
    break
  }
  await sleep(50)
  const second = open(source)
  const { value } = await second.next()
  await second.return()
  assert.equal(value?.length, 64 * 1024)
  assert.ok(source.sent() < 30 * megabyte)
})
