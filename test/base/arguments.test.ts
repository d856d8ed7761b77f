import assert from 'node:assert/strict'
import test from 'node:test'
import { argumentBytes, decodeEscaping } from '../../src/base/arguments.ts'

const samples: [bytes: number[], text: string][] = [
  [[0x61, 0xff, 0x62], 'a\udcffb'],
  [[0xc3, 0xa9], '\u00e9'],
  [[0xc3], '\udcc3'],
  [[0xe6, 0x97], '\udce6\udc97'],
  [[0xe6, 0x97, 0xa5], '\u65e5'],
  [[0xf0, 0x9f, 0x98, 0x80, 0x80], '\u{1f600}\udc80'],
  [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  [[0xc0, 0x80], '\udcc0\udc80'],
  [[0xef, 0xbf, 0xbd], '\ufffd'],
  [[0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
]

test('bytes that are not UTF-8 become lone surrogates and come back as they were', () => {
  for (const [bytes, text] of samples) {
    assert.equal(decodeEscaping(Uint8Array.from(bytes)), text)
    assert.deepEqual([...argumentBytes(text)], bytes)
  }
})
