import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { decode, encode } from '../../rpc/codec.ts'
import { keyValueType } from '../../rpc/fields.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { changedEntries } from '../bbolt/changed-entries.ts'
import type { BoltEntry } from '../bbolt/patch.ts'
import type { BoltReader } from '../bbolt/reader.ts'
import { compareBytes, encodeU64be, utf8 } from '../bytes.ts'
import { readRevisions } from '../mvcc/compaction.ts'
import { encodeRevisionKey, revisionBytes } from '../mvcc/revision-key.ts'
import type { V2Store } from '../v2-store/read-store.ts'
import { appliedIndex } from '../wal/log-end.ts'
import type { Additions } from './write-merged.ts'

/** What comes into a database that has, or has not, been used over v3. */
export interface MergePlan extends Additions {
  /** Revisions that were in the database before, apart from those that are migrated. */
  readonly otherRevisions: number
}

/**
 * Decides what comes into a database. Throws a CliError where something of the v3 API would be lost: a revision that is taken by another
 * key, one that is compacted, changes that stand in the log only.
 */
export function planMerge(reader: BoltReader | undefined, store: V2Store, records: readonly KeyValue[]): MergePlan {
  if (reader === undefined) {
    refuseUnapplied(store, 0n)
    return { revisions: records.map(entryOf), meta: [indexEntry(store.index)], otherRevisions: 0 }
  }
  const applied = appliedIndex(reader)
  refuseOlder(store, applied)
  refuseUnapplied(store, applied)
  const { compacted } = readRevisions(reader)
  const [first] = records
  if (first !== undefined && first.modRevision <= compacted) {
    throw new CliError(
      `${quote(first.key)} has revision ${first.modRevision}, and the v3 keys are compacted up to ${compacted}: migrate into a database that was not used over v3`,
    )
  }
  return { ...merged(reader, records), meta: metaEntries(reader, store, applied) }
}

/** A member that was sent its data by another one holds them in a file beside the database until its next start. */
function refuseOlder({ snapshotIndex }: V2Store, applied: bigint): void {
  if (snapshotIndex <= applied) return
  throw new CliError(
    `the database has the log up to entry ${applied}, and the .snap file up to ${snapshotIndex}: start the member and stop it again, so that its database is whole`,
  )
}

/** What a server takes for applied, it never reads again. */
function refuseUnapplied({ lastV3Index }: V2Store, applied: bigint): void {
  if (lastV3Index <= applied) return
  throw new CliError(
    `the log changes v3 keys up to entry ${lastV3Index}, and the database is known to have it up to ${applied}: start the member, write a key over v3 (etcdctl put), stop it, and try again`,
  )
}

function merged(
  reader: BoltReader,
  records: readonly KeyValue[],
): { readonly revisions: BoltEntry[]; readonly otherRevisions: number } {
  const bucket = reader.bucket('key')
  const wanted = records.map(entryOf)
  const there = new Set<BoltEntry>()
  let [at, otherRevisions] = [0, 0]
  bucket?.visit((key, value) => {
    const revision = key.subarray(0, revisionBytes)
    const main = revision.subarray(0, 8)
    while (at < wanted.length && compareBytes(wanted[at]?.key.subarray(0, 8) ?? main, main) < 0) at += 1
    const entry = wanted[at]
    if (entry === undefined || compareBytes(entry.key.subarray(0, 8), main) !== 0) otherRevisions += 1
    else if (compareBytes(entry.key, key) === 0 && compareBytes(entry.value, value) === 0) there.add(entry)
    else throw taken(entry, key, value)
  })
  return { revisions: wanted.filter((entry) => !there.has(entry)), otherRevisions }
}

function taken(entry: BoltEntry, key: Uint8Array, value: Uint8Array): CliError {
  const [ours, theirs] = [decode(keyValueType, entry.value), decode(keyValueType, value)]
  const what = key.length > revisionBytes ? 'the deletion of' : 'the v3 key'
  return new CliError(
    `revision ${ours.modRevision} of ${quote(ours.key)} is taken in the database by ${what} ${quote(theirs.key)}: migrate into a database that was not used over v3`,
  )
}

function entryOf(record: KeyValue): BoltEntry {
  return { key: encodeRevisionKey(record.modRevision), value: encode(keyValueType, record) }
}

function indexEntry(index: bigint): BoltEntry {
  return { key: utf8('consistent_index'), value: encodeU64be(index) }
}

/** Since 3.5 the term stands beside the index. */
function metaEntries(reader: BoltReader, { index, term }: V2Store, applied: bigint): BoltEntry[] {
  if (index <= applied) return changedEntries(reader, 'meta', new Map())
  const hasTerm = reader.bucket('meta')?.get(utf8('term')) !== undefined
  const changes = new Map([['consistent_index', encodeU64be(index)]])
  if (hasTerm) changes.set('term', encodeU64be(term))
  return changedEntries(reader, 'meta', changes)
}
