import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One run of a whole process. CPU and memory are undefined where GNU time is not installed. */
export interface Run {
  readonly wallMs: number
  readonly cpuMs: number | undefined
  readonly peakMib: number | undefined
}

export interface Program {
  readonly name: string
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Runs before each start and is not timed. */
  readonly before?: () => void
}

const gnuTime = '/usr/bin/time'

/** Runs the program to its end, its output thrown away; throws when it does not exit with 0. */
export async function runOnce(program: Program): Promise<Run> {
  const report = join(tmpdir(), `bench-${process.pid}.time`)
  const timed = existsSync(gnuTime)
  const argv = timed ? [gnuTime, '-o', report, '-f', '%U %S %M', ...program.argv] : program.argv
  program.before?.()
  const start = performance.now()
  await exitOf(program, argv)
  const wallMs = performance.now() - start
  if (!timed) return { wallMs, cpuMs: undefined, peakMib: undefined }
  const [user = 0, system = 0, kib = 0] = readFileSync(report, 'utf8').trim().split(' ').map(Number)
  rmSync(report, { force: true })
  return { wallMs, cpuMs: (user + system) * 1000, peakMib: kib / 1024 }
}

function exitOf(program: Program, argv: readonly string[]): Promise<void> {
  const [command = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...program.env } })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${program.name} ended with ${code}: ${said.trim()}`))
    })
  })
}

/** Runs the programs in turn (A B C A B C …), after one round that does not count. */
export async function interleave(programs: readonly Program[], rounds: number): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>(programs.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const program of programs) {
      const run = await runOnce(program)
      if (round > 0) runs.get(program.name)?.push(run)
    }
  }
  return runs
}
