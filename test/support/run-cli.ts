import { Readable } from 'node:stream'
import { recoverArguments } from '../../src/cli/arguments.ts'
import type { Io, Output } from '../../src/cli/io.ts'
import { readSecretLine } from '../../src/cli/secret-line.ts'
import { main } from '../../src/main.ts'

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** All of standard input; at its end at once when left out. */
  readonly stdin?: Uint8Array | string
  /** Streams whose reader is gone: each write to them fails with EPIPE. */
  readonly closed?: readonly ('stdout' | 'stderr')[]
  /** Streams that are terminals. */
  readonly terminals?: readonly ('stdout' | 'stderr')[]
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
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  const { code, stdout, stderr } = await runCliBytes(args, options)
  return { code, stdout: stdout.toString(), stderr: stderr.toString() }
}

/** As `runCli`, for output that is not text. */
export async function runCliBytes(args: readonly string[], options: RunOptions = {}): Promise<CliRunBytes> {
  const stdout = collector('stdout', options)
  const stderr = collector('stderr', options)
  const stdin = toReadable(options.stdin)
  const io: Io = {
    args: recoverArguments(args),
    env: options.env ?? {},
    stdin,
    stdout: stdout.output,
    stderr: stderr.output,
    readSecretLine: () => readSecretLine(stdin),
  }
  const code = await main(io)
  return { code, stdout: Buffer.concat(stdout.chunks), stderr: Buffer.concat(stderr.chunks) }
}

function toReadable(stdin: Uint8Array | string = ''): Readable {
  const bytes = Buffer.from(stdin)
  return Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false })
}

function collector(name: 'stdout' | 'stderr', { closed = [], terminals = [] }: RunOptions) {
  const chunks: Buffer[] = []
  const output: Output = {
    isTerminal: terminals.includes(name),
    write: (chunk) => {
      if (closed.includes(name)) return Promise.reject(brokenPipe())
      chunks.push(Buffer.from(chunk))
      return Promise.resolve()
    },
  }
  return { chunks, output }
}

function brokenPipe(): Error {
  return Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' })
}
