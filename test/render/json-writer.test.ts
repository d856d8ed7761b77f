import assert from 'node:assert/strict'
import test from 'node:test'
import { jsonBase64, jsonString, toJson } from '../../src/render/json-writer.ts'

test('strings escape what could be read as HTML, and the separators U+2028 and U+2029', () => {
  assert.equal(jsonString('<b>&"c\\\u2028\u2029'), '"\\u003cb\\u003e\\u0026\\"c\\\\\\u2028\\u2029"')
})

test('control characters have short forms where Go has them, and DEL is not one of them', () => {
  assert.equal(jsonString('\b\f\n\r\t\0\x1f\x7f'), '"\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"')
})

test('each invalid byte is an escaped replacement character, a real one stays', () => {
  const bytes = Buffer.concat([Buffer.from('日😀\ufffd'), Buffer.from('ffe282', 'hex'), Buffer.from('d')])
  assert.equal(jsonString(bytes), '"日😀\ufffd\\ufffd\\ufffd\\ufffdd"')
  assert.equal(jsonString('a\udcffb\ud83d\ude00'), '"a\\ufffdb😀"')
})

test('bytes are standard base64 with padding', () => {
  assert.equal(jsonBase64(Uint8Array.of(0xff, 0xfe, 0xfb, 0xf0)), '"//778A=="')
  assert.equal(jsonBase64(new Uint8Array()), '""')
  assert.equal(jsonBase64(Buffer.from('xfoox').subarray(1, 4)), '"Zm9v"')
})

test('64-bit numbers are written exactly', () => {
  assert.equal(
    toJson([18446744073709551615n, -9223372036854775808n, 0n]),
    '[18446744073709551615,-9223372036854775808,0]',
  )
})

test('properties keep their order, undefined ones are left out, null stays', () => {
  const value = { b: 1, a: [true, null], gone: undefined, 'x<': new Uint8Array([1]), empty: {}, none: [] }
  assert.equal(toJson(value), '{"b":1,"a":[true,null],"x\\u003c":"AQ==","empty":{},"none":[]}')
})
