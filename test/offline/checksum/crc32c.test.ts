import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { crc32cModule } from '../../../scripts/crc32c-module.ts'
import { crc32c } from '../../../src/offline/checksum/crc32c.ts'
import { fnv1a64 } from '../../../src/offline/checksum/fnv1a.ts'

/** Bit by bit, as the definition has it. */
function slowly(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
  }
  return ~crc >>> 0
}

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Math.imul(index + 1, 2654435761) >>> 24)
}

test('crc32c gives the published results', () => {
  assert.equal(crc32c(0, new Uint8Array(0)), 0)
  assert.equal(crc32c(0, Buffer.from('123456789')), 0xe3069283)
  assert.equal(crc32c(0, Buffer.from('key')), 0x40a4756d)
})

test('crc32c agrees with the definition at every length, and beyond its buffer', () => {
  const bytes = noise(300_001)
  for (let length = 0; length < 70; length++)
    assert.equal(crc32c(0, bytes, 0, length), slowly(bytes.subarray(0, length)), `${length} bytes`)
  assert.equal(crc32c(0, bytes), slowly(bytes))
})

test('crc32c goes on from what came before', () => {
  const bytes = noise(1000)
  for (const cut of [0, 1, 15, 16, 17, 500, 999]) {
    const first = crc32c(0, bytes, 0, cut)
    assert.equal(crc32c(first, bytes, cut), crc32c(0, bytes))
  }
})

test('the module is what the script makes', () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'src', 'offline', 'checksum', 'crc32c-module.ts')
  assert.equal(readFileSync(path, 'utf8'), crc32cModule(), 'run scripts/crc32c-module.ts')
})

test('fnv1a64 gives the published results', () => {
  assert.equal(fnv1a64(new Uint8Array(0)), 0xcbf29ce484222325n)
  assert.equal(fnv1a64(Buffer.from('a')), 0xaf63dc4c8601ec8cn)
})
