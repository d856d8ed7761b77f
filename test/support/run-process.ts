import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

export interface ProcessRun {
  /** The exit code, or the signal's name when a signal ended the child. */
  readonly code: number | string
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly elapsedMs: number
}

export interface ProcessOptions {
  /** All of the environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** All of standard input; at its end at once when left out. */
  readonly stdin?: Uint8Array | string
  readonly cwd?: string
  /** When to kill a child that does not end; 2 minutes when left out. */
  readonly killAfterMs?: number
  /** Streams whose reader is gone before the child writes. */
  readonly closed?: readonly ('stdout' | 'stderr')[]
  /** Sends the child a signal: the one that is the reason, else SIGINT. */
  readonly interrupts?: AbortSignal
  readonly onWrite?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void
}

/** Runs a program to its end. Arguments that are no UTF-8 are given as bytes: not 0, and no newline at the end. */
export async function runProcess(
  program: string,
  args: readonly (string | Uint8Array)[],
  options: ProcessOptions = {},
): Promise<ProcessRun> {
  const startMs = performance.now()
  const [command, ...words] = commandLine(program, args)
  const child = spawn(command, words, { env: { ...options.env }, cwd: options.cwd })
  const killer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs ?? 120_000)
  const stopInterrupting = interruptWith(child, options.interrupts)
  const [stdout, stderr] = [collect(child.stdout, 'stdout', options), collect(child.stderr, 'stderr', options)]
  // the child may refuse its arguments before it reads
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearTimeout(killer)
  stopInterrupting()
  const elapsedMs = performance.now() - startMs
  return { code: code ?? String(signal), stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), elapsedMs }
}

/** Node can pass on text only; a shell makes the bytes. */
function commandLine(program: string, args: readonly (string | Uint8Array)[]): readonly [string, ...string[]] {
  if (args.every((arg) => typeof arg === 'string')) return [program, ...args]
  return ['/bin/sh', '-c', ['exec', ...[program, ...args].map(shellWord)].join(' ')]
}

function shellWord(arg: string | Uint8Array): string {
  const octal = [...Buffer.from(arg)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
  return `"$(printf '${octal.join('')}')"`
}

function collect(stream: Readable, name: 'stdout' | 'stderr', { closed, onWrite }: ProcessOptions): readonly Buffer[] {
  const chunks: Buffer[] = []
  if (closed?.includes(name)) stream.destroy()
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    onWrite?.(name, chunk)
  })
  return chunks
}

function interruptWith(child: ChildProcess, interrupts: AbortSignal | undefined): () => void {
  const interrupt = (): void => void child.kill(interrupts?.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
  interrupts?.addEventListener('abort', interrupt)
  return () => interrupts?.removeEventListener('abort', interrupt)
}
