import assert from 'node:assert/strict'
import test from 'node:test'
import { MessageError, MessageReader, WholeMessages, withPrefix } from '../../../src/client/grpc/message-reader.ts'

/** A reader of messages that may have `limit` bytes, and what it has found. */
function reading(limit?: number) {
  const messages: Uint8Array[] = []
  const target = new WholeMessages((message) => messages.push(message))
  return { reader: new MessageReader(target, limit), messages }
}

test('messages come out whole, however the bytes are cut', () => {
  const messages = [Buffer.from('first'), Buffer.alloc(0), Buffer.alloc(70_000, 3), Buffer.from('x')]
  const bytes = Buffer.concat(messages.map(withPrefix))
  for (const size of [1, 3, 5, 6, 16_384, bytes.length]) {
    const { reader, messages: found } = reading()
    for (let at = 0; at < bytes.length; at += size) reader.take(bytes.subarray(at, at + size))
    assert.deepEqual(
      found.map((message) => Buffer.from(message)),
      messages,
      `in pieces of ${size}`,
    )
    assert.equal(reader.isAtEnd, true)
  }
})

test('messages are copies of what came in', () => {
  const bytes = withPrefix(Buffer.from('value'))
  const { reader, messages } = reading()
  reader.take(bytes)
  bytes.fill(0)
  assert.equal(Buffer.from(messages[0] ?? []).toString(), 'value')
})

test('an end within a message is seen, in its prefix too', () => {
  for (const size of [1, 4, 5, 7]) {
    const { reader, messages } = reading()
    reader.take(withPrefix(Buffer.from('value')).subarray(0, size))
    assert.deepEqual(messages, [])
    assert.equal(reader.isAtEnd, false, `${size} bytes`)
  }
})

test('compressed messages and lengths beyond 2 GiB are refused', () => {
  for (const prefix of [
    Uint8Array.of(1, 0, 0, 0, 1),
    Uint8Array.of(0, 0x80, 0, 0, 0),
    Uint8Array.of(0, 255, 255, 255, 255),
  ]) {
    assert.throws(() => reading().reader.take(prefix), MessageError)
  }
})

test('what comes in front of a mistake is still handed on', () => {
  const { reader, messages } = reading()
  const bytes = Buffer.concat([withPrefix(Buffer.from('good')), Uint8Array.of(1, 0, 0, 0, 0)])
  assert.throws(() => reader.take(bytes), MessageError)
  assert.equal(messages.length, 1)
})

test('a message beyond the limit is refused by its prefix alone', () => {
  const { reader, messages } = reading(3)
  reader.take(withPrefix(Uint8Array.of(1, 2, 3)))
  assert.throws(
    () => reader.take(Uint8Array.of(0, 0, 0, 0, 4)),
    new MessageError('grpc: received message larger than max (4 vs. 3)'),
  )
  assert.equal(messages.length, 1)
})
