import assert from 'node:assert/strict'
import test from 'node:test'
import { integerOf, listOf, member, parseJson, textOf, WrongKind } from '../../src/v2/json.ts'

test('indexes of 64 bits are exact', () => {
  const json = parseJson('{"a":18446744073709551615,"b":[9007199254740993],"c":-9007199254740993,"d":7,"e":1.5}')
  assert.equal(integerOf(member(json, 'a')), 18446744073709551615n)
  assert.deepEqual(member(json, 'b'), [9007199254740993n])
  assert.equal(integerOf(member(json, 'c')), -9007199254740993n)
  assert.equal(integerOf(member(json, 'd')), 7n)
  assert.throws(() => integerOf(member(json, 'e')), WrongKind)
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

test('JSON of another kind is refused and never taken for an empty one', () => {
  for (const text of ['[]', '"text"', '12', '12345678901234567890', 'true']) {
    const json = parseJson(text)
    assert.throws(() => member(json, 'members'), WrongKind, text)
    if (text !== '[]') assert.throws(() => listOf(json), WrongKind, text)
    if (text !== '"text"') assert.throws(() => textOf(json), WrongKind, text)
  }
  assert.equal(member(null, 'members'), undefined)
  assert.deepEqual(listOf(null), [])
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
