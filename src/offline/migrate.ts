import { open } from 'node:fs/promises'
import { CliError } from '../base/errors.ts'
import type { Release } from '../base/release.ts'
import { changedEntries } from './bbolt/changed-entries.ts'
import type { BoltReader } from './bbolt/reader.ts'
import { u64be, utf8 } from './bytes.ts'
import { checkDatabaseExists, databasePath, snapFolder, walFolder } from './data-dir/paths.ts'
import { memberContent, refuseDamage } from './database/content.ts'
import { copyDatabase } from './database/copy-database.ts'
import { patchDatabase, readDatabase } from './database/patch-database.ts'
import { behindLinks, replaceDatabase } from './database/replace-database.ts'
import { exactPath, FileFailure } from './files/file-failure.ts'
import { refuseInterrupted } from './interruption.ts'
import type { WaitOptions } from './lock/database-lock.ts'
import { lockFile } from './lock/lock.ts'
import { newestSnap } from './snap/reader.ts'
import { isBelow, parseVersion, type Version, version35, versionText } from './version.ts'
import { type LogPoint, readLog, validSnapshots } from './wal/log.ts'
import { neededVersion } from './wal/needed-version.ts'
import { listSegments, segmentsFrom } from './wal/segment.ts'

const storageVersion = 'storageVersion'
const firstStoredMinor = 6n

export interface MigrateOptions {
  readonly dataDir: string
  /** Of `parseTargetVersion`. */
  readonly target: Version
  readonly force: boolean
  /** Which versions are known, and where the log is read from: 3.6 or 3.7. */
  readonly release: Release
  /** How to wait for a server to let go of the database. */
  readonly lock: WaitOptions
}

export interface MigrateReport {
  /** The versions that the database went through, such as `3.6.0`; none when it was up to date. */
  readonly steps: readonly string[]
  /** The reason why `force` was needed; undefined when it was not. */
  readonly overridden: string | undefined
  /** As in `Replaced`. */
  readonly unsynced: string | undefined
}

/**
 * Changes the storage version of a stopped member. Throws a CliError, also for a database that is damaged and needs no change;
 * nothing is changed then.
 */
export async function migrateDataDir(options: MigrateOptions): Promise<MigrateReport> {
  const { dataDir } = options
  checkDatabaseExists(dataDir)
  const path = databasePath(dataDir)
  const lock = await lockFile(path, { ...options.lock, mode: 'exclusive' })
  try {
    const plan = planMigration(path, options)
    // the original writes to the file itself, not over a link to it
    const target = behindLinks(path)
    if (plan.steps.length === 0) {
      readDatabase(path, options.release, (reader) => refuseDamage(reader, options.release))
      return { ...plan, unsynced: undefined }
    }
    const replacing = { lock, signal: options.lock.signal }
    const { unsynced } = await replaceDatabase(target, replacing, (part) => {
      return writeChanged(path, part, options, plan.stored)
    })
    return { ...plan, unsynced }
  } finally {
    lock.release()
  }
}

interface Plan extends Omit<MigrateReport, 'unsynced'> {
  /** The value in the database afterwards; undefined for none. */
  readonly stored: string | undefined
}

function planMigration(path: string, options: MigrateOptions): Plan {
  const { target, force } = options
  const current = readDatabase(path, options.release, currentVersion)
  if (versionText(current) === versionText(target)) return { steps: [], overridden: undefined, stored: undefined }
  const needed = versionNeededByLog(options)
  try {
    const steps = migrationSteps(current, target, options.release)
    checkDowngrade(current, target, needed)
    return { steps, overridden: undefined, stored: storedVersion(target) }
  } catch (error) {
    if (!force || !(error instanceof CliError)) throw error
    return { steps: [versionText(target)], overridden: error.message, stored: storedVersion(target) }
  }
}

/** Up to 3.5 none is stored. */
function storedVersion({ major, minor }: Version): string | undefined {
  return major === 3n && minor < firstStoredMinor ? undefined : `${major}.${minor}.0`
}

