import assert from 'node:assert/strict'
import test from 'node:test'
import { integerOf, member, parseJson, textOf } from '../../src/v2/json.ts'

test('indexes of 64 bits are exact', () => {
  const json = parseJson('{"a":18446744073709551615,"b":[9007199254740993],"c":-9007199254740993,"d":7,"e":1.5}')
  assert.equal(integerOf(member(json, 'a')), 18446744073709551615n)
  assert.deepEqual(member(json, 'b'), [9007199254740993n])
  assert.equal(integerOf(member(json, 'c')), -9007199254740993n)
  assert.equal(integerOf(member(json, 'd')), 7n)
  assert.equal(integerOf(member(json, 'e')), 0n)
})

test('no text is taken for a number, whatever it holds', () => {
  for (const text of [
    '\0n1234567890123456',
    '1234567890123456',
    '"1234567890123456"',
    '\\',
    '{"\0long":"1"}',
    ':1234567890123456,',
  ]) {
    const json = parseJson(JSON.stringify({ value: text, modifiedIndex: 1, other: '1234567890123456' }))
    assert.equal(textOf(member(json, 'value')), text)
    assert.equal(textOf(member(json, 'other')), '1234567890123456')
  }
})

test('what is no JSON is refused, with long numbers too', () => {
  for (const text of [
    '',
    '404 page not found',
    '{"a":1234567890123456',
    '1234567890123456 x',
    '{"a" 1234567890123456}',
  ]) {
    assert.throws(() => parseJson(text), SyntaxError, text)
  }
})
