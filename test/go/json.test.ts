import assert from 'node:assert/strict'
import test from 'node:test'
import { jsonString, jsonStrings } from '../../src/go/json.ts'

test('strings escape what could be read as HTML, and the separators U+2028 and U+2029', () => {
  for (const style of ['go1.21', 'go1.22'] as const) {
    assert.equal(jsonString('<b>&"c\\\u2028\u2029', style), '"\\u003cb\\u003e\\u0026\\"c\\\\\\u2028\\u2029"')
  }
})

test('control characters have short forms where Go has them, and DEL is not one of them', () => {
  const controls = '\b\f\n\r\t\0\x1f\x7f'
  assert.equal(jsonString(controls, 'go1.22'), '"\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"')
  assert.equal(jsonString(controls, 'go1.21'), '"\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\x7f"')
})

test('each lone surrogate is an escaped replacement character, a real one stays', () => {
  assert.equal(jsonString('a\udcffb\ud83d\ude00\ufffd', 'go1.22'), '"a\\ufffdb😀\ufffd"')
})

test('a list has no spaces', () => {
  assert.equal(jsonStrings(['a', 'b"'], 'go1.22'), '["a","b\\""]')
  assert.equal(jsonStrings([], 'go1.21'), '[]')
})
