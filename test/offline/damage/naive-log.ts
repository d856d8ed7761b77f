import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One record of a log as it stands in its file, whose frame begins at `at` and is `length` bytes long. */
export interface NaiveRecord {
  readonly type: number
  readonly crc: number
  readonly data: Buffer
  readonly at: number
  readonly length: number
}

export interface NaiveLog {
  readonly records: readonly NaiveRecord[]
  /** `torn`: the last file ends within a record, or in one of which a sector was never written, as a crash leaves it. */
  readonly end: 'clean' | 'torn' | 'damaged'
}

const crcType = 4
const sector = 512

/** A log's records. It shares no code with the program, so that it can tell whether the program is right. */
export function naiveLog(folder: string): NaiveLog {
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{16}-[0-9a-f]{16}\.wal$/i.test(name))
  const records: NaiveRecord[] = []
  let crc = 0
  for (const [index, name] of names.sort().entries()) {
    const file = naiveRecords(readFileSync(join(folder, name)), crc, index === names.length - 1)
    records.push(...file.records)
    if (file.end !== 'clean') return { records, end: file.end }
    crc = file.crc
  }
  return { records, end: 'clean' }
}

type NaiveFile = NaiveLog & { readonly crc: number }

/** The records of one file, whose running checksum begins with `start`. */
export function naiveRecords(bytes: Buffer, start = 0, isLast = true): NaiveFile {
  const records: NaiveRecord[] = []
  let crc = start
  for (let at = 0; at < bytes.length; ) {
    const end = endOfFrame(bytes, at)
    if (end === at) break
    if (end > bytes.length) return { records, end: isLast ? 'torn' : 'damaged', crc }
    const record = parseRecord(bytes.subarray(at + 8, end - paddingAt(bytes, at)))
    const expected = record && nextChecksum(crc, record)
    if (record === undefined || record.crc !== expected) {
      const isTorn = isLast && hasBlankSector(bytes.subarray(at + 8, end), at + 8)
      return { records, end: isTorn ? 'torn' : 'damaged', crc }
    }
    crc = expected
    records.push({ ...record, at, length: end - at })
    at = end
  }
  return { records, end: 'clean', crc }
}

/** `at` where nothing was written. */
function endOfFrame(bytes: Buffer, at: number): number {
  if (at + 8 > bytes.length) return Number.POSITIVE_INFINITY
  const size = Number(bytes.readBigUInt64LE(at) & 0xff_ffff_ffff_ffffn)
  return size === 0 && bytes[at + 7] === 0 ? at : at + 8 + size + paddingAt(bytes, at)
}

function paddingAt(bytes: Buffer, at: number): number {
  const mark = bytes[at + 7] ?? 0
  return mark >= 128 ? mark & 7 : 0
}

/** A record of its own holds the checksum so far; a first one begins with any. */
function nextChecksum(crc: number, { type, crc: stored, data }: Pick<NaiveRecord, 'type' | 'crc' | 'data'>): number {
  if (type !== crcType) return checksum(crc, data)
  return crc === 0 ? stored : crc
}

function hasBlankSector(bytes: Buffer, start: number): boolean {
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + sector - ((start + at) % sector), bytes.length)
    if (bytes.subarray(at, end).every((byte) => byte === 0)) return true
    at = end
  }
  return false
}

function parseRecord(body: Buffer): Pick<NaiveRecord, 'type' | 'crc' | 'data'> | undefined {
  let [type, crc] = [0, 0]
  let data: Buffer = Buffer.alloc(0)
  for (let at = 0; at < body.length; ) {
    const [tag, afterTag] = varint(body, at)
    const [value, next] = varint(body, afterTag)
    if (Number.isNaN(value)) return undefined
    at = next
    if (tag === 8) type = value
    else if (tag === 16) crc = value
    else if (tag === 26 && next + value <= body.length) {
      data = body.subarray(next, next + value)
      at = next + value
    } else return undefined
  }
  return { type, crc, data }
}

function varint(bytes: Buffer, start: number): [value: number, next: number] {
  let value = 0
  for (let at = start; at < bytes.length && at < start + 9; at++) {
    const byte = bytes[at] ?? 0
    value += (byte & 127) * 2 ** (7 * (at - start))
    if (byte < 128) return [value, at + 1]
  }
  return [Number.NaN, bytes.length]
}

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/** CRC-32C, going on from another one. */
export function checksum(start: number, bytes: Uint8Array): number {
  let crc = ~start >>> 0
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] ?? 0)
  return ~crc >>> 0
}

/** True when one log is the beginning of another: what a crash leaves that cuts the last writes off. */
export function isBeginning(log: NaiveLog, whole: NaiveLog): boolean {
  const [records, all] = [log, whole].map((each) => each.records.filter(({ type }) => type !== crcType))
  if (log.end === 'damaged' || records === undefined) return false
  // a record of a checksum holds nothing else, and the first one may be missing
  return records.every(({ type, data }, index) => {
    const other = all?.[index]
    return other !== undefined && other.type === type && other.data.equals(data)
  })
}

/** The frame of a record. */
export function encodeRecord(type: number, crc: number, data: Buffer): Buffer {
  const dataPart = data.length === 0 ? [] : [Buffer.of(26, ...encodeVarint(data.length)), data]
  const body = Buffer.concat([Buffer.of(8, ...encodeVarint(type), 16, ...encodeVarint(crc)), ...dataPart])
  const padding = (8 - (body.length % 8)) % 8
  const head = Buffer.alloc(8)
  head.writeUInt32LE(body.length, 0)
  if (padding > 0) head[7] = 0x80 | padding
  return Buffer.concat([head, body, Buffer.alloc(padding)])
}

function encodeVarint(value: number): number[] {
  const bytes: number[] = []
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left]
    bytes.push((left % 128) + 128)
  }
}
