import type { Readable } from 'node:stream'
import { type BunRuntime, bunIsTerminal, bunRuntime } from '../bun-runtime.ts'
import { utf8 } from '../bytes.ts'
import { bunStdin } from './bun-stdin.ts'
import type { Stdin } from './stdin.ts'

/** A stream to write to. `write` resolves when the reader keeps up, and rejects when the reader is gone (EPIPE). */
export interface Sink {
  readonly isTerminal: boolean
  write(chunk: Uint8Array | string): Promise<void>
  /** Shows something on a terminal while work is done that lets nothing else run; only there. */
  writeNow?(chunk: string): void
}

/**
 * A stream as commands see it. What they `write` may hold other people's text: a terminal shows escaped what would steer it, anything
 * else gets the bytes as they are.
 */
export interface Output extends Sink {
  /** A terminal that is written to with escapes, which take more columns than what they stand for. */
  readonly isEscaping: boolean
  /** A terminal on which colours are welcome. */
  readonly hasColour: boolean
  /** A terminal that knows no control sequences at all. */
  readonly isDumb: boolean
  /** Writes control sequences of our own, as they are. */
  draw(chunk: string): Promise<void>
}

/** Everything a run sees of the process. `bin/` hands in the real one, tests their own. */
export interface Io {
  /** Arguments after the program's name; bytes that are not UTF-8 are lone surrogates (see arguments.ts). */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable
  readonly stdout: Output
  readonly stderr: Output
  /**
   * The next line of standard input without its end; typed without echo on a terminal. Empty at the end of input.
   * `whenHidden` is called once nothing typed is shown any more, and may write a prompt.
   */
  readSecretLine(whenHidden?: () => Promise<void>): Promise<string>
  /**
   * Aborts at the first SIGINT, SIGTERM or SIGHUP; none of them ends the process by itself from now on, however often it
   * comes, and what `nohup` ignores stays ignored. The reason is the signal's name.
   */
  interrupts(): AbortSignal
  /** Processor time that this process has taken so far, in milliseconds. */
  cpuMs(): number
  /**
   * Runs a program with this process's own output and no input; rejects when it cannot be started. It gets a SIGTERM when
   * `ending` comes.
   */
  spawn(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    ending?: AbortSignal,
  ): Promise<ChildExit>
}

/** The process with its streams as they are. */
export interface ProcessIo extends Omit<Io, 'stdout' | 'stderr'> {
  readonly stdout: Sink
  readonly stderr: Sink
}

/** How a child process ended: by its exit code or by a signal. */
export interface ChildExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The real process. `args` are the arguments after the program's name. */
export function processIo(args: readonly string[]): ProcessIo {
  let opened: Stdin | undefined
  const stdin = (): Stdin => {
    opened ??= openStdin()
    return opened
  }
  return {
    args,
    env: process.env,
    get stdin() {
      return stdin()
    },
    stdout: output('stdout'),
    stderr: output('stderr'),
    readSecretLine: async (whenHidden) => {
      const { readSecretLine } = await import('./secret-line.ts')
      return readSecretLine(stdin(), { whenHidden, host: process })
    },
    interrupts,
    cpuMs,
    spawn: async (...call) => (await import('./run-child.ts')).runChild(process, ...call),
  }
}

function openStdin(): Stdin {
  const bun = bunRuntime()
  return bun === undefined ? process.stdin : bunStdin(bun)
}

function interrupts(): AbortSignal {
  const controller = new AbortController()
  const names = ['SIGINT', 'SIGTERM', ...(ignoresHangUp() ? [] : (['SIGHUP'] as const))] as const
  for (const name of names) process.on(name, () => controller.abort(name))
  return controller.signal
}

/** Under `nohup`. Only Bun leaves the mark that tells it: node takes it away when it starts. */
function ignoresHangUp(): boolean {
  if (bunRuntime() === undefined) return false
  try {
    // not imported: only this needs it, and it takes time at the start
    const status = process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'latin1')
    const [, last = '0'] = /^SigIgn:\s*[0-9a-f]*([0-9a-f])$/m.exec(status) ?? []
    return (Number.parseInt(last, 16) & 1) === 1
  } catch {
    return false
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function output(name: 'stdout' | 'stderr'): Sink {
  const bun = bunRuntime()
  return bun === undefined ? streamOutput(() => process[name]) : fileOutput(bun, name)
}

/** The stream is made on first use: node takes a millisecond or two for it. */
function streamOutput(stream: () => NodeJS.WriteStream): Sink {
  const ready = (): NodeJS.WriteStream => {
    const target = stream()
    // the callback has the error; without a listener node would throw it as well
    if (target.listenerCount('error') === 0) target.on('error', () => {})
    return target
  }
  return {
    get isTerminal() {
      return stream().isTTY === true
    },
    write: (chunk) =>
      new Promise((resolve, reject) => {
        ready().write(chunk, (error) => (error === null || error === undefined ? resolve() : reject(error)))
      }),
    // node writes to a terminal at once
    writeNow: (chunk) => void ready().write(chunk),
  }
}

/** What a pipe takes at once. */
const pipeBytes = 64 * 1024

/** Linux's /dev/null. */
const nullDevice = 0x103

/** True for what takes any amount at once: a file, or nothing at all. */
async function isAlwaysReady(descriptor: number): Promise<boolean> {
  const { fstatSync } = await import('node:fs')
  const stats = fstatSync(descriptor)
  return stats.isFile() || (stats.isCharacterDevice() && stats.rdev === nullDevice)
}

/**
 * Writes wait for each other, so that their bytes keep their order. Bun writes bytes right away, and waits for a slow reader with
 * all else standing still; a Blob, which is a copy, it writes in the background. The first bytes do not have to wait.
 */
function fileOutput(bun: BunRuntime, name: 'stdout' | 'stderr'): Sink {
  const descriptor = name === 'stdout' ? 1 : 2
  let last: Promise<unknown> | undefined
  let isTerminal: boolean | undefined
  let isReady: Promise<boolean> | undefined
  const write = async (bytes: Uint8Array, isFirst: boolean): Promise<unknown> => {
    if (isFirst && bytes.length <= pipeBytes) return bun.write(bun[name], bytes)
    isReady ??= isAlwaysReady(descriptor)
    return bun.write(bun[name], (await isReady) ? bytes : new Blob([bytes]))
  }
  return {
    get isTerminal() {
      isTerminal ??= bunIsTerminal(descriptor)
      return isTerminal
    },
    write: async (chunk) => {
      const bytes = typeof chunk === 'string' ? utf8(chunk) : chunk
      const before = last
      const writing = before === undefined ? write(bytes, true) : before.catch(() => {}).then(() => write(bytes, false))
      last = writing
      await writing
    },
    writeNow: (chunk) => void bun.write(bun[name], utf8(chunk)).catch(() => {}),
  }
}

/** Ends the process once its output is written; `main`'s exit code goes here and nowhere else. */
export function leave(exitCode: number): void {
  process.exitCode = exitCode
}
