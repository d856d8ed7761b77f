import assert from 'node:assert/strict'
import test from 'node:test'
import { decode, encode } from '../../../src/rpc/codec.ts'
import { rangeResponseType, responseHeaderType } from '../../../src/rpc/fields.ts'
import { RangeDecoder } from '../../../src/rpc/key-value/range-decoder.ts'
import type { KeyValue, RangeResponse } from '../../../src/rpc/messages.ts'
import { type Random, randomOf } from '../../offline/damage/random.ts'
import { commitSeed } from '../../support/commit-seed.ts'

const asIs = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** What is read of a message that comes in such pieces; each is overwritten before the next one comes. */
function read(pieces: Iterable<Uint8Array>): RangeResponse {
  const decoder = new RangeDecoder(asIs)
  const kvs: KeyValue[] = []
  for (const piece of pieces) {
    const bytes = Uint8Array.from(piece)
    for (const pairs of decoder.take(bytes)) {
      const found = [...pairs].map((kv) => ({ ...kv, key: new Uint8Array(kv.key), value: new Uint8Array(kv.value) }))
      assert.equal(found.length, pairs.count)
      assert.deepEqual(found.at(-1)?.key, pairs.lastKey)
      kvs.push(...found)
    }
    bytes.fill(0xee)
  }
  return { ...decoder.end(), kvs }
}

function* cutEvery(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

function outcome(make: () => RangeResponse): RangeResponse | 'refused' {
  try {
    return make()
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return 'refused'
  }
}

const header = { clusterId: 2n ** 63n + 5n, memberId: 2n, revision: 3n, raftTerm: 4n }

function keyValue(index: number, valueBytes = index % 300): KeyValue {
  const key = new Uint8Array(Buffer.from(`/key/${index}`))
  const value = new Uint8Array(valueBytes).fill(index)
  return { key, createRevision: BigInt(index), modRevision: -1n, version: 1n, value, lease: 0n }
}

test('a range is read the same wherever its bytes are cut', () => {
  const response = { header, kvs: Array.from({ length: 40 }, (_, at) => keyValue(at * 37)), more: true, count: 77n }
  const bytes = encode(rangeResponseType, response)
  for (let size = 1; size <= 300; size++) assert.deepEqual(read(cutEvery(bytes, size)), response, `every ${size} bytes`)
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)]), response, `at byte ${at}`)
  }
})

test('a message that is cut short is refused, wherever', () => {
  const bytes = encode(rangeResponseType, { header, kvs: [keyValue(1), keyValue(2)], more: true, count: 77n })
  for (let end = 1; end < bytes.length; end++) {
    const cut = bytes.subarray(0, end)
    const whole = outcome(() => decode(rangeResponseType, cut))
    assert.deepEqual(
      outcome(() => read(cutEvery(cut, 3))),
      whole,
      `${end} bytes`,
    )
  }
})

test('nothing at all is an empty answer', () => {
  assert.deepEqual(read([]), { kvs: [], more: false, count: 0n })
})

test('several headers are merged, and the last count holds', () => {
  const parts = [
    { header: { clusterId: 1n, revision: 8n } },
    { count: 5n },
    { header: { revision: 9n } },
    { count: 6n },
  ]
  const bytes = Buffer.concat(parts.map((part) => encode(rangeResponseType, part as Partial<RangeResponse>)))
  assert.deepEqual(read(cutEvery(bytes, 1)), decode(rangeResponseType, bytes))
  assert.equal(read([bytes]).header?.revision, 9n)
})

test('a value that is far larger than what comes at a time is put together', () => {
  const kvs = [keyValue(1, 3_000_000), keyValue(2, 5), keyValue(3, 70_000)]
  const response = { header, kvs, more: false, count: 3n }
  assert.deepEqual(read(cutEvery(encode(rangeResponseType, response), 16_384)), response)
})

test('numbers of more than ten bytes are refused', () => {
  for (const tag of [0x20, 0x12, 0x60]) {
    const bytes = Uint8Array.of(tag, ...new Array(10).fill(0xff), 1)
    assert.throws(() => read(cutEvery(bytes, 4)), /invalid varint/)
  }
})

let below: Random = randomOf(1)

/** A number with up to ten bytes, though fewer would do. */
function longNumber(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest & 0x7f)
    if (rest < 0x80) break
  }
  for (let extra = below(8) === 0 ? below(11 - bytes.length) : 0; extra > 0; extra--) bytes.push(0)
  return bytes.map((byte, at) => (at < bytes.length - 1 ? byte | 0x80 : byte))
}

