import { Readable } from 'node:stream'
import { argumentBytes } from '../../src/base/arguments.ts'
import type { Io, ProcessIo, Sink } from '../../src/base/io.ts'
import { offlineMain } from '../../src/etcdutl/main.ts'
import { main } from '../../src/main.ts'
import { exactArguments } from '../../src/runtime/process.ts'
import { readSecretLine } from '../../src/runtime/secret-line.ts'
import { isExecutable, ourProgram } from './our-program.ts'
import { runProcess } from './run-process.ts'

/** Far behind what any command line here takes. */
const killAfterMs = 120_000

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
  /** Is told of each piece of output as it is written; in this process the writer waits for what it returns. */
  readonly onWrite?: (stream: 'stdout' | 'stderr', chunk: Buffer) => unknown
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

/**
 * Runs one command line of etcdctl: in this process, or as the executable when that is what is tested. What only a process
 * of our own can be told, terminals and a stand-in for child programs, is run here always.
 */
export function runCli(args: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  return runText(args, options, main)
}

/** As `runCli`, for etcdutl. */
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
  return isExecutable && canBeSpawned(options) ? runExecutable(args, options, program) : runHere(args, options, program)
}

function canBeSpawned({ spawn, terminals }: RunOptions): boolean {
  return spawn === undefined && terminals === undefined
}

async function runExecutable(args: readonly string[], options: RunOptions, program: typeof main): Promise<CliRunBytes> {
  const path = ourProgram(program === main ? 'etcdctl' : 'etcdutl')
  const words = args.map((arg) => (/\p{Surrogate}/u.test(arg) ? argumentBytes(arg) : arg))
  const { code, stdout, stderr } = await runProcess(path, words, { ...options, killAfterMs })
  if (typeof code === 'string') throw new Error(`${path} was ended by ${code}; it had written: ${stdout}${stderr}`)
  return { code, stdout, stderr }
}

async function runHere(args: readonly string[], options: RunOptions, program: typeof main): Promise<CliRunBytes> {
  const stdout = collector('stdout', options)
  const stderr = collector('stderr', options)
  const stdin = toReadable(options.stdin)
  const io: ProcessIo = {
    args: await exactArguments(args),
    env: options.env ?? {},
    stdin,
    stdout: stdout.output,
    stderr: stderr.output,
    readSecretLine: (whenHidden) => readSecretLine(stdin, { whenHidden }),
    interrupts: () => options.interrupts ?? new AbortController().signal,
    cpuMs: () => 0,
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
  const output: Sink = {
    isTerminal: terminals.includes(name),
    write: async (chunk) => {
      if (closed.includes(name)) throw brokenPipe()
      const bytes = Buffer.from(chunk)
      chunks.push(bytes)
      await onWrite?.(name, bytes)
    },
  }
  return { chunks, output }
}

function brokenPipe(): Error {
  return Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' })
}
