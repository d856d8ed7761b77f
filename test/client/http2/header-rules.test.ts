import assert from 'node:assert/strict'
import test from 'node:test'
import { checkField } from '../../../src/client/http2/header-rules.ts'

function check(name: string, value = 'v', ...before: readonly string[]): string | undefined {
  return checkField({ name, value }, new Map(before.map((each) => [each, 'x'])))
}

test('a name is of small letters, digits and the signs of a token', () => {
  for (const name of ['a', 'z', '0', '9', 'grpc-status', "!#$%&'*+-.^_`|~"]) assert.equal(check(name), undefined, name)
  for (const name of ['', 'A', 'Z', 'a b', 'a\t', 'é', 'a:', '@', '{', '/', 'a\x00', '"']) {
    assert.match(check(name) ?? '', /^invalid header field name "/, name)
  }
})

test('a value has no control characters but the tab', () => {
  for (const value of ['', '\t', ' ', '~', '\x80', 'é', 'a\tb']) assert.equal(check('a', value), undefined)
  for (const value of ['\x00', '\n', '\r', '\x1f', '\x7f', 'a\x08', '\x0ab', '\x0b']) {
    assert.equal(check('a', value), 'invalid header field value for "a"', JSON.stringify(value))
  }
})

test('the trouble of a name goes before that of its value', () => {
  assert.equal(check('A', '\n'), 'invalid header field name "A"')
  assert.equal(check(':status', '\n'), 'invalid header field value for ":status"')
})

test('pseudo fields come first, once, and of one kind', () => {
  assert.equal(check(':status'), undefined)
  for (const name of [':method', ':path', ':scheme', ':authority', ':protocol']) {
    assert.equal(check(name), undefined)
    assert.equal(check(name, 'v', ':status'), 'mix of request and response pseudo headers')
    assert.equal(check(':status', 'v', name), 'mix of request and response pseudo headers')
  }
  assert.equal(check(':path', 'v', ':method', ':scheme'), undefined)
  assert.equal(check(':status', 'v', ':status'), 'duplicate pseudo-header ":status"')
  assert.equal(check(':status', 'v', 'a'), 'pseudo header field after regular')
  assert.equal(check(':other'), 'invalid pseudo-header ":other"')
  assert.equal(check(':'), 'invalid pseudo-header ":"')
})
