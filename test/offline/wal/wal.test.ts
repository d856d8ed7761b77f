import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { crc32c } from '../../../src/offline/checksum/crc32c.ts'
import { readLog, validSnapshots } from '../../../src/offline/wal/log.ts'
import { visitRecords } from '../../../src/offline/wal/reader.ts'
import { encodeHead, paddingOf, recordTypes } from '../../../src/offline/wal/record.ts'
import { listSegments, segmentName } from '../../../src/offline/wal/segment.ts'
import { WalWriter } from '../../../src/offline/wal/writer.ts'
import { encode } from '../../../src/rpc/codec.ts'
import { raftEntryType, raftHardStateType, walRecordType, walSnapshotType } from '../../../src/rpc/fields.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const noStart = { index: 0n, term: 0n }
const firstRecordAt = 16

function entry(index: bigint, text: string, term = 1n): Uint8Array {
  return encode(raftEntryType, { Type: 0, Term: term, Index: index, Data: Buffer.from(text) })
}

function snapshot(index: bigint, term: bigint): Uint8Array {
  return encode(walSnapshotType, { index, term })
}

type Item = readonly [keyof typeof recordTypes, Uint8Array]

const head: readonly Item[] = [
  ['metadata', Buffer.from('meta')],
  ['snapshot', snapshot(0n, 0n)],
]

function written(context: TestContext, items: readonly Item[]): string {
  const folder = temporaryFolder(context)
  const writer = new WalWriter(folder)
  for (const [type, data] of [...head, ...items]) writer.append(recordTypes[type], data)
  writer.finish()
  return folder
}

function texts(folder: string, start = noStart): string[] {
  return [...readLog(folder, { release: '3.7', start, keep: ({ Data }) => Buffer.from(Data ?? []).toString() }).entries]
}

function firstFile(folder: string): string {
  return join(folder, segmentName(0n, 0n))
}

test('what is written is read again, over a preallocated file of mode 0600', (context) => {
  const state = encode(raftHardStateType, { term: 1n, vote: 5n, commit: 2n })
  const folder = written(context, [
    ['entry', entry(1n, 'one')],
    ['entry', entry(2n, 'x'.repeat(5000))],
    ['state', state],
  ])
  const log = readLog(folder, { release: '3.7', start: noStart, keep: ({ Data }) => Data?.length })
  assert.deepEqual(log.entries, [3, 5000])
  assert.deepEqual(log.state, { term: 1n, vote: 5n, commit: 2n })
  assert.equal(Buffer.from(log.metadata ?? []).toString(), 'meta')
  assert.equal(log.hasStart, true)
  const { size, mode } = statSync(firstFile(folder))
  assert.deepEqual([size, mode & 0o777], [64_000_000, 0o600])
})

test('a log begins as the original writes it', (context) => {
  const folder = written(context, [])
  const bytes = readFileSync(firstFile(folder)).subarray(0, firstRecordAt)
  assert.equal(bytes.toString('hex'), '04000000000000840804100000000000')
})

test('every length of data has frames of whole eight bytes', (context) => {
  const lengths = Array.from({ length: 20 }, (_, length) => length)
  const folder = written(
    context,
    lengths.map((length) => ['entry', entry(BigInt(length + 1), 'x'.repeat(length))] as const),
  )
  const places: number[] = []
  visitRecords(listSegments(folder), '3.7', ({ at }) => places.push(at))
  assert.deepEqual(
    places.filter((at) => at % 8 !== 0),
    [],
  )
  assert.deepEqual(
    texts(folder).map((text) => text.length),
    lengths,
  )
})

test('a later entry replaces those of its index and after it', (context) => {
  const folder = written(context, [
    ['entry', entry(1n, 'a')],
    ['entry', entry(2n, 'lost')],
    ['entry', entry(3n, 'lost too')],
    ['entry', entry(2n, 'b', 2n)],
  ])
  assert.deepEqual(texts(folder), ['a', 'b'])
})

test('reading begins after the snapshot that was asked for', (context) => {
  const folder = written(context, [
    ['entry', entry(1n, 'a')],
    ['entry', entry(2n, 'b')],
    ['snapshot', snapshot(1n, 1n)],
  ])
  assert.deepEqual(texts(folder, { index: 1n, term: 1n }), ['b'])
  assert.throws(() => texts(folder, { index: 1n, term: 2n }), { message: 'wal: snapshot mismatch' })
  const other = { index: 2n, term: 1n }
  assert.equal(readLog(folder, { release: '3.7', start: other, keep: () => 0 }).hasStart, false)
})

test('a missing entry is an error', (context) => {
  const folder = written(context, [['entry', entry(2n, 'b')]])
  const message =
    'wal: slice bounds out of range, snapshot[Index: 0, Term: 0], current entry[Index: 2, Term: 1], len(ents): 0'
  assert.throws(() => texts(folder), { message })
})

test('a state that is read as an entry is an error: it would replace the entry of its index', (context) => {
  for (const term of [1n, 2n, 9n]) {
    const state = encode(raftHardStateType, { term, vote: 0x8e9e_05c5_2164_694dn, commit: 1n })
    const folder = written(context, [
      ['entry', entry(1n, 'one')],
      ['entry', state],
    ])
    assert.throws(() => texts(folder), /^WalError: wal: entry 1 is a change of members without a change/)
  }
})

