import type { DatabaseKind } from './kinds.ts'
import { encodeRecord, type NaiveRecord, naiveRecords } from './naive-log.ts'
import type { Random } from './random.ts'

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

type RecordDamage = (
  bytes: Buffer,
  record: NaiveRecord,
  random: Random,
  all: readonly NaiveRecord[],
) => readonly [string, Buffer]

/** Damages one record of a log's file; a file without records is left as it is. */
function onRecord(damage: RecordDamage): DatabaseKind {
  return (sound, random) => {
    const { records } = naiveRecords(sound, firstChecksum(sound))
    if (records.length === 0) return { what: 'none', bytes: Buffer.from(sound) }
    const record =
      random(3) === 0 ? (records.at(-1 - random(Math.min(3, records.length))) ?? records[0]) : oneOf(records, random)
    if (record === undefined) return { what: 'none', bytes: Buffer.from(sound) }
    const [what, bytes] = damage(Buffer.from(sound), record, random, records)
    return { what: `${what} of record at ${record.at}, type ${record.type}`, bytes }
  }
}

/** A later file of a log begins with the checksum of those before it. */
function firstChecksum(sound: Buffer): number {
  return naiveRecords(sound, 0).records[0]?.crc ?? 0
}

function without(bytes: Buffer, { at, length }: NaiveRecord, times: number): Buffer {
  const part = bytes.subarray(at, at + length)
  return Buffer.concat([
    bytes.subarray(0, at),
    ...Array.from({ length: times }, () => part),
    bytes.subarray(at + length),
  ])
}

/** For the files of a log. */
export const recordKinds: Readonly<Record<string, DatabaseKind>> = {
  'the length of a record': onRecord((bytes, { at }, random) => {
    const size = bytes.readUInt32LE(at)
    const value = oneOf(
      [0, 1, size + 1, size - 1, size + 8, size - 8, 2 * size, 0xffff_ffff, 0x7fff_ffff, bytes.length - at - 8],
      random,
    )
    bytes.writeUInt32LE(Math.max(0, value) >>> 0, at)
    return [`length ${size} to ${value}`, bytes]
  }),
  'the high bytes of a length': onRecord((bytes, { at }, random) => {
    const place = at + 4 + random(4)
    bytes[place] = oneOf([0, 0x7f, 0x80, 0x81, 0x87, 0xff, random(256)], random)
    return [`byte ${place} to ${bytes[place]}`, bytes]
  }),
  'the type of a record': onRecord((bytes, { at }, random) => {
    bytes[at + 9] = random(9)
    return [`type to ${bytes[at + 9]}`, bytes]
  }),
  'the checksum of a record': onRecord((bytes, { at }, random) => {
    const place = at + 11 + random(5)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << random(7))
    return [`checksum at ${place}`, bytes]
  }),
  'the data of a record': onRecord((bytes, { at, length }, random) => {
    const place = at + 8 + random(Math.max(1, length - 8))
    bytes[place] = (bytes[place] ?? 0) ^ (1 << random(8))
    return [`bit at ${place}`, bytes]
  }),
  'the room behind a record': onRecord((bytes, { at, length }, random) => {
    bytes[at + length - 1] = 1 + random(255)
    return ['padding', bytes]
  }),
  'a record less': onRecord((bytes, record) => ['without', without(bytes, record, 0)]),
  'a record twice': onRecord((bytes, record) => ['twice', without(bytes, record, 2)]),
  'two records swapped': onRecord((bytes, record, random, all) => {
    const other = oneOf(all, random)
    const [first, second] = record.at < other.at ? [record, other] : [other, record]
    const piece = ({ at, length }: NaiveRecord) => bytes.subarray(at, at + length)
    const between = bytes.subarray(first.at + first.length, Math.max(second.at, first.at + first.length))
    if (first === second) return ['none', bytes]
    const rest = bytes.subarray(second.at + second.length)
    return ['swapped', Buffer.concat([bytes.subarray(0, first.at), piece(second), between, piece(first), rest])]
  }),
  'a record of zeros': onRecord((bytes, { at, length }) => ['zeros', bytes.fill(0, at, at + length)]),
  'a sector of zeros in a record': onRecord((bytes, { at, length }, random) => {
    const start = 512 * Math.floor((at + random(length)) / 512)
    return [`zeros at ${start}`, bytes.fill(0, start, Math.min(start + 512, bytes.length))]
  }),
  'zeros from a record on': onRecord((bytes, { at }) => ['zeros from', bytes.fill(0, at)]),
  'cut before a record': onRecord((bytes, { at }) => ['cut before', Buffer.from(bytes.subarray(0, at))]),
  'cut within a record': onRecord((bytes, { at, length }, random) => {
    const end = at + 1 + random(length - 1)
    return [`cut at ${end}`, Buffer.from(bytes.subarray(0, end))]
  }),
  'noise behind the last record': (sound, random) => {
    const { records } = naiveRecords(sound, firstChecksum(sound))
    const last = records.at(-1)
    const end = last === undefined ? 0 : last.at + last.length
    const noise = Buffer.from(Array.from({ length: 8 * (1 + random(40)) }, () => random(256)))
    return {
      what: `noise at ${end}`,
      bytes: Buffer.concat([sound.subarray(0, end), noise, Buffer.alloc(random(2) * 600)]),
    }
  },
  'a strange record behind the last one': (sound, random) => {
    const { records, crc } = naiveRecords(sound, firstChecksum(sound))
    const last = records.at(-1)
    const end = last === undefined ? 0 : last.at + last.length
    const [type, data] = [oneOf([0, 1, 2, 3, 5, 6, 200], random), Buffer.alloc(random(40), random(256))]
    const record = encodeRecord(type, crc ^ random(2), data)
    return { what: `type ${type} at ${end}`, bytes: Buffer.concat([sound.subarray(0, end), record, Buffer.alloc(600)]) }
  },
  empty: () => ({ what: 'empty', bytes: Buffer.alloc(0) }),
  'only zeros': (sound) => ({ what: 'zeros', bytes: Buffer.alloc(sound.length) }),
}
