import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '..', '..', 'bin', 'etcdctl')

export interface BinRun {
  /** The exit code, or the signal's name when the child had to be killed. */
  readonly code: number | string
  readonly stdout: Buffer
  readonly stderr: string
  readonly elapsedMs: number
}

export interface BinOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: Uint8Array
  /** When to kill a child that does not end; 15 s when left out. */
  readonly killAfterMs?: number
}

/**
 * Runs the built program as a process of its own, with nothing of this environment but PATH. Arguments that are no UTF-8
 * are given as bytes: not 0, and no newline at the end.
 */
export async function runBin(args: readonly (string | Uint8Array)[], options: BinOptions = {}): Promise<BinRun> {
  const startMs = performance.now()
  const [program, ...words] = commandLine(args)
  const child = spawn(program, words, { env: { PATH: process.env.PATH, ...options.env } })
  const killer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs ?? 15_000)
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  // the child may refuse its arguments before it reads
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearTimeout(killer)
  const elapsedMs = performance.now() - startMs
  return { code: code ?? String(signal), stdout: await stdout, stderr: (await stderr).toString(), elapsedMs }
}

/** Node can pass on text only; a shell makes the bytes. */
function commandLine(args: readonly (string | Uint8Array)[]): readonly [string, ...string[]] {
  if (args.every((arg) => typeof arg === 'string')) return [bin, ...args]
  return ['/bin/sh', '-c', ['exec', ...[bin, ...args].map(shellWord)].join(' ')]
}

function shellWord(arg: string | Uint8Array): string {
  const octal = [...Buffer.from(arg)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
  return `"$(printf '${octal.join('')}')"`
}

async function collect(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
