import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

export interface WatchedRun {
  /** The exit code, or the signal's name. */
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
  /** It did not end by itself and was killed. */
  readonly isKilled: boolean
  readonly elapsedMs: number
  /** The most memory that it had, as far as it was watched. */
  readonly peakBytes: number
}

export interface Watching {
  /** When to interrupt a command that has no end of its own. */
  readonly interruptAfterMs?: number | undefined
  /** Such a command is interrupted soon after this is all that it has printed. */
  readonly complete?: string | undefined
  readonly isWatched?: boolean
}

const lookEveryMs = 20
/** What comes behind all that should come, comes within this time. */
const settleMs = 500

/** Runs a program to its end and looks at its memory meanwhile. */
export async function spawnWatched(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { interruptAfterMs, complete, isWatched = true }: Watching,
  killAfterMs: number,
): Promise<WatchedRun> {
  const startMs = performance.now()
  const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const timers: NodeJS.Timeout[] = []
  const interrupt = (): void => void child.kill('SIGINT')
  let [stdout, stderr, peakBytes, isKilled] = ['', '', 0, false]
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('latin1')
    if (stdout === complete) timers.push(setTimeout(interrupt, settleMs))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const look = (): void => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid))
  }
  const looking = isWatched ? setInterval(look, lookEveryMs) : undefined
  if (isWatched) look()
  const kill = (): void => {
    isKilled = true
    child.kill('SIGKILL')
  }
  timers.push(setTimeout(kill, killAfterMs))
  if (interruptAfterMs !== undefined) timers.push(setTimeout(interrupt, interruptAfterMs))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  for (const timer of timers) clearTimeout(timer)
  clearInterval(looking)
  return { code: code ?? String(signal), stdout, stderr, isKilled, elapsedMs: performance.now() - startMs, peakBytes }
}

/** The peak of a process's resident memory; 0 where the system does not tell. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
