import assert from 'node:assert/strict'
import test from 'node:test'
import { recordLine } from '../../src/render/jsonl.ts'
import { pairRecord } from '../../src/render/keys/pair-record.ts'
import { parseKeyRecord } from '../../src/source/key-record.ts'
import { chooseSeed, randomOf } from '../source/history-model.ts'

const none = { createRevision: 0n, modRevision: 0n, version: 0n, lease: 0n }

test('a record has text where bytes are text, and numbers that no reader rounds', () => {
  const kv = {
    key: new Uint8Array(Buffer.from('/a\u2028<&>"\n\u{1f600}')),
    value: Uint8Array.of(0xff, 0),
    createRevision: 2n ** 53n - 1n,
    modRevision: 2n ** 53n,
    version: 2n ** 63n - 1n,
    lease: -1n,
  }
  const line =
    '{"key":"/a\u2028<&>\\"\\n\u{1f600}","value_base64":"/wA=","create_revision":9007199254740991,' +
    '"mod_revision":"9007199254740992","version":"9223372036854775807","lease":"ffffffffffffffff"}\n'
  assert.equal(recordLine(pairRecord(kv)), line)
  assert.deepEqual(parseKeyRecord(Buffer.from(line.slice(0, -1)), 'x'), { kv, hasValue: true })
})

test('any bytes come back out of a record as they went in', () => {
  const seed = chooseSeed()
  console.log(`SOURCE_SEED=${seed}`)
  const random = randomOf(seed)
  const alphabet = [
    0, 9, 10, 13, 0x1b, 0x22, 0x5c, 0x61, 0x7f, 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0x80, 0xae, 0xed, 0xa0, 0xef, 0xbb, 0xf0,
    0xff,
  ]
  const bytes = () => Uint8Array.from({ length: random(8) }, () => alphabet[random(alphabet.length)] ?? 0)
  for (let round = 0; round < 20_000; round++) {
    const kv = { ...none, key: bytes(), value: bytes() }
    const line = recordLine(pairRecord(kv))
    assert.equal(line.indexOf('\n'), line.length - 1)
    assert.deepEqual(parseKeyRecord(Buffer.from(line.slice(0, -1)), 'x').kv, kv, line)
  }
})
