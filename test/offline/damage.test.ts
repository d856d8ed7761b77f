import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { checkBolt } from '../../src/offline/bbolt/check.ts'
import { openBolt } from '../../src/offline/bbolt/reader.ts'
import { memorySource, type Source } from '../../src/offline/files/file-source.ts'
import { hashKv } from '../../src/offline/mvcc/hashkv.ts'
import { snapshotStatus } from '../../src/offline/mvcc/status.ts'
import { verifySnapshot } from '../../src/offline/verify/verify.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { historyBytes } from './history.ts'
import { startRealStore } from './real-store.ts'

const pageBytes = 4096
const slowestMs = 120_000

/** From a real server when there is one, otherwise from our own writer. */
async function snapshotBytes(): Promise<Buffer> {
  const binaries = await newestEtcd()
  if (binaries === undefined) {
    const bytes = historyBytes({ seed: 21, revisions: 700, keys: 80 })
    return Buffer.concat([bytes, createHash('sha256').update(bytes).digest()])
  }
  const { cluster, snapshot } = await startRealStore(binaries)
  try {
    return readFileSync(snapshot)
  } finally {
    await cluster.close()
  }
}

const sound = await snapshotBytes()
const pages = Math.floor(sound.length / pageBytes)

const readings: readonly [name: string, read: (source: Source) => unknown][] = [
  ['status', (source) => snapshotStatus(openBolt(source), '3.7')],
  ['status of old releases', (source) => snapshotStatus(openBolt(source, '3.4'), '3.4')],
  ['hashkv', (source) => hashKv(openBolt(source))],
  ['check', (source) => checkBolt(openBolt(source))],
  ['verify of a bare copy', (source) => verifySnapshot(source, { isBareCopy: true })],
]

/** Everything ends in a result or in an error for the user, and soon; damage is never called sound. */
function tryAll(bytes: Uint8Array, what: string): void {
  const source = memorySource(bytes, 'damaged')
  const start = performance.now()
  for (const [name, read] of readings) {
    try {
      read(source)
    } catch (error) {
      assert.ok(error instanceof CliError, `${name}, ${what}: ${error instanceof Error ? error.stack : error}`)
      assert.notEqual(error.message, '', `${name}, ${what}`)
    }
  }
  const { isSound, problems } = verifySnapshot(source)
  assert.equal(isSound, false, `${what} is called sound`)
  assert.ok(problems.length > 0, what)
  const bare = memorySource(bytes.subarray(0, bytes.length - (bytes.length % pageBytes)))
  assert.equal(verifySnapshot(bare).isSound, false, `${what}, without the hash, is called sound`)
  assert.ok(performance.now() - start < slowestMs, `${what} takes too long`)
}

let state = 20_240_601
function random(below: number): number {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

test('the file itself is sound', () => {
  const { isSound, problems, unproved } = verifySnapshot(memorySource(sound))
  assert.deepEqual({ isSound, problems, unproved }, { isSound: true, problems: [], unproved: [] })
})

test('the file cut off before its hash, or within it, is refused', () => {
  for (const hashBytes of [0, 1, 31])
    tryAll(sound.subarray(0, sound.length - 32 + hashBytes), `${hashBytes} bytes of hash`)
})

test('the file cut off at 1,000 places is refused', () => {
  for (let index = 0; index < 1000; index++) {
    const length = Math.floor((index * (sound.length - 33)) / 1000)
    tryAll(sound.subarray(0, length), `cut at ${length}`)
  }
})

test('the file with one bit flipped, at 1,000 places, is refused', () => {
  for (let index = 0; index < 1000; index++) {
    const at = random(sound.length)
    const bytes = Buffer.from(sound)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    tryAll(bytes, `bit in byte ${at}`)
  }
})

test('the file with one byte changed, at 1,000 places in headers and elements, is refused', () => {
  for (let index = 0; index < 1000; index++) {
    const at = random(pages) * pageBytes + random(96)
    const bytes = Buffer.from(sound)
    bytes[at] = (bytes[at] ?? 0) ^ (1 + random(255))
    tryAll(bytes, `byte ${at}`)
  }
})

test('the file with two pages swapped, or one copied over another, is refused', () => {
  for (let index = 0; index < 300; index++) {
    const [a, b] = [random(pages) * pageBytes, random(pages) * pageBytes]
    const bytes = Buffer.from(sound)
    sound.copy(bytes, a, b, b + pageBytes)
    if (index % 2 === 0) sound.copy(bytes, b, a, a + pageBytes)
    // Free pages may be equal.
    if (!bytes.equals(sound)) tryAll(bytes, `pages at ${a} and ${b}`)
  }
})

test('files of zeros and of noise are refused', () => {
  for (const length of [0, 1, 32, 100, 512, 544, 2048, 2049, 4096, 8191, 8192, 65536, 65568]) {
    tryAll(new Uint8Array(length), `${length} zeros`)
    tryAll(
      Uint8Array.from({ length }, () => random(256)),
      `${length} bytes of noise`,
    )
  }
})
