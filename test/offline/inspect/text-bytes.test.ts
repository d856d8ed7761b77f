import assert from 'node:assert/strict'
import test from 'node:test'
import { quote } from '../../../src/go/quote.ts'
import { TextBytes } from '../../../src/offline/inspect/text-bytes.ts'

const textOf = (bytes: TextBytes): string => Buffer.from(bytes.written).toString('utf8')

test('bytes are quoted as quote does it, whatever they are', () => {
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state >>> 16
  }
  const fixed = ['', 'a"b\\c\n\u0000\u007f', 'grün 語 😀 \u200b \ufffd', '\u00a0'].map((text) => Buffer.from(text))
  const mixed = Array.from({ length: 300 }, () => Buffer.from(Array.from({ length: 40 }, () => random() & 0xff)))
  const text = new TextBytes()
  for (const bytes of [...fixed, ...mixed]) {
    text.clear()
    assert.equal(textOf(text.quoted(bytes)), quote(bytes), bytes.toString('hex'))
  }
})

test('a part of the bytes is quoted by itself: a rune that goes on beyond its end is none', () => {
  const text = new TextBytes().quoted(Buffer.from('agrüb'), 1, 4)
  assert.equal(textOf(text), '"gr\\xc3"')
})

test('text and numbers follow each other, and grow beyond the first memory', () => {
  const text = new TextBytes()
  for (const number of [0, 9, 10, 12345, Number.MAX_SAFE_INTEGER]) text.number(number).add(' grün|')
  assert.equal(textOf(text), '0 grün|9 grün|10 grün|12345 grün|9007199254740991 grün|')
  const length = text.length
  text.quoted(Buffer.alloc(1_000_000, 1))
  assert.equal(text.length, length + 4_000_002)
  text.cut(length)
  assert.equal(text.length, length)
})
