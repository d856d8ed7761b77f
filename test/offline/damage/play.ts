import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Finding, TrialOfCase } from './case-runner.ts'

export interface PlayOptions {
  readonly samples: string
  /** Of the cases; nothing else may be in it. */
  readonly folder: string
  readonly firstSeed: number
  readonly cases: number
  readonly trialsPerCase: number
}

export interface Played {
  /** How often each verdict was given. */
  readonly verdicts: ReadonlyMap<string, number>
  readonly faults: readonly string[]
  readonly peakMib: number
}

const child = join(import.meta.dirname, 'case-child.ts')
const longestCpuMs = 60_000
const mostMib = 300
/** What the process remembers of them is not the memory of a command. */
const casesAtOnce = 50
const tickMs = 10

/** Plays cases in a process of their own, so that a crash, a command that does not end, and its memory are seen. */
export async function play(options: PlayOptions): Promise<Played> {
  const watch = new PlayWatch()
  const end = options.firstSeed + options.cases
  for (let next = options.firstSeed; next < end; next = watch.lastSeed + 1) {
    watch.isDone = false
    await playFrom(next, Math.min(next + casesAtOnce, end), options, watch)
    // whatever ended it, the next case is another one
    if (watch.lastSeed < next) break
  }
  return watch
}

async function playFrom(first: number, end: number, options: PlayOptions, watch: PlayWatch): Promise<void> {
  const { samples, folder, trialsPerCase } = options
  const args = ['--import', 'tsx', child, samples, folder, String(first), String(end), String(trialsPerCase)]
  const run = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: Buffer[] = []
  run.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  createInterface({ input: run.stdout }).on('line', (line) => watch.take(JSON.parse(line), cpuMs(run.pid)))
  const timer = setInterval(() => {
    if (watch.endHanging(cpuMs(run.pid))) run.kill('SIGKILL')
  }, 1_000)
  const [code, signal] = (await once(run, 'close')) as [number | null, string | null]
  clearInterval(timer)
  if (!watch.isDone) watch.complain(`ends all (${code ?? signal}): ${Buffer.concat(errors).toString().slice(0, 1000)}`)
}

/** Processor time of a process and of its children that have ended; 0 where the system does not tell. */
function cpuMs(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMs
  } catch {
    return 0
  }
}

interface Line {
  readonly begins?: TrialOfCase
  readonly finding?: Finding
  readonly peak?: number
  readonly done?: true
}

class PlayWatch implements Played {
  readonly verdicts = new Map<string, number>()
  readonly faults: string[] = []
  peakMib = 0
  lastSeed = -1
  isDone = false
  private trial: TrialOfCase | undefined
  private cpuAtBegin = 0

  take({ begins, finding, peak, done }: Line, cpuNow: number): void {
    if (begins !== undefined) {
      this.trial = begins
      this.lastSeed = begins.seed
      this.cpuAtBegin = cpuNow
    }
    if (peak !== undefined) this.takePeak(peak)
    if (finding !== undefined) {
      this.verdicts.set(finding.verdict, (this.verdicts.get(finding.verdict) ?? 0) + 1)
      if (finding.fault !== undefined) this.complain(finding.fault)
    }
    if (done === true) this.isDone = true
  }

  endHanging(cpuNow: number): boolean {
    if (cpuNow - this.cpuAtBegin < longestCpuMs) return false
    this.complain(`does not end within ${longestCpuMs / 1000} s of processor time`)
    return true
  }

  complain(fault: string): void {
    const { seed, sample, harm, release, trial } = this.trial ?? {}
    this.faults.push(`seed ${seed}: ${sample}, ${harm}, ${release}: ${trial} ${fault}`)
  }

  private takePeak(mib: number): void {
    this.peakMib = Math.max(this.peakMib, mib)
    if (mib > mostMib) this.complain(`takes ${Math.round(mib)} MiB`)
  }
}
