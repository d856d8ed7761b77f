import assert from 'node:assert/strict'
import test from 'node:test'
import { PairJsonWriter } from '../../../src/render/keys/pair-json-writer.ts'
import { messageToJson } from '../../../src/render/message-json.ts'
import { create } from '../../../src/rpc/codec.ts'
import { keyValueType } from '../../../src/rpc/fields.ts'
import type { KeyValue } from '../../../src/rpc/messages.ts'
import { keyValue } from '../../commands/samples.ts'
import { copiesOf } from './copies.ts'

const samples = [
  keyValue('foo', 'bar'),
  keyValue('', ''),
  { ...keyValue('a', '\xff'), lease: 7239433017037284370n, version: -1n, createRevision: 2n ** 63n - 1n },
  create(keyValueType),
]

const numbers = [
  0n,
  1n,
  9n,
  10n,
  99n,
  100n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  -1n,
  -(2n ** 63n),
]

function written(kvs: readonly KeyValue[], pages = 1): string {
  const writer = new PairJsonWriter()
  const size = Math.ceil(kvs.length / pages)
  const pieces = Array.from({ length: pages }, (_, page) =>
    copiesOf(writer.pieces(kvs.slice(page * size, (page + 1) * size))),
  )
  return Buffer.concat(pieces.flat()).toString('latin1')
}

test('many key-values are written one after the other as the generic writer writes each', () => {
  const ofNumbers = numbers.map((number) => ({ ...keyValue('n', ''), createRevision: number, lease: number }))
  const ofBytes = Array.from({ length: 300 }, (_, length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff)
    return { ...create(keyValueType), key: bytes, value: bytes.subarray(length >> 1) }
  })
  const large = { ...keyValue('large', ''), value: new Uint8Array(1_000_000).fill(255) }
  const all = [...samples, ...ofNumbers, ...ofBytes, large, ...samples]
  const expected = all.map((kv) => messageToJson(keyValueType, kv)).join(',')
  assert.ok(written(all) === expected)
  assert.ok(written(all, 7) === expected)
  assert.equal(written([]), '')
})

test('each piece holds until the next is asked for', () => {
  const kvs = Array.from({ length: 3000 }, (_, at) => keyValue(`k${at}`, 'x'.repeat(200)))
  const pieces = copiesOf(new PairJsonWriter().pieces(kvs))
  assert.ok(pieces.length > 3)
  assert.ok(Buffer.concat(pieces).toString() === kvs.map((kv) => messageToJson(keyValueType, kv)).join(','))
})
