import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { atExit } from './at-exit.ts'

let deathSignal: string[] | undefined

export interface ProcessOptions {
  readonly logFile: string
  /** Leaves the process running when this one ends. */
  readonly detached: boolean
}

/** Starts a server process that does not outlive this one, unless detached. Its output goes to `logFile`. */
export function startProcess(program: string, args: readonly string[], options: ProcessOptions): ChildProcess {
  const log = openSync(options.logFile, 'a')
  const [command = program, ...rest] = options.detached ? [program, ...args] : [...withDeathSignal(), program, ...args]
  const env = { PATH: process.env.PATH, ETCD_UNSUPPORTED_ARCH: process.arch }
  const child = spawn(command, rest, { stdio: ['ignore', log, log], detached: options.detached, env })
  closeSync(log)
  if (options.detached) {
    child.unref()
    return child
  }
  const forget = atExit(() => child.kill('SIGKILL'))
  child.once('exit', forget)
  child.once('error', forget)
  return child
}

/** Sends the signal and waits for the end of the process. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

/** Where the kernel can do it, the server dies even when this process is killed and runs no handler. */
function withDeathSignal(): string[] {
  const prefix = ['setpriv', '--pdeathsig', 'KILL']
  deathSignal ??= spawnSync('setpriv', [...prefix.slice(1), 'true']).status === 0 ? prefix : []
  return deathSignal
}
