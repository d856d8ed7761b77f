import { fstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { errorCode } from '../../go/file-error.ts'

export type LockMode = 'exclusive' | 'shared'

/** A process that has a file locked. */
export interface LockHolder {
  /** Undefined when the one that took the lock is gone, and who has it now is not to be seen. */
  readonly pid: number | undefined
  /** Its program's name; empty when the system does not tell. */
  readonly program: string
}

/** The process whose flock is in the way of ours, as far as the kernel's list shows it: not one of another container. */
export function lockHolder(fd: number, mode: LockMode): LockHolder | undefined {
  const { dev, ino } = fstatSync(fd, { bigint: true })
  const device = `${hexByte(major(dev))}:${hexByte(minor(dev))}`
  for (const line of (kernelLocks() ?? '').split('\n')) {
    const [, kind, pid, onDevice, inode] = /^\d+: FLOCK +\w+ +(READ|WRITE) +(\d+) +(\S+):(\d+) /.exec(line) ?? []
    if (inode !== String(ino) || (kind === 'READ' && mode === 'shared')) continue
    const isOpenThere = hasOpen(Number(pid), dev, ino)
    if (isOpenThere === true || (isOpenThere === undefined && onDevice === device)) return processOf(Number(pid))
    // who took the lock for another one, as the program flock does, may be gone; btrfs and overlays tell us other devices
    const heir = otherProcesses().find((other) => hasOpen(other, dev, ino) === true)
    if (heir !== undefined) return processOf(heir)
    if (onDevice === device) return { pid: undefined, program: '' }
  }
  return undefined
}

/** Names the process for an error or a remark: `process 4711 (etcd)`. */
export function holderText(holder: LockHolder | undefined): string {
  if (holder?.pid === undefined) return 'another process'
  return `process ${holder.pid}${holder.program === '' ? '' : ` (${holder.program})`}`
}

/** True where the kernel lists locks for everyone to see. */
export function hasLockList(): boolean {
  return kernelLocks() !== undefined
}

function kernelLocks(): string | undefined {
  try {
    return readFileSync('/proc/locks', 'utf8')
  } catch {
    return undefined
  }
}

function processOf(pid: number): LockHolder {
  try {
    // a program may call itself what it likes, and this goes to a terminal
    return { pid, program: readFileSync(`/proc/${pid}/comm`, 'utf8').replace(/[^\x20-\x7e]/g, '') }
  } catch {
    return { pid, program: '' }
  }
}

/** Undefined when that is not to be seen, as in a process of another user. */
function hasOpen(pid: number, dev: bigint, ino: bigint): boolean | undefined {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((name) => {
      const open = statSync(`${folder}/${name}`, { bigint: true, throwIfNoEntry: false })
      return open?.dev === dev && open.ino === ino
    })
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? false : undefined
  }
}

function otherProcesses(): number[] {
  const self = Number(readlinkSync('/proc/self'))
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== self)
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