function currentVersion(reader: BoltReader): Version {
  const meta = reader.bucket('meta')
  const stored = meta?.get(utf8(storageVersion))
  const version = stored && parseVersion(Buffer.from(stored).toString())
  if (version !== undefined) return version
  const term = meta?.get(utf8('term'))
  const hasIndex = meta?.get(utf8('consistent_index')) !== undefined
  if (!hasIndex || term === undefined || term.length < 8 || u64be(term) === 0n) {
    throw new CliError('missing term information')
  }
  return version35
}

/** One minor version at a time, each of which the release must know. Throws a CliError. */
function migrationSteps(current: Version, target: Version, release: Release): string[] {
  if (current.major !== target.major) throw unplanned('changing major storage version is not supported')
  const isUpgrade = current.minor < target.minor
  const steps: string[] = []
  for (let minor = current.minor; minor !== target.minor; ) {
    const higher = isUpgrade ? minor + 1n : minor
    if (!isKnown(current.major, higher, release)) {
      throw unplanned(`version "${current.major}.${higher}.0" is not supported`)
    }
    minor += isUpgrade ? 1n : -1n
    steps.push(`${current.major}.${minor}.0`)
  }
  return steps
}

function isKnown(major: bigint, minor: bigint, release: Release): boolean {
  return major === 3n && (minor === 6n || (minor === 7n && release === '3.7'))
}

function unplanned(reason: string): CliError {
  return new CliError(`cannot create migration plan: ${reason}`)
}

function checkDowngrade(current: Version, target: Version, needed: Version | undefined): void {
  if (needed === undefined || !isBelow(target, current) || !isBelow(target, needed)) return
  throw new CliError(
    `cannot downgrade storage, WAL contains newer entries, as the target version (${versionText(target)}) is lower than the version (${versionText(needed)}) detected from WAL logs`,
  )
}

/** The highest version that the entries after the last snapshot need; undefined when there are none. */
function versionNeededByLog({ dataDir, release }: MigrateOptions): Version | undefined {
  const folder = walFolder(dataDir)
  const start = explained('failed to get the lastest snapshot', () => lastSnapshot(dataDir, release))
  explained('failed to open wal', () => {
    explained('[openAtIndex] selectWALFiles failed', () => segmentsFrom(listSegments(folder), start.index, release))
  })
  return explained('failed to read wal', () => {
    const log = readLog(folder, { release, start, keep: neededVersion })
    if (!log.hasStart) throw new CliError('wal: snapshot not found')
    return log.entries.reduce<Version | undefined>(
      (highest, each) => (highest === undefined || isBelow(highest, each) ? each : highest),
      undefined,
    )
  })
}

/** 3.6 goes by the newest `.snap` file that the log confirms, 3.7 by the log alone. */
function lastSnapshot(dataDir: string, release: Release): LogPoint {
  const folder = walFolder(dataDir)
  const recorded = explainedFolder(() => validSnapshots(folder, release))
  const none = { index: 0n, term: 0n }
  if (release === '3.7') return recorded.at(-1) ?? none
  const snapshot = newestSnap(snapFolder(dataDir), ({ metadata: { index, term } }) => {
    return recorded.some((point) => point.index === index && point.term === term)
  })
  return snapshot?.metadata ?? none
}

function explainedFolder<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof FileFailure) || error.operation !== 'open') throw error
    throw error.restated({ message: `[readWALNames] fileutil.ReadDir failed: ${error.message}` })
  }
}

function explained<T>(what: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    throw error.restated({ message: `${what}: ${error.message}` })
  }
}

async function writeChanged(
  path: string,
  part: string,
  { release, lock: { signal } }: MigrateOptions,
  stored: string | undefined,
): Promise<void> {
  const { sizeBytes, content } = readDatabase(path, release, (reader) => {
    return { sizeBytes: reader.sizeBytes, content: memberContent(reader, release) }
  })
  const from = await open(exactPath(path))
  try {
    await copyDatabase({ from, fromPath: path, toPath: part, sizeBytes, signal })
  } finally {
    await from.close()
  }
  await refuseInterrupted(signal)
  const changes = new Map([[storageVersion, stored === undefined ? undefined : utf8(stored)]])
  patchDatabase({
    path: part,
    release,
    content,
    plan: (reader) => ({ replaced: new Map([['meta', changedEntries(reader, 'meta', changes)]]) }),
  })
}
