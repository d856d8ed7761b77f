import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { Draw } from '../../../scripts/bench/draw.ts'
import { packedPairsModule } from '../../../scripts/packed-pairs-module.ts'
import { parseProfile } from '../../../src/base/release.ts'
import { type Form, packedParts } from '../../../src/render/keys/packed-parts.ts'
import { PairFieldWriter } from '../../../src/render/keys/pair-field-writer.ts'
import { PairJsonWriter } from '../../../src/render/keys/pair-json-writer.ts'
import { linePieces } from '../../../src/render/pieces.ts'
import { encode } from '../../../src/rpc/codec.ts'
import { keyValueType, rangeResponseType } from '../../../src/rpc/fields.ts'
import { RangeDecoder } from '../../../src/rpc/key-value/range-decoder.ts'
import type { KeyValue } from '../../../src/rpc/messages.ts'
import { commitSeed } from '../../support/commit-seed.ts'
import { copiesOf } from './copies.ts'

const forms: readonly Form[] = ['lines', 'valueLines', 'json', 'fields']
const seed = commitSeed()

const numbers = [0n, 1n, 9n, 10n, 127n, 128n, 2n ** 32n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, -1n, -(2n ** 63n)]

function someBytes(draw: Draw, longest: number): Uint8Array {
  return draw.among([
    () => draw.bytes(draw.below(longest)),
    () => Buffer.from(draw.text('abc"\\\n\t\0\x7f é\u00ad中\ufeff\uffff😀\u{e0001}\u{1fabe}', draw.below(longest))),
    () => new Uint8Array(draw.below(longest)).fill(97 + draw.below(26)),
    () => new Uint8Array(),
  ])()
}

