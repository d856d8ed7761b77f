import { Readable } from 'node:stream'
import { recoverArguments } from '../../src/cli/arguments.ts'
import type { Io, Output } from '../../src/cli/io.ts'
import { readSecretLine } from '../../src/cli/secret-line.ts'
import { offlineMain } from '../../src/etcdutl/main.ts'
import { main } from '../../src/main.ts'

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** All of standard input; at its end at once when left out. */
  readonly stdin?: Uint8Array | string
  /** Streams whose reader is gone: each write to them fails with EPIPE. */
  readonly closed?: readonly ('stdout' | 'stderr')[]
  /** Streams that are terminals. */
  readonly terminals?: readonly ('stdout' | 'stderr')[]
  /** Stands for Ctrl-C; never comes when left out. */
  readonly interrupts?: AbortSignal
  /** Runs child programs; refuses all when left out. */
  readonly spawn?: Io['spawn']
  /** Is told of each piece of output as it is written. */
  readonly onWrite?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void
}

export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliRunBytes {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** Runs one command line of etcdctl in this process. */
export function runCli(args: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  return runText(args, options, main)
}

/** Runs one command line of etcdutl in this process. */
export function runUtl(args: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  return runText(args, options, offlineMain)
}

async function runText(args: readonly string[], options: RunOptions, program: typeof main): Promise<CliRun> {
  const { code, stdout, stderr } = await runCliBytes(args, options, program)
  return { code, stdout: stdout.toString(), stderr: stderr.toString() }
}

/** As `runCli`, for output that is not text. */
export async function runCliBytes(
  args: readonly string[],
  options: RunOptions = {},
  program = main,
): Promise<CliRunBytes> {
  const stdout = collector('stdout', options)
  const stderr = collector('stderr', options)
  const stdin = toReadable(options.stdin)
  const io: Io = {
    args: recoverArguments(args),
    env: options.env ?? {},
    stdin,
    stdout: stdout.output,
    stderr: stderr.output,
    readSecretLine: (whenHidden) => readSecretLine(stdin, { whenHidden }),
    interrupts: () => options.interrupts ?? new AbortController().signal,
    spawn: options.spawn ?? ((command) => Promise.reject(new Error(`no test expects ${command} to run`))),
  }
  const code = await program(io)
  return { code, stdout: Buffer.concat(stdout.chunks), stderr: Buffer.concat(stderr.chunks) }
}

function toReadable(stdin: Uint8Array | string = ''): Readable {
  const bytes = Buffer.from(stdin)
  return Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false })
}

function collector(name: 'stdout' | 'stderr', { closed = [], terminals = [], onWrite }: RunOptions) {
  const chunks: Buffer[] = []
  const output: Output = {
    isTerminal: terminals.includes(name),
    write: (chunk) => {
      if (closed.includes(name)) return Promise.reject(brokenPipe())
      const bytes = Buffer.from(chunk)
      chunks.push(bytes)
      onWrite?.(name, bytes)
      return Promise.resolve()
    },
  }
  return { chunks, output }
}

function brokenPipe(): Error {
  return Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' })
}
