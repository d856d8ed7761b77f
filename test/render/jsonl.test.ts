import assert from 'node:assert/strict'
import test from 'node:test'
import { bytesMember, idText, recordLine } from '../../src/render/jsonl.ts'

test('a 64-bit number is a string from 2^53 on', () => {
  const line = recordLine({ small: 2n ** 53n - 1n, large: 2n ** 53n, lowest: -(2n ** 63n), none: undefined })
  assert.equal(line, '{"small":9007199254740991,"large":"9007199254740992","lowest":"-9223372036854775808"}\n')
})

test('bytes that are no UTF-8 are base64 under another name', () => {
  assert.deepEqual(bytesMember('key', Buffer.from('Gr\u00fc\ufeff\u0000')), { key: 'Gr\u00fc\ufeff\u0000' })
  assert.deepEqual(bytesMember('key', Buffer.from('\ufeffk')), { key: '\ufeffk' })
  assert.deepEqual(bytesMember('key', Uint8Array.of(0xff)), { key_base64: '/w==' })
  // a surrogate in UTF-8 is none
  assert.deepEqual(bytesMember('key', Uint8Array.of(0xed, 0xa0, 0x80)), { key_base64: '7aCA' })
})

test('a line is one line whatever a text holds', () => {
  assert.equal(recordLine({ text: 'a\n\r\u2028<&>\u001b' }).split('\n').length, 2)
})

test('an id has 16 digits', () => {
  assert.deepEqual([idText(1n), idText(-1n)], ['0000000000000001', 'ffffffffffffffff'])
})
