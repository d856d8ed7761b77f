import { existsSync } from 'node:fs'
import { join } from 'node:path'

export type ProgramName = 'etcdctl' | 'etcdutl'

const root = join(import.meta.dirname, '..', '..')

/** `PROGRAM=executable` puts the compiled programs of dist/ in the place of those that node runs. */
export const isExecutable = process.env.PROGRAM === 'executable'

/** The path of the program that tests start. Throws when it was not made: a missing program is no reason to skip. */
export function ourProgram(name: ProgramName): string {
  const path = isExecutable ? join(root, 'dist', executableName(name)) : join(root, 'bin', name)
  if (existsSync(path)) return path
  throw new Error(`${path} is missing: run npm run ${isExecutable ? 'package' : 'build'}`)
}

function executableName(name: ProgramName): string {
  const { platform, arch } = process
  return platform === 'win32' ? `${name}-windows-${arch}.exe` : `${name}-${platform}-${arch}`
}

/** The path of a compiled program of this machine, made or not. */
export function ourExecutable(name: ProgramName): string {
  return join(root, 'dist', executableName(name))
}
