import assert from 'node:assert/strict'
import test from 'node:test'
import { TerminalText } from '../../src/base/terminal-text.ts'
import { commitSeed } from '../support/commit-seed.ts'

function shown(chunks: readonly (string | Uint8Array)[], isDimmed = false): string {
  const text = new TerminalText({ isDimmed })
  const parts = [...chunks.map((chunk) => text.add(Buffer.from(chunk))), text.end()]
  return Buffer.concat(parts).toString()
}

const bytes = (latin1: string): Buffer => Buffer.from(latin1, 'latin1')

test('control characters but tab and newline are escaped', () => {
  const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('')
  const expected = Array.from({ length: 0x20 }, (_, code) => {
    if (code === 9 || code === 10) return String.fromCharCode(code)
    return code === 13 ? '\\r' : `\\x${code.toString(16).padStart(2, '0')}`
  })
  assert.equal(shown([controls]), expected.join(''))
  assert.equal(shown(['a\x7fb']), 'a\\x7fb')
})

test('C1 controls are escaped, as characters and as bytes', () => {
  for (let code = 0x80; code < 0xa0; code++) {
    assert.equal(shown([String.fromCharCode(code)]), `\\u00${code.toString(16)}`)
    assert.equal(shown([Uint8Array.of(0x61, code, 0x62)]), `a\\x${code.toString(16)}b`)
  }
  assert.equal(shown(['\u00a0\u00e9']), '\u00a0\u00e9')
})

test('marks that turn the direction of text are escaped, and their neighbours are not', () => {
  const marks = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
  const expected = [...marks].map((mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
  assert.equal(shown([marks]), expected.join(''))
  const near = '\u061b\u061d\u200d\u2010\u2029\u202f\u2065\u206a'
  assert.equal(shown([near]), near)
})

test('bytes that are no UTF-8 are escaped one by one', () => {
  for (const [input, expected] of [
    ['\xff\xfe', '\\xff\\xfe'],
    ['\xc3(', '\\xc3('],
    ['\xc0\x80', '\\xc0\\x80'],
    ['\xe0\x80\x80', '\\xe0\\x80\\x80'],
    ['\xed\xa0\x80', '\\xed\\xa0\\x80'],
    ['\xf4\x90\x80\x80', '\\xf4\\x90\\x80\\x80'],
    ['\xf8\x88\x80\x80\x80', '\\xf8\\x88\\x80\\x80\\x80'],
    ['\xe2\x82', '\\xe2\\x82'],
    ['\xf0\x9f\x98x', '\\xf0\\x9f\\x98x'],
  ] as const) {
    assert.equal(shown([bytes(input)]), expected)
  }
})

test('text of all languages and pictures stays as it is', () => {
  const text = 'key\tvalue\n\u00fc\u4f60\u597d \u0645\u0631\u062d\u0628\u0627 \ud83d\ude00\n'
  assert.equal(shown([text]), text)
})

test('it does not matter where the chunks are cut', () => {
  const whole = Buffer.concat([Buffer.from('a\u00e9\x1b[31m\u20ac\u202e\ud83d\ude00'), bytes('\xe2\x82\xff\xf0\x9f\n')])
  const expected = shown([whole])
  assert.equal(expected, 'a\u00e9\\x1b[31m\u20ac\\u202e\ud83d\ude00\\xe2\\x82\\xff\\xf0\\x9f\n')
  for (let first = 0; first <= whole.length; first++) {
    for (let second = first; second <= whole.length; second++) {
      const cut = [whole.subarray(0, first), whole.subarray(first, second), whole.subarray(second)]
      assert.equal(shown(cut), expected, `cut at ${first} and ${second}`)
    }
  }
})

test('random bytes never leave a control character, wherever they are cut', (t) => {
  const seed = Number(process.env.SEED ?? commitSeed())
  t.diagnostic(`SEED=${seed}`)
  let state = seed >>> 0
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  for (let round = 0; round < 2000; round++) {
    const input = Uint8Array.from({ length: next(40) }, () => (next(3) === 0 ? next(256) : (0x78 + next(200)) & 0xff))
    const at = next(input.length + 1)
    const text = shown([input.subarray(0, at), input.subarray(at)])
    assert.equal(text, shown([input]))
    assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/)
  }
})

test('escapes are dimmed, those in a row together', () => {
  assert.equal(shown(['a\x1b\x07b'], true), 'a\x1b[2m\\x1b\\x07\x1b[22mb')
})

test('the start of a character is kept when the memory of its chunk is used again', () => {
  const text = new TerminalText({ isDimmed: false })
  const chunk = Buffer.from('a€').subarray(0, 2)
  const first = Buffer.from(text.add(chunk)).toString()
  chunk.fill(0x7a)
  const rest = Buffer.from(text.add(Buffer.from([0x82, 0xac]))).toString()
  assert.equal(first + rest, 'a€')
})
