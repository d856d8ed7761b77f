import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { newestSnap, readSnap } from '../../../src/offline/snap/reader.ts'
import { snapName, writeSnap } from '../../../src/offline/snap/writer.ts'
import { create } from '../../../src/rpc/codec.ts'
import { raftConfStateType } from '../../../src/rpc/fields.ts'
import type { RaftSnapshot } from '../../../src/rpc/messages.ts'
import { temporaryFolder } from '../temporary-folder.ts'

function sample(index: bigint): RaftSnapshot {
  const confState = create(raftConfStateType, { voters: [0xffff_ffff_ffff_fff0n] })
  return { data: Uint8Array.from(Buffer.from('{"Root":{}}')), metadata: { confState, index, term: 2n } }
}

test('a snapshot file is read as it was written, and named by term and index', (context) => {
  const folder = temporaryFolder(context)
  writeSnap(folder, sample(31n))
  assert.deepEqual(readdirSync(folder), ['0000000000000002-000000000000001f.snap'])
  assert.deepEqual(readSnap(join(folder, snapName(2n, 31n))), sample(31n))
  assert.equal(statSync(join(folder, snapName(2n, 31n))).mode & 0o600, 0o600)
})

test('every flipped bit and every cut is refused, or changes nothing', (context) => {
  const folder = temporaryFolder(context)
  writeSnap(folder, sample(1n))
  const path = join(folder, snapName(2n, 1n))
  const whole = readFileSync(path)
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = Buffer.from(whole)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(path, bytes)
    // a number has bits that do not count: those above its 32
    if (isUnchanged(path)) assert.ok(bit >= 44 && bit < 48, `bit ${bit}`)
    else assert.throws(() => readSnap(path), /^SnapError: snap: /, `bit ${bit}`)
  }
  writeFileSync(path, whole)
  for (let length = whole.length - 1; length >= 0; length--) {
    truncateSync(path, length)
    assert.throws(() => readSnap(path), /^SnapError: snap: /, `length ${length}`)
  }
})

function isUnchanged(path: string): boolean {
  try {
    return readSnap(path).metadata.index === 1n
  } catch {
    return false
  }
}

test('the newest file that is sound and wanted is taken, damaged ones stay as they are', (context) => {
  const folder = temporaryFolder(context)
  for (const index of [1n, 9n, 20n]) writeSnap(folder, sample(index))
  writeFileSync(join(folder, snapName(2n, 30n)), 'damaged')
  writeFileSync(join(folder, 'db'), 'not a snapshot')
  const before = readdirSync(folder)
  assert.equal(newestSnap(folder)?.metadata.index, 20n)
  assert.equal(newestSnap(folder, ({ metadata }) => metadata.index < 10n)?.metadata.index, 9n)
  assert.equal(
    newestSnap(folder, () => false),
    undefined,
  )
  assert.deepEqual(readdirSync(folder), before)
})

test('a folder that is not there is an error', () => {
  assert.throws(() => newestSnap('/nowhere/snap'), { message: 'open /nowhere/snap: no such file or directory' })
})
