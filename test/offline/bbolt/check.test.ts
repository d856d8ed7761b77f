import assert from 'node:assert/strict'
import test from 'node:test'
import { checkBolt } from '../../../src/offline/bbolt/check.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { memorySource } from '../../../src/offline/files/file-source.ts'
import { boltBytes, changeMetas, type Entry, placeOf, withFreelist } from '../bolt-bytes.ts'

const many: Entry[] = Array.from({ length: 400 }, (_, index) => [
  `key-${String(index).padStart(4, '0')}`,
  'v'.repeat(20),
])
/** The bucket's pages are 2 to 6 and a branch, page 7; the root is page 8. */
const sample = boltBytes({ key: many })
const linesOf = (bytes: Uint8Array, release?: '3.6' | '3.7') => checkBolt(openBolt(memorySource(bytes)), release)
const hex = (text: string) => Buffer.from(text).toString('hex')

function changed(bytes: Buffer, change: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes)
  change(copy)
  return copy
}

test('a sound file has no violations, with its free pages stored or not', () => {
  assert.equal(sample.length, 9 * 4096)
  assert.deepEqual(linesOf(sample), [])
  assert.deepEqual(linesOf(withFreelist(sample, [])), [])
})

test('free pages that are stored must be those that nothing leads to', () => {
  const spare = changeMetas(Buffer.concat([sample, Buffer.alloc(2 * 4096)]), (meta) => meta.setBigUint64(40, 11n, true))
  assert.deepEqual(linesOf(spare), [])
  assert.deepEqual(linesOf(withFreelist(spare, [9, 10])), [])
  assert.deepEqual(linesOf(withFreelist(spare, [9])), ['page 10: unreachable unfreed'])
  assert.deepEqual(linesOf(withFreelist(spare, [9, 10, 10, 3])), ['page 10: already freed', 'page 3: reachable freed'])
})

test('a page that two lead to is named with the way to it', () => {
  const twice = changed(sample, (bytes) => bytes.writeBigUInt64LE(2n, 7 * 4096 + 16 + 16 + 8))
  assert.deepEqual(linesOf(withFreelist(twice, [])), [
    'page 2: multiple references (stack: [7 2])',
    'page 3: unreachable unfreed',
  ])
  const first = 'page 2: multiple references (stack: [7 2])'
  assert.deepEqual(linesOf(twice), [`panic: freepages: failed to get all reachable pages (${first})`])
  assert.deepEqual(linesOf(twice, '3.6'), [first])
})

test('a page beyond the end and one of the wrong type are named', () => {
  const beyond = changed(sample, (bytes) => bytes.writeBigUInt64LE(99n, 7 * 4096 + 16 + 8))
  assert.equal(linesOf(withFreelist(beyond, []))[0], 'page 99: out of bounds: 10 (stack: [7 99])')
  const wrong = changed(sample, (bytes) => bytes.writeUInt16LE(0x10, 2 * 4096 + 8))
  assert.deepEqual(linesOf(withFreelist(wrong, [])), ['page 2: invalid type: freelist (stack: [7 2])'])
})

test('keys out of order are named with their neighbours', () => {
  const swapped = changed(sample, (bytes) => bytes.write('key-0000', placeOf(bytes, `key-0010${'v'.repeat(20)}`)))
  const line =
    `key[10]=(hex)${hex('key-0000')} on leaf page(2) needs to be > (found <) than previous element ` +
    `(hex)${hex('key-0009')}. Stack: [7 2]`
  assert.deepEqual(linesOf(swapped, '3.6'), [line])
  assert.deepEqual(linesOf(swapped), [`panic: freepages: failed to get all reachable pages (${line})`])
})

test('equal keys and keys outside of what the ancestor says are named', () => {
  const equal = changed(sample, (bytes) => bytes.write('key-0009', placeOf(bytes, `key-0010${'v'.repeat(20)}`)))
  assert.match(
    linesOf(equal, '3.6').join('\n'),
    /^key\[10\]=\(hex\)\w+ on leaf page\(2\) needs to be > \(found =\) than/,
  )
  const low = changed(sample, (bytes) => bytes.write('a', bytes.readUInt32LE(3 * 4096 + 16 + 4) + 3 * 4096 + 16))
  assert.match(
    linesOf(low, '3.6').join('\n'),
    /^the first key\[0\]=\(hex\)61\w+ on leaf page\(3\) needs to be >= the key in/,
  )
  const high = changed(sample, (bytes) => bytes.write('z', lastKeyAt(bytes, 2)))
  assert.match(
    linesOf(high, '3.6').join('\n'),
    /on leaf page\(2\) needs to be < than key of the next element in ancestor/,
  )
})

function lastKeyAt(bytes: Buffer, id: number): number {
  const element = id * 4096 + 16 + 16 * (bytes.readUInt16LE(id * 4096 + 10) - 1)
  return element + bytes.readUInt32LE(element + 4)
}

test('a meta page with a wrong header is a violation, though it is not needed', () => {
  const id = changed(sample, (bytes) => bytes.writeUInt8(4, 0))
  assert.deepEqual(linesOf(id), ['panic: assertion failed: Page expected to be: 0, but self identifies as 4'])
  const flags = changed(sample, (bytes) => bytes.writeUInt8(6, 4096 + 8))
  assert.deepEqual(linesOf(flags), ['panic: assertion failed: page 1: has unexpected type/flags: 6'])
})

test('what the original does not survive is one line', () => {
  const cut = changed(sample, (bytes) => bytes.writeUInt32LE(0xffffff, 2 * 4096 + 16 + 12))
  assert.deepEqual(linesOf(cut), ['page 2: element 0 is damaged'])
  assert.deepEqual(linesOf(cut, '3.6'), ['page 2: element 0 is damaged'])
})
