import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { TrailingDigest } from '../../../src/commands/snapshot/trailing-digest.ts'

const database = Buffer.alloc(1024, 'etcd')
const digest = createHash('sha256').update(database).digest()
const whole = Buffer.concat([database, digest])

function problemOf(bytes: Uint8Array, pieceBytes: number): string | undefined {
  const seen = new TrailingDigest()
  for (let at = 0; at < bytes.length; at += pieceBytes) seen.update(bytes.subarray(at, at + pieceBytes))
  assert.equal(seen.sizeBytes, bytes.length)
  return seen.problem()
}

test('a whole snapshot is right however it is cut into pieces', () => {
  for (const pieceBytes of [1, 5, 31, 32, 33, 64, 512, 1024, 1030, 5000]) {
    assert.equal(problemOf(whole, pieceBytes), undefined, `${pieceBytes} bytes a piece`)
  }
})

test('a flipped bit is found, in the database as in the digest', () => {
  for (const at of [0, 700, 1023, 1024, 1055]) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    assert.match(
      problemOf(flipped, 100) ?? '',
      /^snapshot is damaged: its sha256 is [0-9a-f]{64}, the server announced /,
    )
  }
})

test('a snapshot that is cut short is refused', () => {
  assert.equal(problemOf(database, 100), 'sha256 checksum not found [bytes: 1024]')
  assert.equal(problemOf(whole.subarray(0, 1000), 100), 'sha256 checksum not found [bytes: 1000]')
  assert.equal(problemOf(Buffer.alloc(0), 1), 'sha256 checksum not found [bytes: 0]')
  assert.match(problemOf(whole.subarray(0, 544), 100) ?? '', /^snapshot is damaged/)
  assert.match(problemOf(whole.subarray(0, 32), 7) ?? '', /^snapshot is damaged/)
})

test('empty pieces change nothing', () => {
  const seen = new TrailingDigest()
  for (const piece of [database, Buffer.alloc(0), digest, Buffer.alloc(0)]) seen.update(piece)
  assert.equal(seen.problem(), undefined)
})
