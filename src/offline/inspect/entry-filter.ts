import type { InternalRaftRequest } from '../../rpc/messages.ts'
import type { LogEntry } from './log-entry.ts'

/** Returns true for an entry that is wanted. */
export type EntryFilter = (entry: LogEntry) => boolean

function internal(name: keyof InternalRaftRequest): EntryFilter {
  return (entry) => entry.kind === 'internal' && entry.request[name] !== undefined
}

const filters: Readonly<Record<string, EntryFilter>> = {
  ConfigChange: ({ kind }) => kind === 'conf',
  Normal: ({ kind }) => kind !== 'conf',
  Request: ({ kind }) => kind === 'v2',
  InternalRaftRequest: ({ kind }) => kind === 'internal',
  IRRRange: internal('range'),
  IRRPut: internal('put'),
  IRRDeleteRange: internal('deleteRange'),
  IRRTxn: internal('txn'),
  IRRCompaction: internal('compaction'),
  IRRLeaseGrant: internal('leaseGrant'),
  IRRLeaseRevoke: internal('leaseRevoke'),
  IRRLeaseCheckpoint: internal('leaseCheckpoint'),
}

export interface EntryFilters {
  readonly isWanted: EntryFilter
  /** Names that stand for no filter. */
  readonly unknown: readonly string[]
}

/** The filter for a list of entry types: what any of them takes is wanted. An empty text takes nothing. */
export function parseEntryTypes(text: string): EntryFilters {
  const names = text === '' ? [] : text.split(',')
  const chosen = names.flatMap((name) => (Object.hasOwn(filters, name) ? (filters[name] ?? []) : []))
  return {
    isWanted: (entry) => chosen.some((isWanted) => isWanted(entry)),
    unknown: names.filter((name) => !Object.hasOwn(filters, name)),
  }
}

/** All names that `parseEntryTypes` takes, as lines of a message. */
export const entryTypeNames = [
  'ConfigChange, Normal, Request, InternalRaftRequest,',
  'IRRRange, IRRPut, IRRDeleteRange, IRRTxn,',
  'IRRCompaction, IRRLeaseGrant, IRRLeaseRevoke, IRRLeaseCheckpoint',
].join('\n')