function delimited(number: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(...longNumber((number << 3) | 2), ...longNumber(bytes.length), ...bytes)
}

function someBytes(longest: number): Uint8Array {
  return Uint8Array.from({ length: below(longest + 1) }, () => below(256))
}

function someHeader(): Uint8Array {
  const some = (value: bigint): bigint => (below(3) === 0 ? 0n : value)
  const { clusterId, memberId, revision, raftTerm } = header
  return encode(responseHeaderType, {
    clusterId: some(clusterId),
    memberId: some(memberId),
    revision: some(revision),
    raftTerm: some(raftTerm),
  })
}

function somePair(): Uint8Array {
  if (below(20) === 0) return someBytes(12)
  const bytes = encode(rangeResponseType, { kvs: [keyValue(below(100_000), below(below(10) === 0 ? 5000 : 60))] })
  return bytes.subarray(bytes[1] !== undefined && bytes[1] > 0x7f ? 3 : 2)
}

function unknown(depth: number): Uint8Array {
  const number = below(4) === 0 ? below(5) : 5 + below(40)
  const tag = (type: number): number[] => longNumber((number << 3) | type)
  switch (below(5)) {
    case 0:
      return Uint8Array.of(...tag(0), ...longNumber(below(100_000)))
    case 1:
      return Uint8Array.of(...tag(1), ...new Array(8).fill(below(256)))
    case 2:
      return delimited(number, someBytes(40))
    case 3:
      return Uint8Array.of(...tag(5), ...new Array(4).fill(below(256)))
    default: {
      const inner = depth > 3 ? [] : Array.from({ length: below(3) }, () => unknown(depth + 1))
      return Uint8Array.of(...tag(3), ...Buffer.concat(inner), ...(below(30) === 0 ? [] : tag(4)))
    }
  }
}

function someElement(): Uint8Array {
  const kind = below(12)
  if (kind < 6) return delimited(2, somePair())
  if (kind < 8) return delimited(1, someHeader())
  if (kind === 8) return Uint8Array.of(...longNumber(0x18), ...longNumber(below(2)))
  if (kind === 9) return Uint8Array.of(...longNumber(0x20), ...longNumber(below(1000)))
  return below(3) === 0 ? unknown(0) : delimited(2, somePair())
}

/** As a server writes it, or in any order, or damaged. */
function someMessage(): Uint8Array {
  if (below(3) === 0) {
    const kvs = Array.from({ length: below(60) }, () => keyValue(below(1000)))
    return encode(rangeResponseType, { header, kvs, more: below(2) === 0, count: BigInt(below(9)) })
  }
  const bytes = Buffer.concat(Array.from({ length: below(14) }, someElement))
  if (bytes.length === 0 || below(2) === 0) return bytes
  for (let changes = 1 + below(3); changes > 0; changes--) bytes[below(bytes.length)] = below(256)
  return below(3) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes
}

function* cutAnywhere(bytes: Uint8Array): Generator<Uint8Array> {
  const longest = [1, 3, 17, 200, 3000][below(5)] ?? 1
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + below(longest)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/** The table passes over a number without an end in a field that it does not know; Go and we do not. */
function holdsLongNumber(bytes: Uint8Array): boolean {
  let run = 0
  for (const byte of bytes) {
    run = byte > 0x7f ? run + 1 : 0
    if (run >= 10) return true
  }
  return false
}

test('messages of all kinds are read as a whole one is, or refused as it is', (t) => {
  const seed = Number(process.env.SEED ?? commitSeed())
  t.diagnostic(`SEED=${seed}`)
  below = randomOf(seed)
  let refused = 0
  const rounds = Number(process.env.ROUNDS ?? 3000)
  for (let round = 0; round < rounds; round++) {
    const bytes = someMessage()
    const whole = outcome(() => decode(rangeResponseType, Uint8Array.from(bytes)))
    const streamed = outcome(() => read(cutAnywhere(bytes)))
    if (whole === 'refused') refused++
    if (streamed === 'refused' && holdsLongNumber(bytes)) continue
    assert.deepEqual(streamed, whole, `round ${round}: ${Buffer.from(bytes).toString('hex')}`)
  }
  assert.ok(refused > rounds / 20 && refused < rounds / 2, `${refused} of ${rounds} were refused`)
})
