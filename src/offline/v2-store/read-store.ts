import type { Release } from '../../base/release.ts'
import { type RaftEntry, RaftEntryType, type Request } from '../../rpc/messages.ts'
import { snapFolder } from '../data-dir/paths.ts'
import { newestSnap } from '../snap/reader.ts'
import { readLog, validSnapshots } from '../wal/log.ts'
import { WalError } from '../wal/wal-error.ts'
import { applyRequest } from './apply-request.ts'
import { MemberStore } from './member-store.ts'
import { entryRequest } from './request.ts'
import { savedTree } from './saved-tree.ts'
import { V2Tree } from './tree.ts'
import { changesV3, ownRequest } from './v3-request.ts'

export interface StorePlace {
  readonly dataDir: string
  /** The folder of the log. */
  readonly logFolder: string
  readonly release: Release
}

/** The v2 store of a member, as a server would have it that has applied all of the log. */
export interface V2Store {
  readonly tree: V2Tree
  /** The last entry that is no change of members; that of the snapshot when none follows. */
  readonly index: bigint
  readonly term: bigint
  /** Of the `.snap` file; 0 without one. */
  readonly snapshotIndex: bigint
  /** The last entry that changes something of the v3 API; 0 when the log has none. */
  readonly lastV3Index: bigint
}

/**
 * Reads the newest `.snap` file that the log confirms, and applies the log behind it: all of it, as a member does that is started
 * alone. Throws a CliError for what is damaged or missing.
 */
export function readV2Store({ dataDir, logFolder, release }: StorePlace): V2Store {
  const recorded = validSnapshots(logFolder, release)
  const snapshot = newestSnap(snapFolder(dataDir), ({ metadata: { index, term } }) => {
    return recorded.some((point) => point.index === index && point.term === term)
  })
  const start = snapshot?.metadata ?? { index: 0n, term: 0n }
  const log = readLog(logFolder, { release, start, keep: parsed })
  if (!log.hasStart) throw new WalError('wal: snapshot not found')
  const tree = snapshot?.data === undefined ? new V2Tree() : savedTree(snapshot.data)
  applyEntries(tree, log.entries)
  const last = log.entries.findLast(({ isMemberChange }) => !isMemberChange) ?? start
  const lastV3Index = log.entries.findLast(({ changesV3 }) => changesV3)?.index ?? 0n
  return { tree, index: last.index, term: last.term, snapshotIndex: start.index, lastV3Index }
}

interface ParsedEntry {
  readonly index: bigint
  readonly term: bigint
  readonly isMemberChange: boolean
  readonly changesV3: boolean
  /** A change of members as it is in the log. */
  readonly memberChange?: Uint8Array
  readonly request?: Request
}

function parsed(entry: RaftEntry): ParsedEntry {
  const { Type, Index: index, Term: term, Data } = entry
  const place = { index, term, isMemberChange: false, changesV3: false }
  if (Type === RaftEntryType.EntryConfChange)
    return { ...place, isMemberChange: true, memberChange: Uint8Array.from(Data ?? []) }
  if (Type !== RaftEntryType.EntryNormal) throw new WalError(`wal: entry ${index} is of an unknown type (${Type})`)
  const { v3, v2 } = entryRequest(entry)
  if (v2 !== undefined) return { ...place, request: v2 }
  const own = v3 && ownRequest(v3)
  return { ...place, changesV3: v3 !== undefined && changesV3(v3), ...(own !== undefined && { request: own }) }
}

function applyEntries(tree: V2Tree, entries: readonly ParsedEntry[]): void {
  const members = new MemberStore(tree)
  for (const { memberChange, request } of entries) {
    if (memberChange !== undefined) members.change(memberChange)
    if (request !== undefined) applyRequest(tree, members, request)
  }
}
