import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import type { BoltReader } from '../bbolt/reader.ts'
import { utf8 } from '../bytes.ts'
import { parseRevisionKey, revisionKeyFault } from './revision-key.ts'

/** The bounds of the key history. */
export interface Revisions {
  /** The newest one. */
  readonly current: bigint
  /** Everything that was replaced up to here counts as gone; -1 when nothing was ever compacted. */
  readonly compacted: bigint
  /** True when what counts as gone may still be in the file: a server removes it at its next start. */
  readonly isPending: boolean
}

/** The keys of the bucket `meta` that hold the compaction that was last completed, and the one last asked for. */
export const compactionMarks = ['finishedCompactRev', 'scheduledCompactRev'] as const

/** Reads them as a server does at its start. Throws a CliError for something that is no revision. */
export function readRevisions(reader: BoltReader): Revisions {
  const finished = compactionMark(reader, 'finishedCompactRev')
  const scheduled = compactionMark(reader, 'scheduledCompactRev')
  const last = reader.bucket('key')?.last()
  const newest = last === undefined ? 1n : mainOf(last.key)
  const compacted = higher(finished, scheduled)
  return { current: higher(newest, compacted), compacted, isPending: scheduled > finished }
}

/** The revision that a mark in the bucket `meta` names, -1 when it is not there. */
export function compactionMark(reader: BoltReader, name: (typeof compactionMarks)[number]): bigint {
  const value = reader.bucket('meta')?.get(utf8(name))
  return value === undefined ? -1n : mainOf(value)
}

function mainOf(key: Uint8Array): bigint {
  const revision = parseRevisionKey(key)
  if (revision === undefined)
    throw new CliError(`cannot parse revision key: ${quote(key)} err: ${revisionKeyFault(key)}`)
  return revision.main
}

function higher(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
