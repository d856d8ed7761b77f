import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliError, exitCodes } from '../cli/errors.ts'
import { errorCode } from '../cli/file-error.ts'
import { onFile } from './file-failure.ts'

const remarkAfterMs = 1_000
const pollMs = 50

export interface LockOptions {
  readonly mode: 'exclusive' | 'shared'
  /** How long to wait for others; 0 for as long as it takes. */
  readonly timeoutMs: number
  /** Called once, when the lock is not there after a second. */
  readonly onWait?: (() => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A lock on a file; it goes when it is released or this process ends, however it does. */
export interface FileLock {
  release(): void
}

/**
 * Takes the lock that bbolt and etcd respect (flock). Node cannot: the program of that name does it, on a descriptor that
 * stays open here. Where there is no such program, other processes' locks are waited for as the kernel lists them, and none
 * is taken. Throws a CliError when the file cannot be opened or the time is up.
 */
export async function lockFile(path: string, options: LockOptions): Promise<FileLock> {
  const fd = onFile('open', path, (exact) => openSync(exact, 'r'))
  const remark = setTimeout(() => options.onWait?.(), remarkAfterMs)
  try {
    const result = await takeLock(fd, options)
    const isTaken = result === 'no program' ? await waitUntilFree(fd, options) : result === 'taken'
    if (!isTaken) throw refusal(path, fd, options)
    return { release: () => closeSync(fd) }
  } catch (error) {
    closeSync(fd)
    throw error
  } finally {
    clearTimeout(remark)
  }
}

type Attempt = 'taken' | 'given up' | 'no program'

/** The lock belongs to the open file, which the child shares with us: it stays when the child is gone. */
function takeLock(fd: number, { mode, timeoutMs, signal }: LockOptions): Promise<Attempt> {
  const flag = mode === 'exclusive' ? '-x' : '-s'
  return new Promise((resolve, reject) => {
    const child = spawn('flock', [flag, '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
    const giveUp = (): void => void child.kill('SIGKILL')
    const timer = timeoutMs > 0 ? setTimeout(giveUp, timeoutMs) : undefined
    const settle = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted) giveUp()
    child.once('error', (error) => {
      settle()
      if (errorCode(error) === 'ENOENT') resolve('no program')
      else reject(error)
    })
    child.once('exit', (code) => {
      settle()
      resolve(code === 0 ? 'taken' : 'given up')
    })
  })
}

async function waitUntilFree(fd: number, { mode, timeoutMs, signal }: LockOptions): Promise<boolean> {
  const deadline = timeoutMs > 0 ? Date.now() + timeoutMs : Number.POSITIVE_INFINITY
  while (lockHolder(fd, mode) !== undefined) {
    if (signal?.aborted || Date.now() >= deadline) return false
    await sleep(pollMs)
  }
  return true
}

function refusal(path: string, fd: number, { mode, signal }: LockOptions): CliError {
  if (signal?.aborted) return new CliError('interrupted', exitCodes.interrupted)
  const holder = lockHolder(fd, mode)
  const who = holder === undefined ? 'another process' : `process ${holder}`
  return new CliError(`failed to lock db file (${path}): timeout: ${who} has it open, etcd or another tool`)
}

/** The process whose flock is in the way of ours, as far as the kernel's list shows it. */
export function lockHolder(fd: number, mode: 'exclusive' | 'shared'): number | undefined {
  const { dev, ino } = fstatSync(fd, { bigint: true })
  const place = `${hexByte(major(dev))}:${hexByte(minor(dev))}:${ino}`
  for (const line of kernelLocks().split('\n')) {
    const [, kind, holder, file] = /^\d+: FLOCK +\w+ +(READ|WRITE) +(-?\d+) +(\S+)/.exec(line) ?? []
    if (file === place && (kind === 'WRITE' || mode === 'exclusive')) return Number(holder)
  }
  return undefined
}

function kernelLocks(): string {
  try {
    return readFileSync('/proc/locks', 'utf8')
  } catch {
    return ''
  }
}

function major(dev: bigint): bigint {
  return ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn)
}

function minor(dev: bigint): bigint {
  return (dev & 0xffn) | ((dev >> 12n) & ~0xffn)
}

function hexByte(value: bigint): string {
  return value.toString(16).padStart(2, '0')
}
