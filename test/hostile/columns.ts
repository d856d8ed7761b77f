import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandLines, properAnswer } from './calls.ts'
import type { PlayerJob, PlayerResult } from './player.ts'
import type { Command } from './scenario.ts'
import { spawnWatched } from './watched-process.ts'

/** How a command ended. */
export interface Outcome {
  /**
   * `ok`: it printed what a proper answer makes it print and ended with 0. `error`: it ended with another code and one last
   * line that says why. `wrong`: it printed something else and ended with 0. `crash`, `hang`: neither of these.
   */
  readonly kind: 'ok' | 'error' | 'wrong' | 'crash' | 'hang'
  /** The error's words, or what was printed. */
  readonly text: string
  readonly elapsedMs: number
  /** The most memory that the process had, in bytes; undefined when nobody looked. */
  readonly peakBytes?: number | undefined
}

export interface Job {
  readonly endpoint: string
  readonly command: Command
  readonly timeoutMs: number
  /** A file of its own for the command. */
  readonly file: string
  readonly isFlood: boolean
}

/** One client, on which all scenarios are played. */
export interface Column {
  readonly name: string
  /** Whose code it is: our HTTP/2, a library under our client, or the original. */
  readonly owner: 'us' | 'library' | 'etcd'
  play(job: Job): Promise<Outcome>
  close(): void
}

/** So long may a command take beyond its deadline before it counts as one that never ends. */
const graceMs = 60_000
/** How long a command that has no end is watched. */
const watchMs = 1500

/** A program that is started for each job. */
export function programColumn(
  name: string,
  program: string,
  env: Readonly<Record<string, string>>,
  owner: Column['owner'],
): Column {
  return {
    name,
    owner,
    close: () => {},
    play: async (job) => {
      const limits = [`--endpoints=${job.endpoint}`, `--command-timeout=${job.timeoutMs}ms`, '--dial-timeout=2s']
      const args = [...commandLines[job.command].args(job.file), ...limits]
      const { isEndless, stdout: complete } = commandLines[job.command]
      const endless = isEndless ? { interruptAfterMs: watchMs + job.timeoutMs / 8, complete } : {}
      const run = await spawnWatched(
        program,
        args,
        env,
        { ...endless, isWatched: job.isFlood },
        job.timeoutMs + graceMs,
      )
      const { elapsedMs, peakBytes } = run
      return { ...judged(job, run, owner !== 'etcd'), elapsedMs, peakBytes: job.isFlood ? peakBytes : undefined }
    },
  }
}

interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
  readonly isKilled: boolean
}

function judged(job: Job, { code, stdout, stderr, isKilled }: Ended, isOurs: boolean): Pick<Outcome, 'kind' | 'text'> {
  if (commandLines[job.command].isEndless) return watched(job.command, stdout, stderr)
  // behind the error's line 3.7 shows what a server sent in place of an answer
  const last = stderr.split('\n').findLast((line) => line.startsWith('Error: ')) ?? stderr
  if (isKilled) return { kind: 'hang', text: last }
  const leftover = job.command === 'snapshot' ? savedFile(job.file) : undefined
  if (code === 0) return { kind: isExpected(job, stdout, leftover) ? 'ok' : 'wrong', text: stdout }
  const isTold = typeof code === 'number' && last.startsWith('Error: ') && !/^\s+at .+:\d+:\d+/m.test(stderr)
  if (!isTold) return { kind: 'crash', text: `${code} ${stderr.slice(0, 300)}` }
  if (isOurs && leftover !== undefined) return { kind: 'wrong', text: 'a file is left' }
  if (isOurs && stdout !== '') return { kind: 'wrong', text: stdout }
  return { kind: 'error', text: last.slice('Error: '.length) }
}

function isExpected({ command }: Job, stdout: string, file: Buffer | undefined): boolean {
  if (command !== 'snapshot') return stdout === commandLines[command].stdout
  // the database is all but the last field of the message
  return file !== undefined && properAnswer(commandLines.snapshot.path).includes(file)
}

function savedFile(path: string): Buffer | undefined {
  if (!existsSync(path)) return undefined
  const bytes = readFileSync(path)
  rmSync(path)
  return bytes
}

function watched(command: Command, stdout: string, stderr: string): Pick<Outcome, 'kind' | 'text'> {
  if (/^\s+at .+:\d+:\d+/m.test(stderr)) return { kind: 'crash', text: stderr.slice(0, 300) }
  if (stdout === commandLines[command].stdout) return { kind: 'ok', text: stdout }
  return stdout === '' ? { kind: 'error', text: 'nothing came' } : { kind: 'wrong', text: stdout }
}

/**
 * Our client within one process that plays many jobs; one that dies is replaced. What needs a process of its own is
 * left to `program`.
 */
export function playerColumn(transport: PlayerJob['transport'], program: Column): Column {
  const player = new Player()
  const isPlayed = ({ command, isFlood }: Job): boolean => !isFlood && (command === 'put' || command === 'get')
  return {
    name: program.name,
    owner: program.owner,
    close: () => player.close(),
    play: (job) => (isPlayed(job) ? player.play(job, transport) : program.play(job)),
  }
}

class Player {
  private child: ChildProcess | undefined
  private nextId = 1
  private readonly running = new Map<number, (result: PlayerResult | Outcome) => void>()

  async play(job: Job, transport: PlayerJob['transport']): Promise<Outcome> {
    const startMs = performance.now()
    const id = this.nextId++
    const result = await new Promise<PlayerResult | Outcome>((resolve) => {
      const hang = (): void => resolve({ kind: 'hang', text: '', elapsedMs: 0 })
      const timer = setTimeout(hang, job.timeoutMs + graceMs)
      this.running.set(id, (each) => {
        clearTimeout(timer)
        resolve(each)
      })
      const { endpoint, command, timeoutMs } = job
      const sent: PlayerJob = { id, endpoint, command, timeoutMs, transport }
      // one that is just dying tells by its exit
      this.start().send(sent, () => undefined)
    })
    this.running.delete(id)
    const elapsedMs = performance.now() - startMs
    if ('kind' in result) return { ...result, elapsedMs }
    if (!result.isOk) return { kind: 'error', text: result.text, elapsedMs }
    const kind = result.text === commandLines[job.command].stdout ? 'ok' : 'wrong'
    return { kind, text: result.text, elapsedMs }
  }

  private start(): ChildProcess {
    if (this.child !== undefined) return this.child
    const child = fork(join(import.meta.dirname, 'player.ts'), {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.on('message', (result: PlayerResult) => this.running.get(result.id)?.(result))
    child.once('exit', () => {
      if (this.child !== child) return
      this.child = undefined
      for (const settle of this.running.values()) settle({ kind: 'crash', text: stderr.slice(0, 2000), elapsedMs: 0 })
    })
    this.child = child
    return child
  }

  close(): void {
    const { child } = this
    this.child = undefined
    child?.disconnect()
  }
}
