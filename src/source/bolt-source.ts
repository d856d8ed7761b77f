import type { Session } from '../app.ts'
import { CliError } from '../base/errors.ts'
import { isOpenRange, type KeyRange } from '../base/ranges.ts'
import { openBolt } from '../offline/bbolt/reader.ts'
import { logAheadRemark } from '../offline/data-dir/log-ahead.ts'
import { watchForWrites } from '../offline/database/steady.ts'
import { type FileSource, openFile } from '../offline/files/file-source.ts'
import { visitGarbage } from '../offline/keys/garbage-entries.ts'
import { newestEntry } from '../offline/keys/newest-entry.ts'
import { newestKeys } from '../offline/keys/newest-keys.ts'
import { RevisionWalk } from '../offline/keys/revision-walk.ts'
import type { SortedKeys } from '../offline/keys/sorted-keys.ts'
import { userOf } from '../offline/lock/database-lock.ts'
import { lockHolder } from '../offline/lock/lock-holder.ts'
import { type Revisions, readRevisions } from '../offline/mvcc/compaction.ts'
import { hasDigest } from '../offline/verify/digest.ts'
import { appliedIndex } from '../offline/wal/log-end.ts'
import type { KeyValue } from '../rpc/messages.ts'
import type { RevisionWish } from './address.ts'
import { countIn, placesIn } from './entry-batches.ts'
import { fileHistory } from './file-history.ts'
import { MessageReader } from './message-reader.ts'
import type { Batch, Change, HistoryOptions, ReadOptions, Source } from './source.ts'

export interface BoltAddress {
  /** As the user gave it. */
  readonly name: string
  readonly path: string
  readonly at: RevisionWish
  /** Reads what a server may be writing. */
  readonly isDirty: boolean
}

/**
 * A database file to read, a snapshot or that of a member that does not run. Throws a CliError for one that is in use, for one that is
 * damaged, and for a revision that it does not have. Remarks tell what stands only in the log beside it.
 */
export async function openBoltSource(address: BoltAddress, session: Session): Promise<Source> {
  const { path, isDirty } = address
  await refuseUsed(address, session)
  const file = openFile(path)
  try {
    const checkUnwritten = isDirty ? () => {} : watchForWrites(path, file.fd)
    const reader = openBolt(file, session.profile.release)
    const revisions = readRevisions(reader)
    const revision = wishedRevision(address, revisions)
    const remark = logAheadRemark(path, appliedIndex(reader), session.profile.release)
    if (remark !== undefined) await session.remark(remark)
    const walk = new RevisionWalk(file, reader)
    return new BoltSource({ address, file, walk, revision, compacted: revisions.compacted, checkUnwritten })
  } catch (error) {
    file.close()
    throw error
  }
}

/** No server writes a snapshot, which ends with its hash; to try a lock takes a process of its own. */
async function refuseUsed({ path, name, isDirty }: BoltAddress, session: Session): Promise<void> {
  const file = openFile(path)
  const isSnapshot = hasDigest(file.size) && lockHolder(file.fd, 'shared') === undefined
  file.close()
  if (isSnapshot) return
  const user = await userOf(path)
  if (user === undefined) return
  if (!isDirty)
    throw new CliError(
      `${name} is in use by ${user}: read the cluster itself, or a snapshot of it; --dirty reads the file as it is, which may be torn`,
    )
  await session.remark(`${path} is in use by ${user}: what is shown may be torn`)
}

function wishedRevision({ name, at }: BoltAddress, { current, compacted }: Revisions): bigint {
  const wished = 'number' in at ? at.number : current - at.before
  if (wished > current || wished < 1n)
    throw new CliError(`${name}: there is no revision ${wished}: the newest one is ${current}`)
  if (wished < compacted)
    throw new CliError(`${name}: revision ${wished} is compacted; the oldest one that is left is ${compacted}`)
  return wished
}

interface Opened {
  readonly address: BoltAddress
  readonly file: FileSource
  readonly walk: RevisionWalk
  readonly revision: bigint
  /** -1 when nothing was ever compacted. */
  readonly compacted: bigint
  /** Throws a CliError when the file was written. */
  readonly checkUnwritten: () => void
}

/** The keys that a range has, and which range it is. */
interface Index {
  readonly range: KeyRange
  readonly keys: SortedKeys
}

class BoltSource implements Source {
  readonly name: string
  private readonly opened: Opened
  private readonly messages: MessageReader
  private index: Index | undefined

  constructor(opened: Opened) {
    this.name = opened.address.name
    this.opened = opened
    this.messages = new MessageReader(opened.walk.messages, opened.file)
  }

  revision(): Promise<bigint> {
    return Promise.resolve(this.opened.revision)
  }

  async *range(range: KeyRange, { keysOnly = false, limit = 0n }: ReadOptions = {}): AsyncGenerator<Batch, void> {
    const { checkUnwritten } = this.opened
    try {
      for (const batch of this.batches(range, limit)) yield keysOnly ? withoutValues(batch) : batch
    } finally {
      checkUnwritten()
    }
  }

  private *batches(range: KeyRange, limit: bigint): Generator<Iterable<KeyValue>, void> {
    if (range.rangeEnd.length > 0) {
      for (const places of placesIn(this.keysOf(range), range, limit)) yield this.messages.packed(places)
      return
    }
    const { walk, revision } = this.opened
    const place = newestEntry(walk, range.key, Number(revision))
    if (place !== undefined) yield this.messages.packed([place])
  }

  async firstKey(range: KeyRange): Promise<Uint8Array | undefined> {
    for await (const batch of this.range(range, { limit: 1n })) for (const { key } of batch) return key.slice()
    return undefined
  }

  async count(range: KeyRange): Promise<bigint> {
    return countIn(this.keysOf(range), range)
  }

  async *history(range: KeyRange, { since = 0n }: HistoryOptions = {}): AsyncGenerator<Change, void> {
    const { walk, revision, compacted, checkUnwritten } = this.opened
    const oldest = since > compacted ? since : compacted + 1n
    try {
      yield* fileHistory(walk, { range, until: Number(revision), since: Number(oldest) })
    } finally {
      checkUnwritten()
    }
  }

  async visitGarbage(range: KeyRange, each: (key: Uint8Array, bytes: number) => void): Promise<void> {
    const { walk, revision, file, checkUnwritten } = this.opened
    visitGarbage(walk, { range, until: Number(revision), fileBytes: file.size }, each)
    checkUnwritten()
  }

  /** What was read for a range serves all ranges within. */
  private keysOf(range: KeyRange): SortedKeys {
    const { index } = this
    if (index !== undefined && holds(index.range, range)) return index.keys
    index?.keys.close()
    this.index = undefined
    const { walk, revision, file } = this.opened
    const keys = newestKeys(walk, { range, until: Number(revision), fileBytes: file.size })
    this.index = { range, keys }
    return keys
  }

  async close(): Promise<void> {
    this.index?.keys.close()
    this.opened.file.close()
  }
}

function* withoutValues(batch: Iterable<KeyValue>): Generator<KeyValue, void> {
  for (const kv of batch) yield { ...kv, value: new Uint8Array() }
}

function holds(outer: KeyRange, inner: KeyRange): boolean {
  if (Buffer.compare(outer.key, inner.key) > 0) return false
  if (isOpenRange(outer)) return true
  return !isOpenRange(inner) && Buffer.compare(inner.rangeEnd, outer.rangeEnd) <= 0
}
