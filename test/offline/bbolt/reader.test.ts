import assert from 'node:assert/strict'
import test from 'node:test'
import { BoltError } from '../../../src/offline/bbolt/bolt-error.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { utf8 } from '../../../src/offline/bytes.ts'
import { memorySource } from '../../../src/offline/files/file-source.ts'
import { boltBytes, changeMetas, type Entry, entriesOf, placeOf } from '../bolt-bytes.ts'

const open = (bytes: Uint8Array) => openBolt(memorySource(bytes, 'db'))

const many: Entry[] = Array.from({ length: 3000 }, (_, index) => {
  return [`key-${String(index * 2).padStart(6, '0')}`, `${index}`.repeat(index % 40)]
})
const sample = boltBytes({ auth: [['authRevision', '8']], empty: [], key: many, members: [['a', 'b'.repeat(20_000)]] })

test('every bucket has its entries, inline, empty, on many pages or on one that runs over', () => {
  const reader = open(sample)
  assert.deepEqual(reader.bucketNames().map(String), reader.bucketNames().map(String).sort())
  assert.deepEqual(entriesOf(reader.bucket('auth')), [['authRevision', '8']])
  assert.deepEqual(entriesOf(reader.bucket('empty')), [])
  assert.deepEqual(entriesOf(reader.bucket('key')), many)
  assert.deepEqual(entriesOf(reader.bucket('members')), [['a', 'b'.repeat(20_000)]])
  assert.equal(reader.bucket('other'), undefined)
  assert.equal(reader.sizeBytes, sample.length)
})

test('a visit can begin anywhere, go backwards and stop', () => {
  const bucket = open(sample).bucket('key')
  assert.ok(bucket !== undefined)
  const seen: string[] = []
  const stopAtThree = (key: Uint8Array) => seen.push(Buffer.from(key).toString()) < 3
  bucket.visitFrom(utf8('key-004001'), stopAtThree)
  assert.deepEqual(seen.splice(0), ['key-004002', 'key-004004', 'key-004006'])
  bucket.visitFrom(utf8('a'), stopAtThree)
  assert.deepEqual(seen.splice(0), ['key-000000', 'key-000002', 'key-000004'])
  bucket.visitFrom(utf8('z'), stopAtThree)
  assert.deepEqual(seen.splice(0), [])
  bucket.visitReverse(stopAtThree)
  assert.deepEqual(seen.splice(0), ['key-005998', 'key-005996', 'key-005994'])
})

test('visits from every key and backwards are complete', () => {
  const bucket = open(sample).bucket('key')
  assert.ok(bucket !== undefined)
  const reverse: string[] = []
  bucket.visitReverse((key) => reverse.push(Buffer.from(key).toString()))
  assert.deepEqual(
    reverse.reverse(),
    many.map(([key]) => key),
  )
  for (let start = 0; start < many.length; start += 97) {
    let count = 0
    bucket.visitFrom(utf8(String(many[start]?.[0])), () => {
      count += 1
    })
    assert.equal(count, many.length - start)
  }
})

test('get finds what is there and last the highest key', () => {
  const bucket = open(sample).bucket('key')
  assert.equal(Buffer.from(bucket?.get(utf8('key-000024')) ?? []).toString(), '12'.repeat(12))
  assert.equal(bucket?.get(utf8('key-000025')), undefined)
  assert.equal(Buffer.from(bucket?.last()?.key ?? []).toString(), 'key-005998')
  assert.equal(open(sample).bucket('empty')?.last(), undefined)
})

for (const pageSize of [512, 1024, 4096, 16384, 65536]) {
  test(`pages of ${pageSize} bytes are found and read`, () => {
    const reader = open(boltBytes({ key: many }, pageSize))
    assert.equal(reader.pageSize, pageSize)
    assert.deepEqual(entriesOf(reader.bucket('key')), many)
  })
}

test('with one damaged meta page the other one counts, whatever the page size', () => {
  for (const pageSize of [1024, 4096, 16384]) {
    const bytes = boltBytes({ key: many }, pageSize)
    bytes[70] = 0xff
    assert.equal(open(bytes).meta.txid, 1n)
    assert.deepEqual(entriesOf(open(bytes).bucket('key')), many)
  }
  const bytes = Buffer.from(sample)
  bytes[4096 + 70] = 0xff
  assert.equal(open(bytes).meta.txid, 0n)
})

