import { CliError } from '../base/errors.ts'
import { type BoltReader, openBolt } from '../offline/bbolt/reader.ts'
import { logAheadRemark } from '../offline/data-dir/log-ahead.ts'
import { watchForWrites } from '../offline/database/steady.ts'
import { type FileSource, openFile } from '../offline/files/file-source.ts'
import { openLocked, userOf } from '../offline/lock/database-lock.ts'
import { appliedIndex } from '../offline/wal/log-end.ts'
import type { OfflineApp } from './app.ts'
import { showReading } from './show-reading.ts'
import { lockWait } from './waiting.ts'

/**
 * Opens a database for one step, to read only, locked against servers, for which it waits `waitMs`. Throws a CliError for
 * what is none, and when a server has written it all the same. A remark tells what stands only in the log beside it.
 */
export async function withDatabase<T>(
  app: OfflineApp,
  path: string,
  waitMs: number,
  step: (reader: BoltReader) => T,
): Promise<T> {
  return withLocked(app, path, waitMs, (source) => step(openBolt(source, app.profile.release)))
}

/** As `withDatabase`, with the file as it is. */
export async function withLocked<T>(
  app: OfflineApp,
  path: string,
  waitMs: number,
  step: (source: FileSource) => T,
): Promise<T> {
  const source = await openLocked(path, lockWait(app, path, waitMs))
  try {
    const result = await showReading(app, 'Reading the database', () => steadily(source, step))
    await remarkLog(app, source)
    return result
  } finally {
    source.close()
  }
}

async function remarkLog({ io, profile }: OfflineApp, source: FileSource): Promise<void> {
  const applied = tryApplied(source)
  const remark = applied === undefined ? undefined : logAheadRemark(source.path, applied, profile.release)
  if (remark !== undefined) await io.stderr.write(`${remark}\n`)
}

/** Undefined for a database whose damage was reported already. */
function tryApplied(source: FileSource): bigint | undefined {
  try {
    return appliedIndex(openBolt(source))
  } catch (error) {
    if (error instanceof CliError) return undefined
    throw error
  }
}

/** A write to the file takes precedence over any finding, even damage. */
function steadily<T>(source: FileSource, step: (source: FileSource) => T): T {
  const checkUnwritten = watchForWrites(source.path, source.fd)
  try {
    return step(source)
  } finally {
    checkUnwritten()
  }
}

/** Opens a database to look into it as it is now, running servers or not, of which a remark tells. */
export async function inspectDatabase<T>(
  app: OfflineApp,
  path: string,
  step: (reader: BoltReader) => T | Promise<T>,
): Promise<T> {
  return inspectFile(app, path, (source) => step(openBolt(source, app.profile.release)))
}

/** As `inspectDatabase`, with the file as it is. */
export async function inspectFile<T>(
  app: OfflineApp,
  path: string,
  step: (source: FileSource) => T | Promise<T>,
): Promise<T> {
  await remarkUse(app, path)
  const source = openFile(path)
  try {
    return await step(source)
  } finally {
    source.close()
  }
}

/** Says who has a database open: what is shown of it may be torn. */
export async function remarkUse({ io }: OfflineApp, path: string): Promise<void> {
  const user = await userOf(path)
  if (user === undefined) return
  await io.stderr.write(`${path} is in use by ${user}: what is shown may be torn\n`)
}
