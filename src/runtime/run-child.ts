import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import type { ChildExit } from '../base/io.ts'
import { fileErrorText } from '../go/file-error.ts'
import { isRunnable, programFile, StartError } from '../go/program-file.ts'

/** What this process stands in. */
export type Host = Pick<NodeJS.Process, 'env' | 'execPath' | 'platform'>

interface ChildSettings {
  readonly env: Readonly<Record<string, string>>
  readonly stdio: StdioOptions
}

/** Runs a program as `Io.spawn` says; `env` is added to the host's own. Rejects with a StartError. */
export async function runChild(
  host: Host,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ending?: AbortSignal,
  input: 'inherit' | 'ignore' = 'ignore',
): Promise<ChildExit> {
  const child = startChild(host, [command, ...args], { env, stdio: [input, 'inherit', 'inherit'] })
  return new Promise((resolve, reject) => {
    const end = (): void => void child.kill('SIGTERM')
    ending?.addEventListener('abort', end)
    child.once('error', (error) => reject(notStarted(child.spawnfile, fileErrorText(error))))
    child.once('exit', (code, signal) => {
      ending?.removeEventListener('abort', end)
      resolve({ code, signal })
    })
  })
}

/** Starts a program; that it could not be started may also come as an event. Throws a StartError. */
export function startChild(
  host: Host,
  [command = '', ...args]: readonly string[],
  { env, stdio }: ChildSettings,
): ChildProcess {
  const file = programFile(command, host.env.PATH ?? '')
  if (host.platform === 'linux' && !isRunnable(file, host.execPath)) throw notStarted(file, 'exec format error')
  const options = { argv0: command, env: { ...host.env, ...env } }
  try {
    return spawn(file, args, { ...options, stdio })
  } catch (error) {
    throw notStarted(file, fileErrorText(error))
  }
}

export function notStarted(file: string, reason: string): StartError {
  return new StartError(`fork/exec ${file}: ${reason}`)
}
