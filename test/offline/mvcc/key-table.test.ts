import assert from 'node:assert/strict'
import test from 'node:test'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { encodeU64be } from '../../../src/offline/bytes.ts'
import { memorySource } from '../../../src/offline/files/file-source.ts'
import { hashKv } from '../../../src/offline/mvcc/hashkv.ts'
import { KeyTable, takeInParts } from '../../../src/offline/mvcc/key-table.ts'
import { snapshotStatus } from '../../../src/offline/mvcc/status.ts'
import { verifySnapshot } from '../../../src/offline/verify/verify.ts'
import { historyBytes, keysLeft } from '../history.ts'

const numbered = (number: number): Uint8Array => encodeU64be(BigInt(number))
const smallTable = () => new KeyTable(1024)

test('a table gives back what a key was given last, and 0 for a new key', () => {
  const table = new KeyTable(4096)
  for (let key = 0; key < 3000; key++) assert.equal(table.replace(numbered(key), 0, 8, key + 1), 0)
  for (let key = 0; key < 3000; key++) assert.equal(table.replace(numbered(key), 0, 8, 7), key + 1)
  for (let length = 0; length < 8; length++) assert.equal(table.replace(numbered(0), 0, length, 1), 0)
})

test('a table takes three quarters of its slots, then nothing', () => {
  const table = smallTable()
  assert.equal(table.capacity, 768)
  for (let key = 0; key < 768; key++) table.replace(numbered(key), 0, 8, 1)
  assert.equal(table.isFull, false)
  assert.equal(table.replace(numbered(0), 0, 8, 2), 1)
  assert.equal(table.replace(numbered(768), 0, 8, 1), -1)
  assert.equal(table.isFull, true)
})

test('taken in parts, every key is taken once', () => {
  const table = new KeyTable(8192)
  const taken = new Array<number>(30_000).fill(0)
  takeInParts(table, taken.length, () => {
    for (const [key, times] of taken.entries()) {
      if (table.replace(numbered(key), 0, 8, 1) === 0) taken[key] = times + 1
    }
  })
  assert.deepEqual(new Set(taken), new Set([1]))
})

test('the memory for the keys of a file does not grow beyond 48 MiB', () => {
  assert.equal(KeyTable.forFile(0).capacity, 3072)
  assert.equal(KeyTable.forFile(2 ** 27).capacity, 1_572_864)
  assert.equal(KeyTable.forFile(2 ** 40).capacity, KeyTable.forFile(2 ** 28).capacity)
})

const histories = [
  { seed: 21, revisions: 9000, keys: 6000 },
  { seed: 22, revisions: 9000, keys: 6000, compacted: 5000 },
  { seed: 23, revisions: 9000, keys: 6000, compacted: 5000, isFinished: false },
]

for (const history of histories) {
  test(`more keys than fit at once make no difference, history ${JSON.stringify(history)}`, () => {
    const reader = openBolt(memorySource(historyBytes(history)))
    assert.equal(snapshotStatus(reader, '3.7', smallTable).totalKeys, keysLeft(history))
    for (const revision of [0n, 5000n, 8000n])
      assert.deepEqual(hashKv(reader, revision, smallTable), hashKv(reader, revision))
    const report = verifySnapshot(reader.source, { isBareCopy: true, makeTable: smallTable })
    assert.deepEqual(report, verifySnapshot(reader.source, { isBareCopy: true }))
    assert.equal(report.isSound, true)
  })
}
