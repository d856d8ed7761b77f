import assert from 'node:assert/strict'
import test from 'node:test'
import { decode, encode } from '../../../src/rpc/codec.ts'
import { eventType, keyValueType } from '../../../src/rpc/fields.ts'
import { readEvent } from '../../../src/rpc/key-value/read-event.ts'
import { readKeyValue } from '../../../src/rpc/key-value/read-key-value.ts'

const numbers = [0n, 1n, 127n, 128n, 2n ** 28n - 1n, 2n ** 28n, 2n ** 53n, 2n ** 63n - 1n, -1n, -(2n ** 63n)]
const bytes = [new Uint8Array(), Uint8Array.of(0, 255), new Uint8Array(300).fill(7)]

const kvs = numbers.map((number, index) => ({
  key: bytes[index % 3] ?? new Uint8Array(),
  createRevision: number,
  modRevision: numbers.at(-index) ?? 0n,
  version: 3n,
  value: bytes[(index + 1) % 3] ?? new Uint8Array(),
  lease: number,
}))

function padded(inner: Uint8Array): { input: Uint8Array; start: number; end: number } {
  return { input: Uint8Array.of(9, 9, ...inner, 0x30, 1), start: 2, end: 2 + inner.length }
}

test('a key-value is read as by its table', () => {
  for (const kv of kvs) {
    const encoded = encode(keyValueType, kv)
    const { input, start, end } = padded(encoded)
    assert.deepEqual(readKeyValue(input, start, end), kv)
    assert.deepEqual(decode(keyValueType, encoded), kv)
  }
})

test('an event is read as by its table', () => {
  for (const event of [{ type: 0 }, { type: 1, kv: kvs[1] }, { type: 0, kv: kvs[8], prevKv: kvs[7] }]) {
    const encoded = encode(eventType, event)
    const { input, start, end } = padded(encoded)
    assert.deepEqual(readEvent(input, start, end), event)
    assert.deepEqual(decode(eventType, encoded), event)
  }
})

test('what is unknown, repeated or cut is left to the table', () => {
  const encoded = encode(keyValueType, kvs[4] ?? {})
  for (let end = 1; end < encoded.length; end++) {
    const quick = readKeyValue(encoded, 0, end)
    if (quick !== undefined) assert.deepEqual(quick, decode(keyValueType, encoded.subarray(0, end)))
  }
  const unknown = Uint8Array.of(...encoded, 0x38, 1)
  assert.equal(readKeyValue(unknown, 0, unknown.length), undefined)
  const longVarint = Uint8Array.of(0x10, ...new Array(11).fill(0xff))
  assert.equal(readKeyValue(longVarint, 0, longVarint.length), undefined)
  const twice = Uint8Array.of(0x12, 0, 0x12, 0)
  assert.equal(readEvent(twice, 0, twice.length), undefined)
})

test('any bytes are read as by the table, or left to it', () => {
  let state = 99
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return (state >>> 12) % below
  }
  const tags = [0x08, 0x0a, 0x10, 0x12, 0x18, 0x1a, 0x20, 0x2a, 0x30]
  for (let round = 0; round < 20_000; round++) {
    const input = Uint8Array.from({ length: random(24) }, () => (random(2) === 0 ? (tags[random(9)] ?? 0) : random(6)))
    const quick = readKeyValue(input, 0, input.length)
    if (quick !== undefined) assert.deepEqual(quick, decode(keyValueType, input))
    const event = readEvent(input, 0, input.length)
    if (event !== undefined) assert.deepEqual(event, decode(eventType, input))
  }
})
