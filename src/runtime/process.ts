import type { ProcessIo } from '../base/io.ts'
import type { Stdin } from '../base/stdin.ts'
import { runtime } from './current.ts'

/** Node puts it in place of bytes that are not UTF-8. */
const replacement = '\ufffd'

/** The real process. `argv` are the arguments after the program's name, as the runtime tells them. */
export async function processIo(argv: readonly string[]): Promise<ProcessIo> {
  const args = await exactArguments(argv)
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

/** The arguments with nothing lost, if possible. `recover` reads the command line again; it is called when bytes may be missing. */
export async function exactArguments(
  argv: readonly string[],
  recover: (argv: readonly string[]) => Promise<readonly string[]> = recovered,
): Promise<readonly string[]> {
  return argv.join('').includes(replacement) ? recover(argv) : argv
}

async function recovered(argv: readonly string[]): Promise<readonly string[]> {
  const { recoverArguments } = await import('./recover-arguments.ts')
  return recoverArguments(argv)
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
