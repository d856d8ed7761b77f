import type { Release } from '../../base/release.ts'
import { create, decode } from '../../rpc/codec.ts'
import { raftEntryType, raftHardStateType, walSnapshotType } from '../../rpc/fields.ts'
import { type RaftEntry, RaftEntryType, type RaftHardState, type WalSnapshot } from '../../rpc/messages.ts'
import type { MessageType } from '../../rpc/schema.ts'
import { compareBytes } from '../bytes.ts'
import { type ReadRecord, visitRecords } from './reader.ts'
import { recordTypes } from './record.ts'
import { listSegments, segmentsFrom } from './segment.ts'
import { WalError } from './wal-error.ts'

/** A point of the log: an entry's index and term. */
export interface LogPoint {
  readonly index: bigint
  readonly term: bigint
}

export interface LogOptions<T> {
  readonly release: Release
  /** The log is read from here on; the entries after it are returned. */
  readonly start: LogPoint
  /** What to remember of an entry. Its data, and the record's, hold during the call only. */
  readonly keep: (entry: RaftEntry, record: ReadRecord) => T
  /** A log that leaves out indexes is read up to there (etcd-dump-logs 3.7); without this it throws. */
  readonly stopsAtGap?: boolean
}

export interface Log<T> {
  readonly metadata: Uint8Array | undefined
  readonly state: RaftHardState
  /** One for each index after the start; where an index was written again, the last one. */
  readonly entries: readonly T[]
  /** True when the log has a snapshot record for the start. */
  readonly hasStart: boolean
  /** Where the reading stopped, in the original's words, which then gives no metadata either; undefined when it did not. */
  readonly gap: string | undefined
}

/** Reads a log from a snapshot on. Throws a WalError for a damaged one, a CliError when it cannot be read. */
export function readLog<T>(folder: string, options: LogOptions<T>): Log<T> {
  const { start, release } = options
  const segments = segmentsFrom(listSegments(folder), start.index, release)
  const reader = new LogReader(options)
  try {
    visitRecords(segments, release, (record) => reader.take(record))
  } catch (error) {
    if (reader.gap === undefined || options.stopsAtGap !== true) throw error
  }
  return reader
}

/** The snapshot records whose entries are known to be committed, in the order of the log. Throws as `readLog` does. */
export function validSnapshots(folder: string, release: Release): WalSnapshot[] {
  const snapshots: WalSnapshot[] = []
  let committed = 0n
  visitRecords(listSegments(folder), release, ({ type, data }) => {
    if (type === recordTypes.snapshot) snapshots.push(parse(walSnapshotType, data))
    if (type === recordTypes.state) committed = parse(raftHardStateType, data).commit
  })
  return snapshots.filter(({ index }) => index <= committed)
}

class LogReader<T> implements Log<T> {
  metadata: Uint8Array | undefined
  state = create(raftHardStateType)
  readonly entries: T[] = []
  hasStart = false
  gap: string | undefined
  private readonly options: LogOptions<T>

  constructor(options: LogOptions<T>) {
    this.options = options
  }

  take(record: ReadRecord): void {
    switch (record.type) {
      case recordTypes.entry:
        this.takeEntry(record)
        return
      case recordTypes.state:
        this.state = parse(raftHardStateType, record.data)
        return
      case recordTypes.metadata:
        this.takeMetadata(record.data)
        return
      case recordTypes.snapshot:
        this.takeSnapshot(parse(walSnapshotType, record.data))
        return
    }
  }

  private takeEntry(record: ReadRecord): void {
    const entry = parse(raftEntryType, record.data)
    const { start, keep } = this.options
    if (entry.Index <= start.index) return
    refuseEmptyChange(entry)
    const at = entry.Index - start.index - 1n
    if (at > BigInt(this.entries.length)) this.stop(entry)
    this.entries.length = Number(at)
    this.entries.push(keep(entry, record))
  }

  private takeMetadata(data: Uint8Array): void {
    if (this.metadata !== undefined && compareBytes(this.metadata, data) !== 0) {
      throw new WalError('wal: conflicting metadata found')
    }
    this.metadata = Uint8Array.from(data)
  }

  private takeSnapshot({ index, term }: WalSnapshot): void {
    const { start } = this.options
    if (index !== start.index) return
    if (term !== start.term) throw new WalError('wal: snapshot mismatch')
    this.hasStart = true
  }

  private stop({ Index, Term }: RaftEntry): never {
    const { start } = this.options
    this.gap = `wal: slice bounds out of range, snapshot[Index: ${start.index}, Term: ${start.term}], current entry[Index: ${Index}, Term: ${Term}], len(ents): ${this.entries.length}`
    this.metadata = undefined
    throw new WalError(this.gap)
  }
}

/**
 * The type of a record is under no checksum, and a state that is read as an entry looks like a change of members that says
 * nothing. No server writes one (3.4 to 3.7).
 */
function refuseEmptyChange({ Type, Index, Data }: RaftEntry): void {
  if (Type === RaftEntryType.EntryNormal || (Data?.length ?? 0) > 0) return
  throw new WalError(`wal: entry ${Index} is a change of members without a change: the log is damaged`)
}

function parse<T extends object>(type: MessageType<T>, data: Uint8Array): T {
  try {
    return decode(type, data)
  } catch (error) {
    throw new WalError(`wal: ${error instanceof Error ? error.message : String(error)}`, undefined, { cause: error })
  }
}
