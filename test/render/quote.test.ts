import assert from 'node:assert/strict'
import test from 'node:test'
import { quote } from '../../src/render/quote.ts'

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