function someKeyValue(draw: Draw, longest = 40): KeyValue {
  const number = () => (draw.below(3) === 0 ? draw.among(numbers) : BigInt(draw.below(2 ** 31)))
  return {
    key: someBytes(draw, longest),
    createRevision: number(),
    modRevision: number(),
    version: number(),
    value: someBytes(draw, longest),
    lease: number(),
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

function pairsOf(message: Uint8Array) {
  return new RangeDecoder(asIs).take(message)
}

/** What is written of these, as far as it comes. */
function* written(parts: Iterable<KeyValue | Uint8Array>, form: Form): Generator<Uint8Array> {
  const linesOf = ({ key, value }: KeyValue) => (form === 'lines' ? [key, value] : [value])
  if (form === 'json') yield* new PairJsonWriter().pieces(parts)
  else if (form === 'fields') yield* new PairFieldWriter({ profile: parseProfile('3.7'), hex: false }).pieces(parts)
  else yield* linePieces(parts, linesOf)
}

function oneByOne(message: Uint8Array, form: Form): Buffer {
  const kvs = pairsOf(message).flatMap((pairs) => [...pairs])
  return Buffer.concat(copiesOf(written(kvs, form)))
}

function packed(message: Uint8Array, form: Form): Buffer {
  function* parts() {
    for (const pairs of pairsOf(message)) yield* packedParts(pairs, form)
  }
  return Buffer.concat(copiesOf(written(parts(), form)))
}

function compare(message: Uint8Array): void {
  for (const form of forms) assert.ok(packed(message, form).equals(oneByOne(message, form)), `${form}, seed ${seed}`)
}

test('the module is what its source makes', async () => {
  const { path, text } = await packedPairsModule()
  assert.equal(readFileSync(path, 'utf8'), text, 'run scripts/packed-pairs-module.ts')
})

test('packed key-values are written as they are one by one', () => {
  const draw = new Draw(seed)
  for (let round = 0; round < 300; round++) {
    const longest = draw.among([4, 40, 400])
    const kvs = Array.from({ length: draw.below(40) }, () => someKeyValue(draw, longest))
    compare(encode(rangeResponseType, { kvs, more: true, count: 7n }))
  }
})

test('key-values that came in parts are written in their place, also those that are not as servers write them', () => {
  const draw = new Draw(seed)
  const backwards = Uint8Array.of(0x20, 3, 0x0a, 1, 0x6b)
  let together = 0
  for (let round = 0; round < 200; round++) {
    const bodies = Array.from({ length: 2 + draw.below(30) }, () => encode(keyValueType, someKeyValue(draw, 400)))
    if (draw.below(2) === 0) bodies.splice(draw.below(bodies.length), 0, backwards)
    const message = response(bodies)
    const cut = draw.below(message.length)
    const form = draw.among(forms)
    const bytes = Buffer.concat(copiesOf(written(inTwo(message, cut, form), form)))
    assert.ok(bytes.equals(oneByOne(message, form)), `${form}, seed ${seed}, round ${round}`)
  }
  assert.ok(together > 100, `${together}`)

  function* inTwo(message: Uint8Array, cut: number, form: Form) {
    const decoder = new RangeDecoder(asIs)
    for (const piece of [message.slice(0, cut), message.slice(cut)]) {
      for (const pairs of decoder.take(piece)) {
        if (pairs.ahead.length > 0) together++
        yield* packedParts(draw.below(2) === 0 ? pairs : pairs.copy(), form)
      }
    }
  }
})

test('each character and each two bytes are quoted alike', () => {
  const points = Array.from({ length: 0x110000 / 64 }, (_, block) =>
    Array.from({ length: 64 }, (_each, at) => 64 * block + at).filter((point) => point < 0xd800 || point > 0xdfff),
  )
  const values = points.map((block) => Buffer.from(String.fromCodePoint(...block)))
  const pairsOfBytes = Array.from({ length: 256 }, (_, first) =>
    Uint8Array.from({ length: 1024 }, (_each, at) => [first, at >> 2, 0x80, 0x41][at % 4] ?? 0),
  )
  const kvs = [...values, ...pairsOfBytes].map((value) => ({ ...someKeyValue(new Draw(1)), value }))
  for (let at = 0; at < kvs.length; at += 500) compare(encode(rangeResponseType, { kvs: kvs.slice(at, at + 500) }))
})

test('pages of any size come in pieces', () => {
  const draw = new Draw(seed)
  for (const length of [0, 1, 300, 70_000, 300_000]) {
    const kvs = Array.from({ length: length > 1000 ? 12 : 5000 }, (_, at) => ({
      ...someKeyValue(draw, 3),
      key: Buffer.from(`/key/${at}`),
      value: new Uint8Array(length).fill(at),
    }))
    compare(encode(rangeResponseType, { kvs }))
  }
})

test('two readers take turns', () => {
  const draw = new Draw(seed)
  const message = () => encode(rangeResponseType, { kvs: Array.from({ length: 900 }, () => someKeyValue(draw, 800)) })
  const [one, other] = [message(), message()].map((bytes) => pairsOf(bytes)[0])
  assert.ok(one !== undefined && other !== undefined)
  const [first, second] = [one, other].map((pairs) => written(packedParts(pairs, 'fields'), 'fields'))
  assert.ok(first !== undefined && second !== undefined)
  const pieces: [Uint8Array[], Uint8Array[]] = [[], []]
  for (let isAtEnd = false; !isAtEnd; ) {
    const left = first.next()
    if (left.value) pieces[0].push(new Uint8Array(left.value))
    const right = second.next()
    if (right.value) pieces[1].push(new Uint8Array(right.value))
    isAtEnd = left.done === true && right.done === true
  }
  assert.ok(Buffer.concat(pieces[0]).equals(Buffer.concat(copiesOf(written(one, 'fields')))))
  assert.ok(Buffer.concat(pieces[1]).equals(Buffer.concat(copiesOf(written(other, 'fields')))))
})

test('key-values that are written in another way are written alike', () => {
  const draw = new Draw(seed)
  const usual = encode(keyValueType, someKeyValue(draw, 20))
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

test('bytes that are no key-value are refused as they are one by one', () => {
  const draw = new Draw(seed)
  const tags = [0x0a, 0x10, 0x18, 0x20, 0x2a, 0x30, 0x38]
  const attempt = (make: typeof packed, message: Uint8Array, form: Form) => {
    try {
      return make(message, form).toString('hex')
    } catch (error) {
      return error instanceof Error ? error.message : error
    }
  }
  for (let round = 0; round < 20_000; round++) {
    const inner = Array.from({ length: 1 + draw.below(3) }, () =>
      Uint8Array.from({ length: draw.below(16) }, () => (draw.below(2) === 0 ? draw.among(tags) : draw.below(6))),
    )
    const message = response(inner)
    const form = draw.among(forms)
    assert.deepEqual(attempt(packed, message, form), attempt(oneByOne, message, form), `seed ${seed}`)
  }
})
