import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeForm, encodeForm, unescapeBytes } from '../../../src/v2/http/form.ts'

test('a form is sorted by name and encoded as Go does', () => {
  const pairs = [
    ['value', "a 'b'\nc~é&=+"],
    ['ttl', '5'],
  ] as const
  assert.equal(encodeForm(pairs), 'ttl=5&value=a+%27b%27%0Ac~%C3%A9%26%3D%2B')
})

test('bytes that are not UTF-8 are encoded as they are', () => {
  assert.equal(encodeForm([['value', '\udcff\udc80x']]), 'value=%FF%80x')
})

test('an empty form is empty', () => {
  assert.equal(encodeForm([]), '')
})

test('a query is read as Go reads it', () => {
  assert.deepEqual(decodeForm('a=1&b&c=x+y%20z&&d;e=1&f=%zz'), [
    ['a', '1'],
    ['b', ''],
    ['c', 'x y z'],
  ])
})

test('escapes become text, and bytes that are none', () => {
  assert.equal(unescapeBytes('%C3%A9/%FFx'), 'é/\udcffx')
})
