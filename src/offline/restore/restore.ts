import { type FileHandle, open } from 'node:fs/promises'
import { CliError, UsageError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { logAheadRemark } from '../data-dir/log-ahead.ts'
import type { Content } from '../database/content.ts'
import { copyDatabase } from '../database/copy-database.ts'
import { patchDatabase, readDatabase } from '../database/patch-database.ts'
import { watchForWrites } from '../database/steady.ts'
import { exactPath, fileFailure } from '../files/file-failure.ts'
import { readFlags } from '../files/file-source.ts'
import { refuseInterrupted } from '../interruption.ts'
import { lockToRead } from '../lock/database-lock.ts'
import type { NewCluster } from '../membership.ts'
import { appliedIndex } from '../wal/log-end.ts'
import { type ClusterPlan, planCluster } from './initial-cluster.ts'
import { type ResolveOptions, resolvePeerUrls } from './resolve-urls.ts'
import { checkFolders, RestoreFolders } from './restore-folders.ts'
import { lastRevision, type RaisedRevision, raisedRevision, restorePatch } from './restore-patch.ts'
import { readRestorable } from './restore-source.ts'
import { writeRestoredLog } from './restored-log.ts'

const digestBytes = 32
const sectorBytes = 512

export interface RestoreOptions extends ClusterPlan {
  readonly snapshotPath: string
  /** Empty for `<name>.etcd`. */
  readonly dataDir: string
  /** Empty for the usual path within the data directory. */
  readonly walDir: string
  readonly skipHashCheck: boolean
  /** Takes a file in which revisions are missing all the same. */
  readonly forceMissingRevisions: boolean
  /** The amount to add to the last revision; 0 keeps it. */
  readonly revisionBump: bigint
  readonly markCompacted: boolean
  /** Whose form the log gets; servers of every release read it. */
  readonly release: Release
  /** Called before anything is read or made. */
  readonly onStart?: ((dataDir: string) => Promise<void>) | undefined
  /** Told of each second that a peer's name has no address. */
  readonly onWait?: ResolveOptions['onWait']
  /** What ends the restore from when on there is something to clean up; until then a signal does what it does by default. */
  readonly interrupts?: (() => AbortSignal) | undefined
}

export interface RestoreReport {
  readonly dataDir: string
  readonly cluster: NewCluster
  readonly raise: RaisedRevision | undefined
  /** The last revision of what was restored. */
  readonly revision: bigint
  /** What is missing in the file, of which `forceMissingRevisions` made nothing; undefined when it was not needed. */
  readonly missing: string | undefined
  /** The remark about a database whose member has more entries in its log. */
  readonly ahead: string | undefined
}

/**
 * Makes a data directory from a snapshot file or a copied database, which is only read. It is built beside its path and
 * appears there when it is on the disk. Throws a CliError, with the texts of the release, and then leaves nothing.
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  checkRevisionFlags(options)
  const { onWait } = options
  const cluster = await planCluster(options, (urls) => resolvePeerUrls(urls, { onWait }))
  const signal = options.interrupts?.()
  const dataDir = options.dataDir === '' ? `${options.name}.etcd` : options.dataDir
  const folderOptions = { dataDir, walDir: options.walDir, release: options.release }
  const isThere = checkFolders(folderOptions)
  await options.onStart?.(dataDir)
  const source = await openSource(options.snapshotPath)
  try {
    const sizeBytes = await databaseSize(source, options)
    await lockToRead(options.snapshotPath, source.fd, { waitMs: 0, signal })
    const folders = RestoreFolders.create(folderOptions, isThere)
    try {
      const filled = await fill(folders, { ...options, source, sizeBytes, cluster, signal })
      await refuseInterrupted(signal)
      folders.commit()
      return { dataDir, cluster, ...filled }
    } catch (error) {
      folders.discard()
      throw folders.renamed(error)
    }
  } finally {
    await source.close()
  }
}

interface FillOptions extends RestoreOptions {
  readonly source: FileHandle
  readonly sizeBytes: number
  readonly cluster: NewCluster
  readonly signal: AbortSignal | undefined
}

async function fill(
  folders: RestoreFolders,
  options: FillOptions,
): Promise<Omit<RestoreReport, 'dataDir' | 'cluster'>> {
  const { source, snapshotPath, sizeBytes, cluster, release, signal } = options
  const copy = { from: source, fromPath: snapshotPath, toPath: folders.databasePath, sizeBytes, signal }
  const checkUnwritten = watchForWrites(snapshotPath, source.fd)
  // where no digest tells, the file is read before it is copied: it may be no database, and say that it is larger than the disk
  const readFirst = options.skipHashCheck ? readRestorable(options) : undefined
  await refuseInterrupted(signal)
  const digest = await copyDatabase(copy)
  checkUnwritten()
  if (!options.skipHashCheck) await checkDigest(options, digest)
  const { content, missing } = readFirst ?? readRestorable(options)
  await refuseInterrupted(signal)
  const ahead = logAheadRemark(snapshotPath, readDatabase(folders.databasePath, release, appliedIndex), release)
  const { raise, revision } = changeDatabase(folders.databasePath, content, options)
  const { walFolder, snapFolder } = folders
  writeRestoredLog({ cluster, release, walFolder, snapFolder })
  return { raise, revision, missing, ahead }
}

/** 3.4 does without the check. */
function checkRevisionFlags({ revisionBump, markCompacted, release }: RestoreOptions): void {
  if (release === '3.4' || revisionBump > 0n === markCompacted) return
  throw new UsageError('--mark-compacted required if --revision-bump > 0')
}

async function openSource(path: string): Promise<FileHandle> {
  try {
    return await open(exactPath(path), readFlags)
  } catch (error) {
    throw fileFailure('open', path, error)
  }
}

/** The length without the trailing SHA-256, which only a file of odd length can have. */
async function databaseSize(source: FileHandle, { snapshotPath, skipHashCheck }: RestoreOptions): Promise<number> {
  const stat = await source.stat()
  if (stat.isDirectory()) throw new CliError(`read ${snapshotPath}: is a directory`)
  if (stat.isFIFO()) throw new CliError(`seek ${snapshotPath}: illegal seek`)
  // such as /dev/null
  if (stat.isCharacterDevice()) throw new CliError('EOF')
  if (stat.size < digestBytes) throw new CliError(`seek ${snapshotPath}: invalid argument`)
  if (hasDigest(stat.size)) return stat.size - digestBytes
  if (!skipHashCheck) throw new CliError('snapshot missing hash but --skip-hash-check=false')
  return stat.size
}

function hasDigest(sizeBytes: number): boolean {
  return sizeBytes % sectorBytes === digestBytes
}

async function checkDigest({ source, sizeBytes, snapshotPath }: FillOptions, found: Buffer): Promise<void> {
  const expected = Buffer.alloc(digestBytes)
  const { bytesRead } = await source.read(expected, 0, digestBytes, sizeBytes).catch((error: unknown) => {
    throw fileFailure('read', snapshotPath, error)
  })
  if (bytesRead < digestBytes) throw new CliError(`read ${snapshotPath}: unexpected EOF`)
  if (found.equals(expected)) return
  throw new CliError(`expected sha256 [${[...expected].join(' ')}], got [${[...found].join(' ')}]`)
}

type Changed = Pick<RestoreReport, 'raise' | 'revision'>

function changeDatabase(path: string, content: Content, options: FillOptions): Changed {
  const { cluster, release, revisionBump, markCompacted } = options
  let raise: RaisedRevision | undefined
  let revision = 0n
  patchDatabase({
    path,
    release,
    content,
    plan: (reader) => {
      raise = markCompacted && revisionBump > 0n ? raisedRevision(reader, revisionBump) : undefined
      revision = raise?.raised ?? lastRevision(reader) ?? 0n
      return restorePatch({ reader, cluster, release, raise })
    },
  })
  return { raise, revision }
}
