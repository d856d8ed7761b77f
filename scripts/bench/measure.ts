import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { atExit } from '../../test/support/at-exit.ts'
import { hasEnded } from '../../test/support/etcd-process.ts'
import { cpuMsOf, settledCpuMs } from './server-cpu.ts'
import { createMeter, type Meter, type Usage } from './usage.ts'

/** One run of a whole process. CPU and memory are undefined where the system does not tell them. */
export interface Run extends Usage {
  readonly wallMs: number
  /** What the servers used for it, until they were at rest again. Undefined when none were watched. */
  readonly serverCpuMs?: number | undefined
  /** Up to the first byte of the result, where that is known. */
  readonly firstByteMs?: number | undefined
}

interface Contest {
  readonly name: string
  /** Runs before each start and is not timed. */
  readonly before?: () => void | Promise<void>
  /** Process ids of the servers whose CPU is told; they are at rest again before the next program starts. */
  readonly servers?: () => readonly number[]
}

/** What this process does itself, as a limit that no program can be faster than. */
export interface Limit extends Contest {
  readonly perform: () => Promise<{ readonly wallMs: number; readonly firstByteMs: number }>
}

export interface Program extends Contest {
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** For a program that goes on for ever: when it has done its work. It is then interrupted, whatever its exit code. */
  readonly until?: Until
}

/** So many bytes on standard output, or a condition that is asked for again and again. */
export type Until = { readonly bytes: number } | { readonly holds: () => Promise<boolean> }

const askEveryMs = 20
const patienceMs = 5000

/** Runs the program to its end, its output thrown away; throws when it does not exit with 0, or ends before `until`. */
export async function runOnce(program: Program | Limit, newMeter: () => Meter = createMeter): Promise<Run> {
  await program.before?.()
  if (program.servers === undefined) return perform(program, newMeter)
  const pids = program.servers()
  const before = cpuMsOf(pids)
  const run = await perform(program, newMeter)
  const after = await settledCpuMs(pids)
  return { ...run, serverCpuMs: before === undefined || after === undefined ? undefined : after - before }
}

async function perform(program: Program | Limit, newMeter: () => Meter): Promise<Run> {
  if ('perform' in program) return { ...(await program.perform()), cpuMs: undefined, peakMib: undefined }
  const meter = newMeter()
  try {
    const start = performance.now()
    const started = startProgram(program, meter.wrap(program.argv))
    if (started.child.pid !== undefined) meter.started(started.child.pid)
    const wallMs = (await finish(program, started)) - start
    return { wallMs, ...meter.read() }
  } finally {
    meter.close()
  }
}

interface End {
  readonly code: number | null
  /** What it wrote to stderr. */
  readonly said: string
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<End>
}

/** In a process group of its own, so that a signal reaches the program behind GNU time or a shell. */
function startProgram({ env, until }: Program, [command = '', ...args]: readonly string[]): Started {
  const stdout = until !== undefined && 'bytes' in until ? 'pipe' : 'ignore'
  const child = spawn(command, args, { stdio: ['ignore', stdout, 'pipe'], env: environment(env), detached: true })
  const forget = atExit(() => signalGroup(child, 'SIGKILL'))
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = once(child, 'close').then(([code]) => ({ code, said: said.trim() }))
  return { child, ended: ended.finally(forget) }
}

/** Settings of the user's own etcdctl must not change what is measured. */
function environment(own: Program['env']): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ETCDCTL_'))
  return { ...Object.fromEntries(inherited), ...own }
}

/** Resolves to the point in time at which the work was done. */
async function finish({ name, until }: Program, { child, ended }: Started): Promise<number> {
  const done = until === undefined ? ended : Promise.race([ended, whenDone(child, until)])
  const end = await done
  const doneAt = performance.now()
  if (end === undefined) await interrupt(child, ended)
  else if (until !== undefined || end.code !== 0) throw new Error(`${name} ended with ${end.code}: ${end.said}`)
  return doneAt
}

function whenDone(child: ChildProcess, until: Until): Promise<undefined> {
  return 'bytes' in until ? whenWritten(child, until.bytes) : whenHolds(child, until.holds)
}

function whenWritten(child: ChildProcess, bytes: number): Promise<undefined> {
  return new Promise((resolve) => {
    let seen = 0
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.length
      if (seen >= bytes) resolve(undefined)
    })
  })
}

async function whenHolds(child: ChildProcess, holds: () => Promise<boolean>): Promise<undefined> {
  while (!hasEnded(child) && !(await holds())) await sleep(askEveryMs)
  return undefined
}

/** Kills what does not obey; GNU time itself lets an interrupt pass. */
async function interrupt(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs)
  signalGroup(child, 'SIGINT')
  await ended
  clearTimeout(timer)
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // it has ended already
  }
}

/**
 * Runs the programs in turn, every other round backwards (A B C C B A …), after `warmUps` rounds that do not count. A read of
 * everything leaves the server garbage, and the next program waits while it is collected.
 */
export async function interleave(
  programs: readonly (Program | Limit)[],
  rounds: number,
  warmUps = 1,
): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>(programs.map(({ name }) => [name, []]))
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
      const run = await runOnce(program)
      if (round >= warmUps) runs.get(program.name)?.push(run)
    }
  }
  return runs
}
