import { utf8 } from '../base/bytes.ts'
import type { Sink } from '../base/io.ts'
import type { Stdin } from '../base/stdin.ts'
import type { Runtime } from './runtime.ts'
import type { Sockets } from './sockets.ts'

/** What we use of Bun, which the executables are compiled with: its own sockets and files are up at once, node's take 10 ms there. */
export interface Bun extends Sockets {
  readonly version: string
  readonly stdin: BunFile
  readonly stdout: BunFile
  readonly stderr: BunFile
  file(path: string): BunFile
  /** Resolves when everything is written, and rejects with an error that has a `code`, as node's do. */
  write(file: BunFile, content: Uint8Array | Blob): Promise<number>
  /** Collects garbage, at once when it is forced. */
  gc(force: boolean): void
  readonly unsafe: {
    /** How much longer than by default code is interpreted before it is compiled: 1 or more. */
    setJITPolicy(scale: number): void
  }
}

interface BunFile {
  /** 0 where nothing is or nothing can be found out, infinite for pipes and devices. */
  readonly size: number
  stream(): ReadableStream<Uint8Array>
}

export function bunRuntime(bun: Bun): Runtime {
  return {
    name: `bun ${bun.version}`,
    openStdin: () => openStdin(bun),
    output: (name) => fileOutput(bun, name),
    ignoresHangUp,
    collectGarbage: () => bun.gc(true),
    compileEarly: () => bun.unsafe.setJITPolicy(1),
    readPlainFile: (path) => readPlainFile(bun, path),
    sockets: bun,
    tlsLibrary: { hasSecurityLevels: false, comparesKeyHalves: true },
    // Bun 1.4 does, when the kernel knows no route
    callsLostRoutesRefused: true,
  }
}

/**
 * Bun's own `process.stdin` can lose the end of input when it is paused and resumed (seen in 1.4.5), so the bytes come from its
 * web stream, which is only ever asked for more.
 */
function openStdin(bun: Bun): Stdin {
  // loaded here, as most commands read no input
  const { Readable } = process.getBuiltinModule('node:stream')
  const chunks = pull(bun)
  const stdin: Stdin = new Readable({
    read: () => {
      chunks.next().then(
        ({ value }) => stdin.push(value ?? null),
        (error: unknown) => stdin.destroy(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  if (!process.stdin.isTTY) return stdin
  return Object.assign(stdin, { isTTY: true, setRawMode: (isRaw: boolean) => process.stdin.setRawMode(isRaw) })
}

async function* pull({ stdin }: Bun): AsyncGenerator<Buffer, undefined, undefined> {
  const reader = stdin.stream().getReader()
  for (;;) {
    const { value } = await reader.read()
    if (value === undefined) return undefined
    yield Buffer.from(value.buffer, value.byteOffset, value.length)
  }
}

/** A stream is read by this thread; to start others costs more than short files are worth. */
async function readPlainFile(bun: Bun, path: string): Promise<Buffer | undefined> {
  // for Bun a text with a colon may be a URL
  if (path.includes(':')) return undefined
  try {
    const file = bun.file(path)
    if (file.size === 0 || file.size === Number.POSITIVE_INFINITY) return undefined
    const chunks: Uint8Array[] = []
    const reader = file.stream().getReader()
    for (;;) {
      const { value } = await reader.read()
      if (value === undefined) return Buffer.concat(chunks)
      chunks.push(value)
    }
  } catch {
    return undefined
  }
}

function ignoresHangUp(): boolean {
  try {
    // not imported: only this needs it, and it takes time at the start
    const status = process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'latin1')
    const [, last = '0'] = /^SigIgn:\s*[0-9a-f]*([0-9a-f])$/m.exec(status) ?? []
    return (Number.parseInt(last, 16) & 1) === 1
  } catch {
    return false
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

/** `process.stdout`, which knows too, takes 8 ms to make. */
function isTerminal(descriptor: number): boolean {
  const { binding } = process as { readonly binding?: (name: 'tty_wrap') => { isTTY(descriptor: number): boolean } }
  return binding?.('tty_wrap').isTTY(descriptor) === true
}

/** `Bun.write` copies what is large, and has another thread write the copy. */
async function writeAtOnce(descriptor: number, bytes: Uint8Array): Promise<void> {
  const { writeSync } = await import('node:fs')
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
}

/**
 * Writes wait for each other, so that their bytes keep their order. Bun writes a few bytes right away, and waits for a slow reader with
 * all else standing still; a Blob, which is a copy, it writes in the background. The first bytes do not have to wait.
 */
function fileOutput(bun: Bun, name: 'stdout' | 'stderr'): Sink {
  const descriptor = name === 'stdout' ? 1 : 2
  let last: Promise<unknown> | undefined
  let knownTerminal: boolean | undefined
  let isReady: Promise<boolean> | undefined
  const write = async (bytes: Uint8Array, isFirst: boolean): Promise<unknown> => {
    if (isFirst && bytes.length <= pipeBytes) return bun.write(bun[name], bytes)
    isReady ??= isAlwaysReady(descriptor)
    return (await isReady) ? writeAtOnce(descriptor, bytes) : bun.write(bun[name], new Blob([bytes]))
  }
  return {
    get isTerminal() {
      knownTerminal ??= isTerminal(descriptor)
      return knownTerminal
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
