import assert from 'node:assert/strict'
import test from 'node:test'
import { Draw } from '../../scripts/bench/draw.ts'
import { quote } from '../../src/go/quote.ts'
import { commitSeed } from '../support/commit-seed.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

test('printable ASCII stays as it is between quotation marks', () => {
  assert.equal(quote(Buffer.from("foo bar'`~")), '"foo bar\'`~"')
  assert.equal(quote(bytes()), '""')
})

test('quotation marks, backslashes and control characters are escaped', () => {
  assert.equal(quote('"\\'), '"\\"\\\\"')
  assert.equal(quote(bytes(0, 1, 7, 8, 9, 10, 11, 12, 13, 0x1b, 0x7f)), '"\\x00\\x01\\a\\b\\t\\n\\v\\f\\r\\x1b\\x7f"')
})

test('a value with one of everything reads as etcdctl prints it', () => {
  const text = Buffer.concat([
    Buffer.from('nbsp\u00a0 zws\u200b bom\ufeff ls\u2028 emoji😀 comb é pua\ue000 tag\u{e0001} fffd\ufffd bad'),
    bytes(0xff),
    Buffer.from(' trunc'),
    bytes(0xe2, 0x82),
    Buffer.from(' ctl\x01\x07\b\t\n\v\f\r\x1b\x7f\u0085 sh\u00ad q\'`"\\ nonchar\uffff surr'),
    bytes(0xed, 0xa0, 0x80),
  ])
  assert.equal(
    quote(text),
    '"nbsp\\u00a0 zws\\u200b bom\\ufeff ls\\u2028 emoji😀 comb é pua\\ue000 tag\\U000e0001 fffd\ufffd bad\\xff trunc\\xe2\\x82 ctl\\x01\\a\\b\\t\\n\\v\\f\\r\\x1b\\x7f\\u0085 sh\\u00ad q\'`\\"\\\\ nonchar\\uffff surr\\xed\\xa0\\x80"',
  )
})

test('overlong forms and code points beyond the last are escaped byte by byte', () => {
  assert.equal(quote(bytes(0xc0, 0x80)), '"\\xc0\\x80"')
  assert.equal(quote(bytes(0xe0, 0x80, 0x80)), '"\\xe0\\x80\\x80"')
  assert.equal(quote(bytes(0xf4, 0x90, 0x80, 0x80)), '"\\xf4\\x90\\x80\\x80"')
  assert.equal(quote(bytes(0xf0, 0x9f, 0x98, 0x41)), '"\\xf0\\x9f\\x98A"')
})

test('a lone surrogate in a string is the byte that it stands for', () => {
  assert.equal(quote('a\udcffé'), '"a\\xffé"')
})

test('characters that came after Unicode 15 are escaped', () => {
  assert.equal(quote('\u{1fae8}\u{1fae9}\u1c89'), '"\u{1fae8}\\U0001fae9\\u1c89"')
})

test('a view into a larger buffer is quoted alone', () => {
  assert.equal(quote(Buffer.from('xabcx').subarray(1, 4)), '"abc"')
})

/** Slow and plain: the bytes from `at` on that are one character, or undefined. */
function characterAt(bytes: Buffer, at: number): string | undefined {
  for (let size = 1; size <= 4 && at + size <= bytes.length; size++) {
    const text = bytes.toString('utf8', at, at + size)
    if ([...text].length === 1 && Buffer.from(text).equals(bytes.subarray(at, at + size))) return text
  }
  return undefined
}

function plainQuote(bytes: Buffer): string {
  const letters = new Map(
    Object.entries({ '\x07': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r' }),
  )
  let out = ''
  for (let at = 0; at < bytes.length; ) {
    const text = characterAt(bytes, at)
    const point = text?.codePointAt(0) ?? -1
    const short = text === '"' || text === '\\' ? text : letters.get(text ?? '')
    const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
    if (short !== undefined) out += `\\${short}`
    else if (text === undefined || point < 0x20 || point === 0x7f) out += `\\x${hex(bytes[at] ?? 0, 2)}`
    else if (text === ' ' || quote(text) === `"${text}"`) out += text
    else out += point > 0xffff ? `\\U${hex(point, 8)}` : `\\u${hex(point, 4)}`
    at += Buffer.byteLength(text ?? 'x')
  }
  return `"${out}"`
}

test('bytes of all kinds, in any order, are quoted as one after the other would be', () => {
  const draw = new Draw(commitSeed())
  const edges = [0, 7, 10, 34, 92, 127, 65, 0x80, 0xbf, 0xc2, 0xe2, 0x82, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xf4, 0xff]
  const character = () =>
    Buffer.from(String.fromCodePoint(draw.among([0x41, 0xa0, 0xe9, 0x4e2d, 0xfffd, 0x1f600, 0xe0001])))
  for (let round = 0; round < 3000; round++) {
    const parts = Array.from({ length: draw.below(12) }, () =>
      draw.among([() => draw.bytes(3), () => Buffer.of(draw.among(edges)), character])(),
    )
    const text = Buffer.concat(parts)
    assert.equal(quote(text), plainQuote(text), text.toString('hex'))
  }
})

test('values of megabytes are quoted whole', () => {
  const value = Buffer.alloc(1_500_000, Buffer.concat([Buffer.from('é\n'), Buffer.of(0xff)]))
  assert.equal(quote(value), `"${'é\\n\\xff'.repeat(375_000)}"`)
})
