import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from '../../base/errors.ts'
import { errorCode } from '../../go/file-error.ts'
import { exactPath, onFile } from '../files/file-failure.ts'
import { openToRead } from '../files/file-source.ts'
import { interruption } from '../interruption.ts'
import { hasLockList, holderText, type LockHolder, type LockMode, lockHolder } from './lock-holder.ts'

const remarkAfterMs = 1_000
const pollMs = 50
/** How often the lock is tried while its holder is there. */
const retryMs = 500

export interface LockOptions {
  readonly mode: LockMode
  /** The time to wait for other processes: 0 does not wait, infinity has no limit. */
  readonly waitMs: number
  /**
   * Called when the lock is not there after a second, and again for a file that took its name; what it resolves to is
   * called when the waiting is over.
   */
  readonly onWait?: ((holder: LockHolder | undefined) => Promise<() => Promise<void>>) | undefined
  /** Called when the lock cannot be taken nor those of others be seen: who uses the file is not known. */
  readonly onBlind?: (() => Promise<void>) | undefined
  /** Ends the waiting; without it a signal does what it does by default. */
  readonly signal?: AbortSignal | undefined
}

/** A lock on a file; it goes when it is released or this process ends, however it does. */
export interface FileLock {
  /** Open for writing too when the lock is exclusive and the file may be written. */
  readonly fd: number
  /** False when another file has got the name of the one that is locked. */
  hasItsName(): boolean
  release(): void
}

/**
 * Takes the lock that bbolt and etcd respect (flock). Node cannot: the program of that name does it, on a descriptor that
 * stays open here. Where there is no such program, other processes' locks are waited for as the kernel lists them, and none
 * is taken. Throws a CliError when the file cannot be opened or the time is up.
 */
export async function lockFile(path: string, options: LockOptions): Promise<FileLock> {
  const end = performance.now() + options.waitMs
  for (;;) {
    const lock = await lockOpened(path, { ...options, waitMs: Math.max(end - performance.now(), 0) })
    if (lock.hasItsName()) return lock
    // a server that defragments lets go of the old file, and has the new one open
    lock.release()
  }
}

async function lockOpened(path: string, options: LockOptions): Promise<FileLock> {
  const fd = openToLock(path, options.mode)
  try {
    const result = await lockDescriptor(fd, options)
    if (result === 'busy') throw refusal(path, fd, options)
    if (result === 'no program' && !hasLockList()) await options.onBlind?.()
    return { fd, hasItsName: () => isAt(path, fd), release: () => closeSync(fd) }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** True when the open file is the one that has this name now. */
export function isAt(path: string, fd: number): boolean {
  const named = statSync(exactPath(path), { bigint: true, throwIfNoEntry: false })
  const open = fstatSync(fd, { bigint: true })
  return named !== undefined && named.dev === open.dev && named.ino === open.ino
}

/** `taken`, or `no program` when no program can take it and no process is seen to have it. */
export type Locked = 'taken' | 'busy' | 'no program'

/** As `lockFile`, on a file that is open: the lock stays until it is closed. Resolves to `busy` when the time is up. */
export async function lockDescriptor(fd: number, options: LockOptions): Promise<Locked> {
  const first = await tryLock(fd, options.mode)
  return first === 'busy' && options.waitMs > 0 ? waitForLock(fd, options) : first
}

async function waitForLock(fd: number, { mode, waitMs, onWait, signal }: LockOptions): Promise<Locked> {
  const end = performance.now() + waitMs
  const isOver = (): boolean => signal?.aborted === true || performance.now() >= end
  const remarkAt = performance.now() + remarkAfterMs
  let saying: Promise<() => Promise<void>> | undefined
  try {
    for (;;) {
      await pause(fd, mode, isOver)
      const result = await tryLock(fd, mode)
      if (result !== 'busy' || isOver()) return result
      if (performance.now() >= remarkAt) saying ??= onWait?.(lockHolder(fd, mode))
    }
  } finally {
    const stop = await saying
    await stop?.()
  }
}

/** A moment, or a little longer where the holder is seen to be there still: each try costs a process. */
async function pause(fd: number, mode: LockMode, isOver: () => boolean): Promise<void> {
  const until = performance.now() + retryMs
  do await sleep(pollMs)
  while (performance.now() < until && !isOver() && lockHolder(fd, mode) !== undefined)
}

async function tryLock(fd: number, mode: LockMode): Promise<Locked> {
  const result = await runFlock(fd, mode)
  if (result !== 'no program') return result
  return lockHolder(fd, mode) === undefined ? 'no program' : 'busy'
}

/** The lock belongs to the open file, which the child shares with us: it stays when the child is gone. */
function runFlock(fd: number, mode: LockMode): Promise<Locked> {
  const flag = mode === 'exclusive' ? '-x' : '-s'
  return new Promise((resolve) => {
    const child = spawn('flock', ['-n', flag, '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
    child.once('error', () => resolve('no program'))
    // 1 says that another one has it; a file system without such locks has codes of its own, and a signal none
    child.once('exit', (code) => resolve(code === 0 ? 'taken' : code === 1 || code === null ? 'busy' : 'no program'))
  })
}

/** Network file systems lock exclusively only what is open for writing. */
function openToLock(path: string, mode: LockMode): number {
  if (mode === 'exclusive') {
    try {
      return onFile('open', path, (exact) => openSync(exact, 'r+'))
    } catch (error) {
      if (!(error instanceof CliError) || !['EACCES', 'EROFS'].includes(errorCode(error.cause))) throw error
    }
  }
  return openToRead(path)
}

function refusal(path: string, fd: number, { mode, signal }: LockOptions): CliError {
  if (signal?.aborted) return interruption()
  const who = holderText(lockHolder(fd, mode))
  return new CliError(`failed to lock db file (${path}): timeout: ${who} has it open, etcd or another tool`)
}
