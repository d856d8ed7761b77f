import assert from 'node:assert/strict'
import test from 'node:test'
import { jsonBase64, toJson } from '../../src/render/json-writer.ts'

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
