import assert from 'node:assert/strict'
import test from 'node:test'
import { transferText } from '../../src/frame/transfer-text.ts'

test('a transfer shows total, rate and time left, as far as they are known', () => {
  const text = (doneBytes: number, totalBytes: number, elapsedMs: number) =>
    transferText({ doneBytes, totalBytes, elapsedMs })
  assert.equal(text(0, 0, 0), '0 B')
  assert.equal(text(0, 0, 5_000), '0 B')
  assert.equal(text(120e6, 0, 2_000), '120 MB, 60 MB/s')
  assert.equal(text(120e6, 500e6, 2_000), '120 MB of 500 MB, 60 MB/s, 7s left')
  assert.equal(text(1e9, 9e9, 10_000), '1.0 GB of 9.0 GB, 100 MB/s, 1m20s left')
  assert.equal(text(1e6, 9e9, 1_000), '1.0 MB of 9.0 GB, 1.0 MB/s, 2h29m left')
  assert.equal(text(500e6, 500e6, 4_000), '500 MB, 125 MB/s')
})
