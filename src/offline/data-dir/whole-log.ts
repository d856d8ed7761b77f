import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { readDatabase } from '../database/patch-database.ts'
import { exactPath } from '../files/file-failure.ts'
import { readSnap, SnapError } from '../snap/reader.ts'
import { type LogPoint, validSnapshots } from '../wal/log.ts'
import { appliedIndex, beginningFault, readLogEnd } from '../wal/log-end.ts'
import { sixteenDigits } from '../wal/segment.ts'
import { WalError } from '../wal/wal-error.ts'
import { databasePath, snapFolder } from './paths.ts'

/** An entry that was in a log once, and the file that shows it. */
interface Trace {
  readonly index: bigint
  readonly path: string
}

/**
 * Throws a WalError for a log that is empty, or ends before an entry that the names of the `.snap` files or the database show to
 * have been in it: cut, or another member's. What such a log does not have proves nothing. Throws a SnapError when the newest
 * `.snap` file that the log records is damaged.
 */
export function checkLogIsWhole(dataDir: string, folder: string, release: Release): void {
  // before the log, to which a running server adds first
  const traces = [databaseTrace(dataDir, release), ...snapTraces(dataDir)]
  const { last, committed, written } = readLogEnd(folder, release)
  const fault = last === 0n ? beginningFault(folder, release) : undefined
  if (fault !== undefined) throw new WalError(`the log in ${folder} is ${fault}`)
  if (committed > written)
    throw new WalError(
      `the log in ${folder} is cut: it ends with entry ${written}, and ${committed} is known to be committed`,
    )
  for (const { index, path } of traces) {
    if (index > last)
      throw new WalError(`the log in ${folder} is cut: it ends with entry ${last}, ${path} with ${index}`)
  }
  checkSnap(dataDir, validSnapshots(folder, release))
}

/** The newest file that the log records was written whole; others a crash may have cut. */
function checkSnap(dataDir: string, recorded: readonly LogPoint[]): void {
  const path = recorded
    .map(({ term, index }) => join(snapFolder(dataDir), `${sixteenDigits(term)}-${sixteenDigits(index)}.snap`))
    .findLast((candidate) => existsSync(exactPath(candidate)))
  if (path === undefined) return
  try {
    readSnap(path)
  } catch (error) {
    if (error instanceof SnapError) throw new SnapError(`${path}: ${error.message}`, error.exitCode, { cause: error })
    throw error
  }
}

/** Of a database that is missing or damaged there is nothing to say here. */
function databaseTrace(dataDir: string, release: Release): Trace {
  const path = databasePath(dataDir)
  try {
    return { index: readDatabase(path, release, appliedIndex), path }
  } catch (error) {
    if (error instanceof CliError) return { index: 0n, path }
    throw error
  }
}

function snapTraces(dataDir: string): Trace[] {
  const folder = snapFolder(dataDir)
  return namesIn(folder).flatMap((name) => {
    const [, index] = /^[0-9a-f]{16}-([0-9a-f]{16})\.snap$/i.exec(name) ?? []
    return index === undefined ? [] : [{ index: BigInt(`0x${index}`), path: join(folder, name) }]
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(exactPath(folder))
  } catch {
    return []
  }
}
