import assert from 'node:assert/strict'
import test from 'node:test'
import {
  compareBytes,
  compareRange,
  encodeU64be,
  i32be,
  i32le,
  safeU64le,
  u16le,
  u32le,
  viewOf,
} from '../../src/offline/bytes.ts'
import { revisionAt } from '../../src/offline/mvcc/revision-key.ts'

const bytes = Uint8Array.of(0x7f, 0x80, 0xff, 0, 1, 0xfe, 0x81, 0x7e, 0xff, 0xff, 0xff, 0xff, 0, 0, 0x1f, 0)

test('numbers put together from bytes are those that a DataView reads', () => {
  const view = viewOf(bytes)
  for (let at = 0; at + 8 <= bytes.length; at++) {
    assert.equal(u16le(bytes, at), view.getUint16(at, true))
    assert.equal(i32le(bytes, at), view.getInt32(at, true))
    assert.equal(u32le(bytes, at), view.getUint32(at, true))
    assert.equal(i32be(bytes, at), view.getInt32(at))
    assert.equal(safeU64le(bytes, at), Number(view.getBigUint64(at, true)))
  }
})

const revisions = [0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -1n, -(2n ** 63n)]

for (const revision of revisions) {
  test(`revision ${revision} is read exactly`, () => {
    assert.equal(revisionAt(Buffer.concat([Uint8Array.of(9), encodeU64be(revision)]), 1), revision)
  })
}

test('a part of bytes is compared as a copy of it would be', () => {
  const words = ['', 'a', 'ab', 'abc', 'b', '\x7f', '\x80', '\xff\xff', 'ac']
  for (const word of words) {
    for (const other of words) {
      const whole = Buffer.from(`zz${word}zz`, 'latin1')
      const [a, b] = [Buffer.from(word, 'latin1'), Buffer.from(other, 'latin1')]
      assert.equal(Math.sign(compareRange(whole, 2, 2 + a.length, b)), compareBytes(a, b), `${word} ${other}`)
    }
  }
})
