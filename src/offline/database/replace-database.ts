import {
  chmodSync,
  chownSync,
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { decodeEscaping } from '../../base/arguments.ts'
import { CliError } from '../../base/errors.ts'
import { errorCode } from '../../go/file-error.ts'
import { exactPath, onFile } from '../files/file-failure.ts'
import { syncFolder } from '../files/part-folder.ts'
import { refuseInterrupted } from '../interruption.ts'
import type { FileLock } from '../lock/lock.ts'

/** Room for both meta pages of a database, of 64 KiB at most each. */
const metaPagesBytes = 128 << 10
const retiredText = 'this database was replaced while it was open: start the server again\n'

export interface Replacing {
  /** On the database that is to be replaced. */
  readonly lock: FileLock
  readonly signal: AbortSignal | undefined
  /** Makes the names in a folder last: `syncFolder` by default. */
  readonly sync?: (folder: string) => void
}

export interface Replaced<T> {
  readonly built: T
  /** A remark when the new name may not survive a power cut; undefined when it does. */
  readonly unsynced: string | undefined
}

/**
 * Puts a new database in place of the one at `path`, a link included, which is locked: `build` makes the file under
 * the name it is given, which a server removes at its start when this process does not live to rename it. Owner and mode stay.
 * Throws a CliError, also when the signal has come by then, and what `build` throws; the old database is then as it was.
 */
export async function replaceDatabase<T>(
  path: string,
  { lock, signal, sync = syncFolder }: Replacing,
  build: (path: string) => T | Promise<T>,
): Promise<Replaced<T>> {
  const part = `${path}.tmp.${Math.floor(Math.random() * 1e9)}`
  try {
    const built = await build(part)
    takeOver(path, part)
    await refuseInterrupted(signal)
    if (!lock.hasItsName()) throw new CliError(`${path} was replaced by another process: is its server running?`)
    onFile('rename', part, (exact) => renameSync(exact, exactPath(path)))
    const unsynced = trySync(path, sync)
    // not before the new name is on the disk: after a power cut the old file may be all there is
    if (unsynced === undefined) retire(lock.fd)
    return { built, unsynced }
  } catch (error) {
    discard(part)
    throw error
  }
}

/** It is too late to leave all as it was: what went wrong is returned. */
function trySync(path: string, sync: (folder: string) => void): string | undefined {
  try {
    sync(dirname(path))
    return undefined
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return `WARNING: the new database is in place at ${path}, but a power cut may bring the old one back (${error.message})`
  }
}

/**
 * A server that waits for the lock of the old database has that file open, and would go on with it: what it writes there would be
 * lost when it ends. It refuses a file without meta pages. One that has another name still is somebody's copy.
 */
function retire(fd: number): void {
  if (fstatSync(fd).nlink > 0) return
  const bytes = Buffer.alloc(metaPagesBytes)
  bytes.write(retiredText)
  try {
    writeSync(fd, bytes, 0, bytes.length, 0)
  } catch {
    // whoever may not write the file runs no server on it either
  }
}

/** Follows a link to its file: a database may be on another disk. Throws a CliError. */
export function behindLinks(path: string): string {
  return onFile('stat', path, (exact) => {
    if (!lstatSync(exact).isSymbolicLink()) return path
    return decodeEscaping(realpathSync(exact, { encoding: 'buffer' }))
  })
}

/** The error that led here says more than that a read-only file system keeps what it never had. */
function discard(part: string): void {
  try {
    rmSync(exactPath(part), { force: true })
  } catch {
    // a server removes it at its start
  }
}

/** False when the owner is right but is not in the group. Throws when the file cannot be given to the owner. */
function giveTo(path: string | Buffer, uid: number, gid: number, ownUid: number): boolean {
  try {
    chownSync(path, uid, gid)
    return true
  } catch (error) {
    if (errorCode(error) !== 'EPERM' || uid !== ownUid) throw error
    return false
  }
}

function takeOver(from: string, to: string): void {
  const { mode, uid, gid } = onFile('stat', from, (exact) => statSync(exact))
  onFile('chmod', to, (exact) => {
    const own = statSync(exact)
    const isGiven = (own.uid === uid && own.gid === gid) || giveTo(exact, uid, gid, own.uid)
    // what its group may do with the old file is no other group's to do
    chmodSync(exact, mode & (isGiven ? 0o777 : 0o707))
  })
  onFile('sync', to, flush)
}

function flush(path: string | Buffer): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
