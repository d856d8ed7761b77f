import type { ProcessIo } from '../base/io.ts'
import type { Stdin } from '../base/stdin.ts'
import { runtime } from './current.ts'

/** The real process. `args` are the arguments after the program's name. */
export function processIo(args: readonly string[]): ProcessIo {
  let opened: Stdin | undefined
  const stdin = (): Stdin => {
    opened ??= runtime.openStdin()
    return opened
  }
  return {
    args,
    env: process.env,
    get stdin() {
      return stdin()
    },
    stdout: runtime.output('stdout'),
    stderr: runtime.output('stderr'),
    readSecretLine: async (whenHidden) => {
      const { readSecretLine } = await import('./secret-line.ts')
      return readSecretLine(stdin(), { whenHidden, host: process })
    },
    interrupts,
    cpuMs,
    spawn: async (...call) => (await import('./run-child.ts')).runChild(process, ...call),
  }
}

function interrupts(): AbortSignal {
  const controller = new AbortController()
  const names = ['SIGINT', 'SIGTERM', ...(runtime.ignoresHangUp() ? [] : (['SIGHUP'] as const))] as const
  for (const name of names) process.on(name, () => controller.abort(name))
  return controller.signal
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Ends the process once its output is written; `main`'s exit code goes here and nowhere else. */
export function leave(exitCode: number): void {
  process.exitCode = exitCode
}
