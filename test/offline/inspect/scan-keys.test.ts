import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { parseProfile } from '../../../src/base/release.ts'
import { viewOf } from '../../../src/offline/bytes.ts'
import type { Source } from '../../../src/offline/files/file-source.ts'
import { scanKeys } from '../../../src/offline/inspect/scan-keys.ts'
import { writeSample } from '../sample-snapshot.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const pageSize = 4096
const leafFlag = 2

function sample(t: TestContext, keys: number, valueBytes: number): Buffer {
  const path = join(temporaryFolder(t), 'db')
  writeSample(path, { keys, valueBytes, hasDigest: false })
  return readFileSync(path)
}

interface Scan {
  readonly keys: number
  readonly remarks: readonly string[]
  /** The most bytes that were read at once. */
  readonly largestRead: number
}

function scan(bytes: Uint8Array): Scan {
  let largestRead = 0
  const source: Source = {
    path: 'memory',
    size: bytes.length,
    read: (at, length) => {
      largestRead = Math.max(largestRead, length)
      return bytes.subarray(at, at + length)
    },
  }
  let keys = 0
  const remarks: string[] = []
  for (const piece of scanKeys(source, 0n, parseProfile('3.7'))) {
    if ('remark' in piece) remarks.push(piece.remark)
    else keys += Buffer.from(piece).toString().split('\n').length - 1
  }
  return { keys, remarks, largestRead }
}

/** The first leaf page of revisions: its keys are 17 bytes long. */
function firstLeaf(bytes: Uint8Array): number {
  const view = viewOf(bytes)
  for (let id = 2; id * pageSize < bytes.length; id++) {
    const at = id * pageSize
    if (view.getUint16(at + 8, true) === leafFlag && view.getUint32(at + 24, true) === 17) return id
  }
  return assert.fail('no leaf of revisions')
}

for (const overflow of [2, 100, 4_000, 0x7fff_ffff, 0xffff_ffff]) {
  test(`an overflow of ${overflow} that is damaged costs no memory and hides no keys`, (t) => {
    const bytes = sample(t, 20_000, 1000)
    const sound = scan(bytes)
    assert.deepEqual([sound.keys, sound.remarks], [20_000, []])
    const id = firstLeaf(bytes)
    viewOf(bytes).setUint32(id * pageSize + 12, overflow, true)
    const { keys, remarks, largestRead } = scan(bytes)
    assert.equal(keys, 20_000)
    assert.deepEqual(remarks, [
      `Page ${id} is damaged: it claims ${overflow} more pages, its elements take 1. Continuing...`,
    ])
    assert.ok(largestRead <= 1 << 20, `${largestRead} bytes at once`)
  })
}

test('values that take more pages are read in pieces', (t) => {
  const { keys, remarks, largestRead } = scan(sample(t, 4, 3_000_000))
  assert.deepEqual([keys, remarks], [4, []])
  assert.ok(largestRead <= 1 << 20, `${largestRead} bytes at once`)
})

test('a damaged length is no reason to read the rest of the file', (t) => {
  const bytes = sample(t, 20_000, 5000)
  const id = firstLeaf(bytes)
  const view = viewOf(bytes)
  view.setUint32(id * pageSize + 12, 20_000, true)
  view.setUint32(id * pageSize + 16 + 12, 80_000_000, true)
  const { remarks, largestRead } = scan(bytes)
  assert.match(remarks[0] ?? '', /element 0 is out of bounds/)
  assert.ok(largestRead <= 1 << 20, `${largestRead} bytes at once`)
})
