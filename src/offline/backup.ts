import { existsSync, readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { CliError } from '../base/errors.ts'
import { quote } from '../go/quote.ts'
import { create, encode } from '../rpc/codec.ts'
import { raftConfStateType, raftEntryType, raftHardStateType, walSnapshotType } from '../rpc/fields.ts'
import type { RaftEntry, RaftHardState, RaftSnapshot } from '../rpc/messages.ts'
import type { BoltPatch } from './bbolt/patch.ts'
import { createBolt } from './bbolt/writer.ts'
import { encodeU64be, utf8 } from './bytes.ts'
import { checkDatabaseExists, databasePath, snapFolder, walFolder } from './data-dir/paths.ts'
import { checkLogIsWhole } from './data-dir/whole-log.ts'
import { type Content, memberContent, refuseOtherBuckets } from './database/content.ts'
import { copyDatabase } from './database/copy-database.ts'
import { patchDatabase, readDatabase } from './database/patch-database.ts'
import { exactPath, onFile } from './files/file-failure.ts'
import { type FileSource, openFile } from './files/file-source.ts'
import { refuseInterrupted } from './interruption.ts'
import { lockFile } from './lock/lock.ts'
import type { ClusterMember } from './membership.ts'
import { RestoreFolders } from './restore/restore-folders.ts'
import { memberEntries } from './restore/restore-patch.ts'
import { newestSnap } from './snap/reader.ts'
import { withOnlyMember } from './snap/v2-store.ts'
import { writeSnap } from './snap/writer.ts'
import { type Log, readLog } from './wal/log.ts'
import { isMemberAttributes, parseRaftRequest } from './wal/raft-request.ts'
import { readRecordData } from './wal/reader.ts'
import { recordTypes } from './wal/record.ts'
import type { Segment } from './wal/segment.ts'
import { WalWriter } from './wal/writer.ts'

const release = '3.5'
const confChangeEntry = 1
const lockWaitMs = 1_000

export interface BackupOptions {
  readonly dataDir: string
  readonly backupDir: string
  /** Empty for the usual path within the data directory. */
  readonly walDir: string
  readonly backupWalDir: string
  /** False leaves out everything of the v3 API. */
  readonly withV3: boolean
  readonly nowMs: number
  /** What ends the backup from when on there is something to clean up. */
  readonly interrupts?: (() => AbortSignal) | undefined
}

/**
 * Copies a data directory into a new one that starts with `--force-new-cluster` only: with one member of a new identity,
 * and without the log's membership changes (as etcdutl 3.5). Throws a CliError, and then leaves nothing.
 */
export async function backupDataDir(options: BackupOptions): Promise<void> {
  const { dataDir, backupDir, backupWalDir } = options
  checkDatabaseExists(dataDir)
  checkLogIsWhole(dataDir, logFolder(options), release)
  checkTarget(options)
  const member = newMember(options.nowMs)
  const signal = options.interrupts?.()
  const folders = RestoreFolders.create(
    { dataDir: backupDir, walDir: backupWalDir, release },
    existsSync(exactPath(backupDir)),
  )
  try {
    const snapshot = newestSnap(snapFolder(dataDir))
    if (snapshot !== undefined) writeSnap(folders.snapFolder, translateSnap(snapshot, member))
    const log = readEntries(options, snapshot)
    await refuseInterrupted(signal)
    await writeDatabase(folders.databasePath, { ...options, member, state: log.state, signal })
    await refuseInterrupted(signal)
    writeEntries(folders.walFolder, log, snapshot, member)
    await refuseInterrupted(signal)
    folders.commit()
  } catch (error) {
    folders.discard()
    throw folders.renamed(error)
  }
}

function checkTarget({ backupDir, backupWalDir }: BackupOptions): void {
  const folder = snapFolder(backupDir)
  const names = existsSync(exactPath(folder)) ? onFile('open', folder, (exact) => readdirSync(exact)) : []
  if (names.length > 0) {
    throw new CliError(`expected ${quote(folder)} to be empty, got [${names.map((name) => quote(name)).join(' ')}]`)
  }
  const wal = backupWalDir === '' ? walFolder(backupDir) : backupWalDir
  if (existsSync(exactPath(wal))) throw new CliError(`wal-dir ${quote(wal)} exists`)
}

/** Its id comes from the clock, as those of requests do. */
function newMember(nowMs: number): ClusterMember {
  const id = (BigInt.asUintN(40, BigInt(nowMs)) << 8n) + 1n
  return { id, name: 'etcdctl-v2-backup', peerUrls: ['http://use-flag--force-new-cluster:2080'] }
}

function translateSnap(snapshot: RaftSnapshot, member: ClusterMember): RaftSnapshot {
  const data = snapshot.data && withOnlyMember(snapshot.data, member)
  return { data, metadata: { ...snapshot.metadata, confState: onlyVoter(member) } }
}

function onlyVoter({ id }: ClusterMember) {
  return create(raftConfStateType, { voters: [id] })
}

function logFolder({ dataDir, walDir }: BackupOptions): string {
  return walDir === '' ? walFolder(dataDir) : walDir
}

/** An entry of the new log: its own bytes, or where they are in the old one. */
type KeptEntry = Uint8Array | { readonly segment: Segment; readonly at: number }

function readEntries(options: BackupOptions, snapshot: RaftSnapshot | undefined): Log<KeptEntry> {
  const start = snapshot?.metadata ?? { index: 0n, term: 0n }
  return readLog<KeptEntry>(logFolder(options), {
    release,
    start,
    keep: (entry, { segment, at }) => (isLeftOut(entry, options.withV3) ? emptyEntry(entry) : { segment, at }),
  })
}

/** An entry cannot be taken out, for the others keep their numbers: it becomes one without effect. */
function emptyEntry({ Term, Index }: RaftEntry): Uint8Array {
  return encode(raftEntryType, { Type: 0, Term, Index })
}

function isLeftOut({ Type, Data }: RaftEntry, withV3: boolean): boolean {
  if (Type === confChangeEntry) return true
  const { v3, v2 } = parseRaftRequest(Data ?? new Uint8Array())
  if (v2 !== undefined && isMemberAttributes(v2)) return true
  return v3?.clusterMemberAttrSet !== undefined || (!withV3 && v3?.header !== undefined)
}

function writeEntries(
  folder: string,
  { metadata, entries, state }: Log<KeptEntry>,
  snapshot: RaftSnapshot | undefined,
  member: ClusterMember,
): void {
  const wal = new WalWriter(folder)
  const old = new OpenSegment()
  try {
    wal.append(recordTypes.metadata, metadata)
    wal.append(recordTypes.snapshot, encode(walSnapshotType, { index: 0n, term: 0n }))
    for (const entry of entries) wal.append(recordTypes.entry, entry instanceof Uint8Array ? entry : old.read(entry))
    wal.append(recordTypes.state, encode(raftHardStateType, state))
    const { index, term } = snapshot?.metadata ?? { index: 0n, term: 0n }
    const confState = snapshot && onlyVoter(member)
    wal.append(recordTypes.snapshot, encode(walSnapshotType, { index, term, confState }))
    wal.finish()
  } finally {
    old.close()
    wal.abort()
  }
}

/** The file of the old log that is being read. */
class OpenSegment {
  private source: FileSource | undefined

  read({ segment, at }: { segment: Segment; at: number }): Uint8Array {
    if (this.source?.path !== segment.path) {
      this.close()
      this.source = openFile(segment.path)
    }
    return readRecordData(this.source, at)
  }

  close(): void {
    this.source?.close()
    this.source = undefined
  }
}

interface DatabaseOptions extends BackupOptions {
  readonly member: ClusterMember
  readonly state: RaftHardState
  readonly signal: AbortSignal | undefined
}

async function writeDatabase(path: string, options: DatabaseOptions): Promise<void> {
  if (!options.withV3) {
    onFile('write', path, () => writeEmptyDatabase(path, options))
    return
  }
  const content = await copyLocked(databasePath(options.dataDir), path, options.signal)
  await refuseInterrupted(options.signal)
  patchDatabase({ path, release, content, plan: () => membershipPatch(options.member) })
}

async function copyLocked(fromPath: string, toPath: string, signal: AbortSignal | undefined): Promise<Content> {
  const lock = await lockFile(fromPath, { mode: 'shared', waitMs: lockWaitMs, signal })
  try {
    const { sizeBytes, content } = readDatabase(fromPath, release, (reader) => {
      return { sizeBytes: reader.sizeBytes, content: memberContent(reader, release) }
    })
    refuseOtherBuckets(content)
    const from = await open(exactPath(fromPath))
    try {
      await copyDatabase({ from, fromPath, toPath, sizeBytes, signal })
      return content
    } finally {
      await from.close()
    }
  } finally {
    lock.release()
  }
}

function membershipPatch(member: ClusterMember): BoltPatch {
  return {
    replaced: new Map([
      ['cluster', []],
      ['members', memberEntries([member])],
      ['members_removed', []],
    ]),
  }
}

/** What a member needs that has applied the log up to the state's commit. */
function writeEmptyDatabase(path: string, { member, state }: DatabaseOptions): void {
  const writer = createBolt(path)
  try {
    writer.bucket('cluster')
    writer.bucket('members')
    for (const { key, value } of memberEntries([member])) writer.put(key, value)
    writer.bucket('members_removed')
    writer.bucket('meta')
    writer.put(utf8('consistent_index'), encodeU64be(state.commit))
    writer.put(utf8('term'), encodeU64be(state.term))
    writer.finish()
  } finally {
    writer.abort()
  }
}
