import { closeSync, fstatSync } from 'node:fs'
import { CliError } from '../../base/errors.ts'
import { type FileSource, openToRead, sourceOf } from '../files/file-source.ts'
import { interruption } from '../interruption.ts'
import { hasDigest } from '../verify/digest.ts'
import { isAt, type LockOptions, lockDescriptor } from './lock.ts'
import { holderText, lockHolder } from './lock-holder.ts'

export type WaitOptions = Omit<LockOptions, 'mode'>

/** Opens a database to read, locked against servers until it is closed. Throws a CliError, see `lockToRead`. */
export async function openLocked(path: string, options: WaitOptions): Promise<FileSource> {
  const end = performance.now() + options.waitMs
  for (;;) {
    const fd = openToRead(path)
    try {
      await lockToRead(path, fd, { ...options, waitMs: Math.max(end - performance.now(), 0) })
      // a server that had it until now may have made it longer
      if (isAt(path, fd)) return sourceOf(path, fd)
    } catch (error) {
      closeSync(fd)
      throw error
    }
    // a server that defragments lets go of the old file, and has the new one open
    closeSync(fd)
  }
}

/**
 * Keeps servers from writing an open database: it is locked until it is closed. Throws a CliError that names who has it
 * when the time is up.
 */
export async function lockToRead(path: string, fd: number, options: WaitOptions): Promise<void> {
  // no server writes a snapshot, which ends with its SHA-256; a lock takes a process of its own
  if (hasDigest(fstatSync(fd).size) && lockHolder(fd, 'shared') === undefined) return
  if ((await lockDescriptor(fd, { ...options, mode: 'shared' })) !== 'busy') return
  if (options.signal?.aborted) throw interruption()
  const who = holderText(lockHolder(fd, 'shared'))
  throw new CliError(`${path} is in use by ${who}: stop it first, or take a snapshot with etcdctl snapshot save`)
}

/** Who has a database open to write: `process 4711 (etcd)`. Undefined when no process is known to; no lock stays. */
export async function userOf(path: string): Promise<string | undefined> {
  const fd = openToRead(path)
  try {
    const isBusy = (await lockDescriptor(fd, { mode: 'shared', waitMs: 0 })) === 'busy'
    return isBusy ? holderText(lockHolder(fd, 'shared')) : undefined
  } finally {
    closeSync(fd)
  }
}
