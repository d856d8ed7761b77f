import type { Release } from '../../base/release.ts'
import { decode } from '../../rpc/codec.ts'
import { walRecordType } from '../../rpc/fields.ts'
import type { WalRecord } from '../../rpc/messages.ts'
import { crc32c } from '../checksum/crc32c.ts'
import { type FileSource, openFile, type Source } from '../files/file-source.ts'
import { decodeHead, headBytes, recordTypes } from './record.ts'
import type { Segment } from './segment.ts'
import { WalError } from './wal-error.ts'

const sectorBytes = 512
const noData = new Uint8Array()
const known: ReadonlySet<number> = new Set(Object.values(recordTypes))

/** One record; `data` holds during the call only. `at` is where it begins in the file. */
export interface ReadRecord {
  readonly type: number
  readonly data: Uint8Array
  readonly segment: Segment
  readonly at: number
}

/**
 * Gives every record of the segments in order, checksums verified. A last record that was not written whole ends the log,
 * as a crash leaves it behind; anything else that is damaged throws a WalError with the release's text.
 */
export function visitRecords(segments: readonly Segment[], release: Release, each: (record: ReadRecord) => void): void {
  let crc = 0
  for (const [index, segment] of segments.entries()) {
    const source = openFile(segment.path)
    try {
      crc = new SegmentReader(source, segment, { release, isLast: index === segments.length - 1, each }).read(crc)
    } finally {
      source.close()
    }
  }
}

/** The data of the record that `visitRecords` gave at `at`, from the same file; no checks are made again. */
export function readRecordData(source: Source, at: number): Uint8Array {
  const { recordBytes } = decodeHead(source.read(at, headBytes))
  return decode(walRecordType, source.read(at + headBytes, recordBytes)).data ?? noData
}

interface ReadOptions {
  readonly release: Release
  readonly isLast: boolean
  readonly each: (record: ReadRecord) => void
}

class SegmentReader {
  private readonly source: FileSource
  private readonly segment: Segment
  private readonly options: ReadOptions
  private crc = 0

  constructor(source: FileSource, segment: Segment, options: ReadOptions) {
    this.source = source
    this.segment = segment
    this.options = options
  }

  /** Goes on from the checksum of the segments before; returns the one to go on with. */
  read(crc: number): number {
    this.crc = crc
    for (let at = 0; at < this.source.size; ) {
      const length = this.visit(at)
      if (length === 0) break
      at += length
    }
    return this.crc
  }

  /** Returns the length of the record with its head; 0 at the end of what was written. */
  private visit(at: number): number {
    const left = this.source.size - at - headBytes
    if (left < 0) return this.torn(at)
    const { recordBytes, padding } = decodeHead(this.source.read(at, headBytes))
    if (recordBytes === 0 && padding === 0) return this.unwritten(at)
    if (recordBytes + padding > left) return this.torn(at)
    const bytes = this.source.read(at + headBytes, recordBytes + padding)
    const record = parseRecord(bytes.subarray(0, recordBytes))
    const problem = this.check(record)
    if (problem !== undefined) {
      if (this.options.isLast && hasEmptySector(bytes, at + headBytes)) return 0
      throw new WalError(problem + this.whereText(at))
    }
    if (record !== undefined) this.give(record, at)
    return headBytes + recordBytes + padding
  }

  /** Space that was never written, as a crash leaves it too: but a disk writes no part of a sector. */
  private unwritten(at: number): number {
    const inSector = sectorBytes - (at % sectorBytes)
    if (this.source.read(at, inSector).some((byte) => byte !== 0))
      throw new WalError(`wal: a record without a length${this.whereText(at)}`)
    return 0
  }

  private give(record: WalRecord, at: number): void {
    const type = Number(record.type)
    if (!known.has(type)) throw new WalError(`unexpected block type ${type}`)
    this.options.each({ type, data: record.data ?? noData, segment: this.segment, at })
  }

  /** What is wrong with a record; moves the running checksum on. */
  private check(record: WalRecord | undefined): string | undefined {
    if (record === undefined) return 'wal: a record cannot be read'
    const isCrc = record.type === BigInt(recordTypes.crc)
    const isFresh = isCrc && this.crc === 0
    const expected = isCrc ? this.crc : crc32c(this.crc, record.data ?? noData)
    if (record.crc !== expected && !isFresh) return this.mismatch(record.crc, expected)
    this.crc = record.crc
    return undefined
  }

  private mismatch(stored: number, computed: number): string {
    if (this.isOld()) return 'walpb: crc mismatch'
    return `walpb: crc mismatch: expected: ${stored.toString(16)} computed: ${computed.toString(16)}`
  }

  /** A record that is longer than the file: no more than a crash in the last one, damage in any other. */
  private torn(at: number): number {
    if (this.options.isLast) return 0
    throw new WalError(`unexpected EOF${this.whereText(at)}`)
  }

  private whereText(at: number): string {
    return this.isOld() ? '' : `: in file '${this.segment.name}' at position: ${at}`
  }

  private isOld(): boolean {
    return this.options.release === '3.4' || this.options.release === '3.5'
  }
}

function parseRecord(bytes: Uint8Array): WalRecord | undefined {
  try {
    return decode(walRecordType, bytes)
  } catch {
    return undefined
  }
}

/** Disks write whole sectors: one that is all zero was never written. `start` is where the bytes begin in the file. */
function hasEmptySector(bytes: Uint8Array, start: number): boolean {
  let at = 0
  while (at < bytes.length) {
    const end = Math.min(at + sectorBytes - ((start + at) % sectorBytes), bytes.length)
    if (bytes.subarray(at, end).every((byte) => byte === 0)) return true
    at = end
  }
  return false
}
