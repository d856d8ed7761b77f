import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../../test/support/at-exit.ts'

/** What one process used, its children included. Undefined where the system does not tell. */
export interface Usage {
  readonly cpuMs: number | undefined
  readonly peakMib: number | undefined
}

/** Measures one run: wrap its command line, say when it has started, read when it has ended, and close. */
export interface Meter {
  wrap(argv: readonly string[]): readonly string[]
  started(pid: number): void
  read(): Usage
  close(): void
}

const gnuTime = '/usr/bin/time'
const tickMs = 10
const sampleEveryMs = 5
let hasGnuTime: boolean | undefined

/** GNU time where it is installed; else what Linux tells in /proc, where a peak of the last few milliseconds may be missed. */
export function createMeter(usesGnuTime = isGnuTimeInstalled()): Meter {
  return usesGnuTime ? timeMeter() : procMeter()
}

function isGnuTimeInstalled(): boolean {
  hasGnuTime ??= /GNU/.test(spawnSync(gnuTime, ['--version'], { encoding: 'utf8' }).output?.join('') ?? '')
  return hasGnuTime
}

function timeMeter(): Meter {
  const report = join(tmpdir(), `bench-${process.pid}.time`)
  const removeReport = () => rmSync(report, { force: true })
  const forget = atExit(removeReport)
  const before = childrenCpuMs()
  return {
    wrap: (argv) => [gnuTime, '-o', report, '-f', '%U %S %M', ...argv],
    started: () => undefined,
    read: () => {
      const usage = parseTimeReport(readOptional(report) ?? '')
      return { ...usage, cpuMs: since(before) ?? usage.cpuMs }
    },
    close: () => {
      removeReport()
      forget()
    },
  }
}

/** Reads `user system kilobytes`, which follow a line of their own when a signal ended the program. */
export function parseTimeReport(report: string): Usage {
  const [user, system, kib] = (report.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  if (user === undefined || system === undefined || kib === undefined) return { cpuMs: undefined, peakMib: undefined }
  return { cpuMs: (user + system) * 1000, peakMib: kib / 1024 }
}

function procMeter(): Meter {
  const before = childrenCpuMs()
  let peakKib: number | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    wrap: (argv) => argv,
    started: (pid) => {
      const sample = () => {
        peakKib = largest([peakKib, ...processTree(pid).map(peakKibOf)])
      }
      sample()
      timer = setInterval(sample, sampleEveryMs)
    },
    read: () => ({ cpuMs: since(before), peakMib: peakKib === undefined ? undefined : peakKib / 1024 }),
    close: () => clearInterval(timer),
  }
}

function since(before: number | undefined): number | undefined {
  const now = childrenCpuMs()
  return now === undefined || before === undefined ? undefined : now - before
}

/** CPU of all children that have ended, in whole ticks that the kernel sums exactly: GNU time rounds each run down. */
function childrenCpuMs(): number | undefined {
  const fields = readOptional('/proc/self/stat')
    ?.replace(/^.*\) /, '')
    .split(' ')
  if (fields === undefined) return undefined
  const [user, system] = fields.slice(13, 15).map(Number)
  return user === undefined || system === undefined ? undefined : (user + system) * tickMs
}

function processTree(pid: number): number[] {
  const children = readOptional(`/proc/${pid}/task/${pid}/children`)?.trim() ?? ''
  if (children === '') return [pid]
  return [pid, ...children.split(' ').flatMap((child) => processTree(Number(child)))]
}

function peakKibOf(pid: number): number | undefined {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readOptional(`/proc/${pid}/status`) ?? '')
  return found === null ? undefined : Number(found[1])
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
