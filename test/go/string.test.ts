import assert from 'node:assert/strict'
import test from 'node:test'
import { readLiteral } from '../../src/go/string.ts'

const good: readonly (readonly [text: string, value: string, rest: string])[] = [
  ['"plain"', 'plain', ''],
  ['""', '', ''],
  ['"a" = "b"', 'a', ' = "b"'],
  ['"a\\"b"c"', 'a"b', 'c"'],
  ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"', ''],
  ['"\\x41\\101\\u0041\\U00000041"', 'AAAA', ''],
  ['"\\u00e9\\U0001f600"', 'é😀', ''],
  ['"\\xe2\\x82\\xac"', '€', ''],
  ['"\\xff"', '\udcff', ''],
  ['"raw \udcff"', 'raw \ufffd', ''],
  ['`a\\n"b`', 'a\\n"b', ''],
  ["`it's`) rest", "it's", ') rest'],
]

const bad = [
  '',
  'plain',
  "'a'",
  '"open',
  '`open',
  '"\\q"',
  '"\\\'"',
  '"\\x4"',
  '"\\400"',
  '"\\8"',
  '"\\ud800"',
  '"\\U00110000"',
]

test('a literal is read up to its end', () => {
  for (const [text, value, rest] of good) assert.deepEqual(readLiteral(text), { value, rest }, text)
})

test('what is no literal, or has a wrong escape, is not read', () => {
  for (const text of bad) assert.equal(readLiteral(text), undefined, text)
})
