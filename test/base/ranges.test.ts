import assert from 'node:assert/strict'
import test from 'node:test'
import { fromKeyRange, prefixEnd, prefixRange } from '../../src/base/ranges.ts'

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}

test('a prefix ends where its last byte below 0xff is raised by one', () => {
  const cases = { '61': '62', '6162': '6163', '61ff': '62', '61ffff': '62', fe: 'ff', '00': '01', '6100': '6101' }
  for (const [prefix, end] of Object.entries(cases)) assert.equal(hex(prefixEnd(fromHex(prefix))), end, prefix)
})

test('a prefix of 0xff bytes only has no end', () => {
  assert.equal(hex(prefixEnd(fromHex('ff'))), '00')
  assert.equal(hex(prefixEnd(fromHex('ffffff'))), '00')
})

test('the prefix itself is left as it is', () => {
  for (const prefix of [fromHex('61ff'), Buffer.from('61ff', 'hex')]) {
    prefixEnd(prefix)
    assert.equal(hex(prefix), '61ff')
  }
})

test('an empty prefix and an empty first key mean all keys', () => {
  for (const range of [prefixRange(fromHex('')), fromKeyRange(fromHex(''))]) {
    assert.deepEqual([hex(range.key), hex(range.rangeEnd)], ['00', '00'])
  }
})

test('a range from a key on keeps the key and has no end', () => {
  const range = fromKeyRange(fromHex('61ff'))
  assert.deepEqual([hex(range.key), hex(range.rangeEnd)], ['61ff', '00'])
})
