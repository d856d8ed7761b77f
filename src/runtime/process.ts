import { utf8 } from '../base/bytes.ts'
import type { ProcessIo, Sink } from '../base/io.ts'
import type { Stdin } from '../base/stdin.ts'
import { type BunRuntime, bunIsTerminal, bunRuntime } from './bun-runtime.ts'
import { bunStdin } from './bun-stdin.ts'

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
