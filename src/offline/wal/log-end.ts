import type { Release } from '../../base/release.ts'
import { decode } from '../../rpc/codec.ts'
import { raftEntryType, raftHardStateType, walSnapshotType } from '../../rpc/fields.ts'
import type { BoltReader } from '../bbolt/reader.ts'
import { u64be, utf8 } from '../bytes.ts'
import { visitRecords } from './reader.ts'
import { recordTypes } from './record.ts'
import { listSegments, type Segment } from './segment.ts'

/** How far a log goes. */
export interface LogEnd {
  /** The last entry that is known to be committed, and the last one at all; 0 when there is none. */
  readonly committed: bigint
  readonly last: bigint
  /** The last one that the log has, or had up to a snapshot: no server writes that an entry is committed before the entry. */
  readonly written: bigint
}

/** Reads the end of a log. Throws a WalError for a damaged one, a CliError when it cannot be read. */
export function readLogEnd(folder: string, release: Release): LogEnd {
  const segments = listSegments(folder)
  // each segment begins with the state, so that the last one will do once it has entries
  const [last, hasState] = endOf(segments.slice(-1), release)
  return hasState && last.committed <= last.written ? last : endOf(segments, release)[0]
}

/** The end, and whether a state is among the records. */
function endOf(segments: readonly Segment[], release: Release): readonly [LogEnd, boolean] {
  let committed: bigint | undefined
  let last = 0n
  visitRecords(segments, release, ({ type, data }) => {
    if (type === recordTypes.state) committed = higher(committed ?? 0n, decode(raftHardStateType, data).commit)
    // an entry that was written again removes those after it
    if (type === recordTypes.entry) last = decode(raftEntryType, data).Index
    if (type === recordTypes.snapshot) last = higher(last, decode(walSnapshotType, data).index)
  })
  const known = committed ?? 0n
  return [{ committed: known, last: higher(last, known), written: last }, committed !== undefined]
}

/**
 * What a log lacks of the records with which each one begins: whose it is, and the snapshot that it goes on from. Undefined when nothing.
 * Throws as `readLogEnd` does.
 */
export function beginningFault(folder: string, release: Release): 'empty' | 'cut' | undefined {
  const types = new Set<number>()
  visitRecords(listSegments(folder), release, ({ type }) => void types.add(type))
  if (!types.has(recordTypes.metadata)) return 'empty'
  return types.has(recordTypes.snapshot) ? undefined : 'cut'
}

/** The index of the last entry that a database has applied; 0 when it does not say. */
export function appliedIndex(reader: BoltReader): bigint {
  const stored = reader.bucket('meta')?.get(utf8('consistent_index'))
  return stored?.length === 8 ? u64be(stored) : 0n
}

function higher(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
