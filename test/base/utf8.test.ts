import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeRune, runeSize } from '../../src/base/utf8.ts'

test('every size of code point is decoded and measured', () => {
  for (const char of ['a', '\x7f', 'é', '\u07ff', '\u0800', '日', '\uffff', '\u{10000}', '😀', '\u{10ffff}']) {
    const bytes = Buffer.from(`.${char}`)
    assert.equal(decodeRune(bytes, 1), char.codePointAt(0))
    assert.equal(runeSize(decodeRune(bytes, 1)), bytes.length - 1)
  }
})

test('surrogates, overlong forms, stray and missing continuation bytes are invalid', () => {
  for (const hex of ['80', 'c180', 'e08080', 'eda080', 'f0808080', 'f4908080', 'f8888080', 'e282', 'c3', 'e2c3a9']) {
    assert.equal(decodeRune(Buffer.from(hex, 'hex'), 0), -1, hex)
  }
})
