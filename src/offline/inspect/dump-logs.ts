import { join } from 'node:path'
import { CliError } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import { decode } from '../../rpc/codec.ts'
import { metadataType } from '../../rpc/fields.ts'
import type { RaftEntry, RaftSnapshot } from '../../rpc/messages.ts'
import { snapFolder } from '../data-dir/paths.ts'
import { newestSnap, readSnap } from '../snap/reader.ts'
import { type Log, type LogPoint, readLog, validSnapshots } from '../wal/log.ts'
import { listSegments, segmentsFrom } from '../wal/segment.ts'
import { parseEntryTypes } from './entry-filter.ts'
import { logRow, readLogEntry } from './log-entry.ts'
import { protoTextStyle } from './proto-text.ts'
import { type EntryPosition, entriesAt } from './wal-entries.ts'

export interface DumpLogsOptions {
  readonly dataDir: string
  readonly walDir: string
  readonly profile: Profile
  /** Base name of the `.snap` file to start from; empty for the newest. */
  readonly startSnap: string
  readonly startIndex: bigint | undefined
  /** The first index that is left out. */
  readonly endIndex: bigint | undefined
  readonly entryTypes: string
  /** Titles of further columns. */
  readonly columns: readonly string[]
}

/** A piece of the listing: text, a row with the entry it shows, or a remark. */
export type LogPiece = string | { readonly row: string; readonly entry: RaftEntry } | { readonly remark: string }

/** The listing of a member's log, piece by piece. Throws a CliError for what cannot be read. */
export function* dumpLogs(options: DumpLogsOptions): Generator<LogPiece> {
  const { profile, startIndex, endIndex, entryTypes } = options
  const start = startIndex === undefined ? yield* snapshotStart(options) : yield* indexStart(startIndex, profile)
  const log = openLog(options, start)
  if (log.gap !== undefined) yield { remark: `Failed reading all WAL: ${log.gap}` }
  yield metadataText(log)
  const positions = log.entries.filter(({ index }) => endIndex === undefined || index < endIndex)
  yield `WAL entries:${atLeast(profile, '3.6') ? ` ${positions.length}` : ''}\n`
  const last = positions.at(-1)
  if (last !== undefined) yield `lastIndex=${last.index}\n`
  yield `${['term', '     index', 'type', 'data', ...options.columns].join('\t')}\n`
  const count = yield* rows(positions, options)
  yield `\nEntry types (${entryTypes}) count is : ${count}\n`
}

interface Start {
  readonly index: bigint
  readonly term: bigint
  readonly isSnapshot: boolean
}

/** Up to 3.6 the listing begins after the index, in 3.7 with it. */
function* indexStart(given: bigint, profile: Profile): Generator<string, Start> {
  yield `Start dumping log entries from index ${given}.\n`
  const index = atLeast(profile, '3.7') && given > 0n ? given - 1n : given
  return { index, term: 0n, isSnapshot: false }
}

function* snapshotStart({ dataDir, startSnap, profile }: DumpLogsOptions): Generator<string, Start> {
  const snapshot = failing('Failed loading snapshot', () => {
    const folder = snapFolder(dataDir)
    return startSnap === '' ? newestSnap(folder) : readSnap(join(folder, startSnap))
  })
  yield snapshot === undefined ? 'Snapshot:\nempty\n' : `Snapshot:\n${snapshotText(snapshot, profile)}\n`
  yield `Start ${profile.release === '3.4' ? 'dupmping' : 'dumping'} log entries from snapshot.\n`
  return { index: snapshot?.metadata.index ?? 0n, term: snapshot?.metadata.term ?? 0n, isSnapshot: true }
}

function snapshotText({ metadata: { index, term, confState } }: RaftSnapshot, profile: Profile): string {
  const nodes = confState.voters.map((id) => id.toString(16)).join(' ')
  const { voters, learners, votersOutgoing, learnersNext, autoLeave } = confState
  const lists = { voters, learners, voters_outgoing: votersOutgoing, learners_next: learnersNext }
  const shown = Object.entries(lists).flatMap(([name, ids]) =>
    ids.length === 0 ? [] : [`"${name}":[${ids.join(',')}]`],
  )
  const state = atLeast(profile, '3.5') ? ` confstate={${[...shown, `"auto_leave":${autoLeave}`].join(',')}}` : ''
  return `term=${term} index=${index} nodes=[${nodes}]${state}`
}

function openLog({ walDir, profile, endIndex }: DumpLogsOptions, start: Start): Log<EntryPosition> {
  failing('Failed opening WAL', () => segmentsFrom(listSegments(walDir), start.index, profile.release))
  return failing('Failed reading WAL', () => {
    const log = readLog<EntryPosition>(walDir, {
      release: profile.release,
      start: start.isSnapshot ? start : recordedPoint(walDir, start.index, profile),
      stopsAtGap: endIndex !== undefined,
      keep: ({ Index }, { segment, at }) => ({ path: segment.path, at, index: Index }),
    })
    // an index that was asked for need not be that of a snapshot
    if (start.isSnapshot && !log.hasStart && log.gap === undefined) throw new CliError('wal: snapshot not found')
    return log
  })
}

/** The log may have a snapshot record at the index, whose term must then be the one that is asked for. */
function recordedPoint(walDir: string, index: bigint, { release }: Profile): LogPoint {
  const recorded = validSnapshots(walDir, release).findLast((snapshot) => snapshot.index === index)
  return { index, term: recorded?.term ?? 0n }
}

function metadataText({ metadata, state }: Log<EntryPosition>): string {
  const { NodeID, ClusterID } = decode(metadataType, metadata ?? new Uint8Array())
  const ids = `nodeID=${NodeID.toString(16)} clusterID=${ClusterID.toString(16)}`
  return `WAL metadata:\n${ids} term=${state.term} commitIndex=${state.commit} vote=${state.vote.toString(16)}\n`
}

/** Returns how many rows there were. */
function* rows(
  positions: readonly EntryPosition[],
  { entryTypes, profile }: DumpLogsOptions,
): Generator<LogPiece, number> {
  const { isWanted } = parseEntryTypes(entryTypes)
  const style = protoTextStyle(profile.release)
  let count = 0
  for (const entry of entriesAt(positions)) {
    const read = readLogEntry(entry)
    if (read === undefined || !isWanted(read)) continue
    count++
    yield { row: logRow(entry, read, style), entry }
  }
  return count
}

function failing<T>(what: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof CliError) throw error.restated({ message: `${what}: ${error.message}` })
    throw error
  }
}