test('snapshots count when their entry is committed', (context) => {
  const folder = written(context, [
    ['snapshot', snapshot(5n, 1n)],
    ['state', encode(raftHardStateType, { term: 1n, vote: 0n, commit: 5n })],
    ['snapshot', snapshot(6n, 1n)],
  ])
  assert.deepEqual(
    validSnapshots(folder, '3.7').map(({ index }) => index),
    [0n, 5n],
  )
})

test('a flipped bit in the data is found, with the place where it is from 3.6 on', (context) => {
  const folder = written(context, [['entry', entry(1n, 'payload')]])
  const bytes = readFileSync(firstFile(folder))
  const at = bytes.indexOf('payload')
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(firstFile(folder), bytes)
  assert.throws(
    () => texts(folder),
    /^WalError: walpb: crc mismatch: expected: [0-9a-f]+ computed: [0-9a-f]+: in file '0{16}-0{16}.wal' at position: 64$/,
  )
  const old = { release: '3.5', start: noStart, keep: () => 0 } as const
  assert.throws(() => readLog(folder, old), { message: 'walpb: crc mismatch' })
})

test('every flipped bit of a record is found or ends the log', (context) => {
  const folder = written(context, [
    ['entry', entry(1n, 'a')],
    ['entry', entry(2n, 'b')],
  ])
  const whole = readFileSync(firstFile(folder)).subarray(0, 200)
  for (let at = firstRecordAt; at < 128; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
      writeFileSync(firstFile(folder), bytes)
      const result = attempt(() => texts(folder).join())
      assert.ok(
        ['a,b', 'a', ''].includes(result) || /^(?:wal|walpb|unexpected)/.test(result),
        `${at}.${bit}: ${result}`,
      )
    }
  }
})

function attempt(step: () => string): string {
  try {
    return step()
  } catch (error) {
    return error instanceof Error && error.name === 'WalError' ? error.message : `not foreseen: ${String(error)}`
  }
}

test('a record that was cut off ends the log', (context) => {
  const folder = written(context, [
    ['entry', entry(1n, 'a')],
    ['entry', entry(2n, 'b'.repeat(600))],
  ])
  const start = readFileSync(firstFile(folder)).indexOf('bbb')
  truncateSync(firstFile(folder), start + 100)
  assert.deepEqual(texts(folder), ['a'])
})

test('a record with a sector that was never written ends the log', (context) => {
  const folder = written(context, [
    ['entry', entry(1n, 'a')],
    ['entry', entry(2n, 'b'.repeat(2000))],
  ])
  const bytes = readFileSync(firstFile(folder))
  bytes.fill(0, 1024, 1536)
  writeFileSync(firstFile(folder), bytes)
  assert.deepEqual(texts(folder), ['a'])
})

test('a segment before the last one must be whole', (context) => {
  const folder = written(context, [['entry', entry(1n, 'b'.repeat(600))]])
  truncateSync(firstFile(folder), 300)
  writeFileSync(join(folder, segmentName(1n, 2n)), segmentBytes(0, []))
  assert.throws(() => texts(folder), {
    message: "unexpected EOF: in file '0000000000000000-0000000000000000.wal' at position: 64",
  })
})

/** A later segment: the checksum of the one before, then the metadata again. */
function segmentBytes(crc: number, items: readonly Item[]): Buffer {
  const parts: Uint8Array[] = []
  let running = crc
  for (const [type, data] of [
    ['crc', new Uint8Array()] as const,
    ['metadata', Buffer.from('meta')] as const,
    ...items,
  ]) {
    running = crc32c(running, data)
    const record = encode(walRecordType, {
      type: BigInt(recordTypes[type]),
      crc: running,
      data: data.length > 0 ? data : undefined,
    })
    parts.push(encodeHead(record.length), record, new Uint8Array(paddingOf(record.length)))
  }
  return Buffer.concat(parts)
}

function runningCrc(folder: string): number {
  let crc = 0
  visitRecords(listSegments(folder), '3.7', ({ data }) => {
    crc = crc32c(crc, data)
  })
  return crc
}

test('a log of several segments is read as one', (context) => {
  const folder = written(context, [['entry', entry(1n, 'a')]])
  const crc = runningCrc(folder)
  const later = segmentBytes(crc, [['entry', entry(2n, 'b')]])
  writeFileSync(join(folder, segmentName(1n, 2n)), later)
  writeFileSync(join(folder, '0.tmp'), 'space for the next segment')
  mkdirSync(join(folder, 'other'))
  assert.deepEqual(texts(folder), ['a', 'b'])
})

test('a segment that does not go on from the one before is refused', (context) => {
  const folder = written(context, [['entry', entry(1n, 'a')]])
  writeFileSync(join(folder, segmentName(1n, 2n)), segmentBytes(12345, [['entry', entry(2n, 'b')]]))
  assert.throws(() => texts(folder), /walpb: crc mismatch/)
})

test('a segment of another member is refused', (context) => {
  const folder = written(context, [['metadata', Buffer.from('another')]])
  assert.throws(() => texts(folder), { message: 'wal: conflicting metadata found' })
})

test('a missing segment and a missing log are told apart', (context) => {
  const folder = written(context, [])
  writeFileSync(join(folder, segmentName(2n, 9n)), '')
  assert.throws(() => texts(folder), {
    message: 'wal: file sequence numbers (starting from 0) do not increase continuously',
  })
  assert.throws(() => texts(temporaryFolder(context)), { message: 'wal: file not found' })
  const absent = join(folder, 'absent')
  assert.throws(() => texts(absent), { message: `open ${absent}: no such file or directory` })
})