test('the newer meta page counts', () => {
  const meta = Buffer.from(sample.subarray(0, 4096))
  const bytes = changeMetas(sample, (view) => view.setBigUint64(48, view.getBigUint64(48, true) + 4n, true))
  assert.equal(open(bytes).meta.txid, 5n)
  meta.copy(bytes, 0)
  assert.equal(open(bytes).meta.txid, 5n)
})

const refused: readonly [what: string, bytes: Uint8Array, message: string][] = [
  ['an empty file', new Uint8Array(0), 'write db: bad file descriptor'],
  ['one byte', new Uint8Array(1), 'invalid database'],
  ['2048 zeros', new Uint8Array(2048), 'invalid database'],
  ['2049 zeros', new Uint8Array(2049), 'file size too small 2049'],
  ['8191 zeros', new Uint8Array(8191), 'file size too small 8191'],
  ['64 KiB of zeros', new Uint8Array(65536), 'invalid database'],
  ['a file that is cut off', sample.subarray(0, 8192), ''],
  ['a root beyond the end', changeMetas(sample, (meta) => meta.setBigUint64(16, 9999n, true)), ''],
  ['a size of pages that is no power of two', changeMetas(sample, (meta) => meta.setUint32(8, 4097, true)), ''],
  ['no pages at all', changeMetas(sample, (meta) => meta.setBigUint64(40, 0n, true)), ''],
]

for (const [what, bytes, message] of refused) {
  test(`${what} is refused`, () => {
    assert.throws(() => open(bytes), message === '' ? BoltError : { name: 'BoltError', message })
  })
}

test('both metas damaged are refused with what is wrong with the first', () => {
  const bytes = Buffer.from(sample)
  bytes[72] = (bytes[72] ?? 0) ^ 1
  bytes[4096 + 16] = 0
  assert.throws(() => open(bytes), { message: 'checksum error' })
  const version = Buffer.from(sample)
  version[20] = 3
  version[4096 + 20] = 3
  assert.throws(() => open(version), { message: 'version mismatch' })
})

test('old releases do not name the size that is too small', () => {
  const source = memorySource(new Uint8Array(5000))
  assert.throws(() => openBolt(source, '3.5'), { message: 'file size too small' })
})

/** The place of the page that holds the entry. */
function pageOf(bytes: Buffer, part: string): number {
  return Math.floor(placeOf(bytes, part) / 4096) * 4096
}

const damages: readonly [what: string, damage: (bytes: Buffer, page: number) => void][] = [
  ['a page that says it is another one', (bytes, page) => bytes.writeUInt8(99, page)],
  ['a page of unknown type', (bytes, page) => bytes.writeUInt16LE(3, page + 8)],
  ['more elements than fit', (bytes, page) => bytes.writeUInt16LE(300, page + 10)],
  ['an overflow beyond the end', (bytes, page) => bytes.writeUInt32LE(5000, page + 12)],
  ['a key that reaches out of its page', (bytes, page) => bytes.writeUInt32LE(5000, page + 16 + 8)],
  ['a value that reaches out of its page', (bytes, page) => bytes.writeUInt32LE(0xffffffff, page + 16 + 12)],
  ['a key that begins in the elements', (bytes, page) => bytes.writeUInt32LE(16, page + 16 + 4)],
  ['keys out of order', (bytes) => bytes.write('key-009', placeOf(bytes, 'key-001500'))],
]

for (const [what, damage] of damages) {
  test(`${what} is refused while reading`, () => {
    const bytes = Buffer.from(sample)
    damage(bytes, pageOf(bytes, 'key-001500'))
    assert.throws(() => entriesOf(open(bytes).bucket('key')), BoltError)
  })
}

test('a tree that leads back into itself ends in an error', () => {
  const bytes = Buffer.from(sample)
  const branch = [...Array(bytes.length / 4096).keys()].map((id) => id * 4096).find((at) => bytes[at + 8] === 1)
  assert.ok(branch !== undefined)
  bytes.writeBigUInt64LE(BigInt(branch / 4096), branch + 16 + 8)
  assert.throws(() => entriesOf(open(bytes).bucket('key')), { message: /multiple references$/ })
})
