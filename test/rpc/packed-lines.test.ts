import assert from 'node:assert/strict'
import test from 'node:test'
import { linePieces } from '../../src/render/pieces.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType, rangeResponseType } from '../../src/rpc/fields.ts'
import type { KeyValue } from '../../src/rpc/messages.ts'
import { packedLines } from '../../src/rpc/packed-lines.ts'
import { RangeDecoder } from '../../src/rpc/range-decoder.ts'

let state = 7
function random(below: number): number {
  state = (state * 1103515245 + 12345) % 2 ** 31
  return (state >>> 12) % below
}

function someBytes(longest: number): Uint8Array {
  return Uint8Array.from({ length: random(longest + 1) }, () => random(256))
}

function someKeyValue(longest: number): KeyValue {
  const number = () => (random(4) === 0 ? 0n : BigInt(random(2 ** 20)) ** 2n)
  return {
    key: someBytes(longest),
    createRevision: number(),
    modRevision: number(),
    version: number(),
    value: someBytes(longest),
    lease: random(2) === 0 ? 0n : -number(),
  }
}

/** A response with the inner messages as they are given. */
function response(inner: readonly Uint8Array[]): Uint8Array {
  const parts = inner.flatMap((bytes) => {
    assert.ok(bytes.length < 128 * 128)
    return [Uint8Array.of(0x12, (bytes.length & 0x7f) | 0x80, bytes.length >> 7), bytes]
  })
  return Buffer.concat([encode(rangeResponseType, { header: { revision: 5n } as never }), ...parts])
}

const asIs = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** In a copy: lines are put together in place. */
function pairsOf(message: Uint8Array) {
  return new RangeDecoder(asIs).take(Uint8Array.from(message))
}

function expected(message: Uint8Array, isValueOnly: boolean): Buffer {
  const kvs = pairsOf(message).flatMap((pairs) => [...pairs])
  return Buffer.concat([...linePieces(kvs, ({ key, value }) => (isValueOnly ? [value] : [key, value]))])
}

function lines(message: Uint8Array, isValueOnly: boolean): Buffer {
  const pieces: Uint8Array[] = []
  for (const pairs of pairsOf(message)) pieces.push(...packedLines(pairs, isValueOnly))
  return Buffer.concat(pieces)
}

function compare(message: Uint8Array): void {
  for (const isValueOnly of [false, true]) {
    assert.deepEqual(lines(message, isValueOnly), expected(message, isValueOnly))
  }
}

test('the lines of packed key-values are those of the key-values', () => {
  for (let round = 0; round < 300; round++) {
    const kvs = Array.from({ length: random(30) }, () => someKeyValue(random(3) === 0 ? 400 : 5))
    compare(encode(rangeResponseType, { kvs, more: true, count: 7n }))
  }
})

test('pages of any size come in pieces that stay as they are', () => {
  for (const length of [0, 1, 300]) {
    const kvs = Array.from({ length: 5000 }, (_, at) => ({
      ...someKeyValue(3),
      key: Buffer.from(`/key/${at}`),
      value: new Uint8Array(length).fill(at),
    }))
    compare(encode(rangeResponseType, { kvs }))
  }
})

test('key-values that are written in another way have the same lines', () => {
  const usual = encode(keyValueType, someKeyValue(20))
  const key = Uint8Array.of(0x0a, 2, 0x6b, 0x31)
  const value = Uint8Array.of(0x2a, 3, 0x76, 0x31, 0x32)
  const odd = [
    [value, key],
    [key, value, key],
    [key, Uint8Array.of(0x38, 1), value],
    [key, Uint8Array.of(0x10, 0x80, 0x80, 0x00), value],
    [key],
    [value],
    [],
  ].map((parts) => Buffer.concat(parts))
  for (const each of odd) {
    compare(response([each]))
    compare(response([usual, each, each, usual, each]))
    compare(response([each, each, each]))
  }
})

test('bytes that are no key-value are refused as they are without lines', () => {
  const tags = [0x0a, 0x10, 0x18, 0x20, 0x2a, 0x30, 0x38]
  for (let round = 0; round < 20_000; round++) {
    const inner = Array.from({ length: 1 + random(3) }, () =>
      Uint8Array.from({ length: random(16) }, () => (random(2) === 0 ? (tags[random(7)] ?? 0) : random(6))),
    )
    const message = response(inner)
    const attempt = (make: typeof lines) => {
      try {
        return make(message, false).toString('hex')
      } catch (error) {
        return error instanceof Error ? error.message : error
      }
    }
    assert.deepEqual(attempt(lines), attempt(expected))
  }
})
