import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { decodeEscaping } from '../cli/arguments.ts'
import { exactPath, onFile } from './file-failure.ts'
import { syncFolder } from './part-folder.ts'

/**
 * Puts a new database in the place of the one at `path`, a link included: `build` makes the file under the name it is given, which a
 * server removes at its start when this process does not live to rename it. Owner and mode stay. Resolves to what `build` does.
 * Throws a CliError, and what `build` throws; the old database is then as it was.
 */
export async function replaceDatabase<T>(path: string, build: (path: string) => T | Promise<T>): Promise<T> {
  const part = `${path}.tmp.${Math.floor(Math.random() * 1e9)}`
  try {
    const built = await build(part)
    takeOver(path, part)
    onFile('rename', part, (exact) => renameSync(exact, exactPath(path)))
    syncFolder(dirname(path))
    return built
  } catch (error) {
    rmSync(exactPath(part), { force: true })
    throw error
  }
}

/** The file that a link stands for: a database may lie on another disk. Throws a CliError. */
export function behindLinks(path: string): string {
  return onFile('stat', path, (exact) => {
    if (!lstatSync(exact).isSymbolicLink()) return path
    return decodeEscaping(realpathSync(exact, { encoding: 'buffer' }))
  })
}

function takeOver(from: string, to: string): void {
  const { mode, uid, gid } = onFile('stat', from, (exact) => statSync(exact))
  onFile('chmod', to, (exact) => {
    const own = statSync(exact)
    if (own.uid !== uid || own.gid !== gid) chownSync(exact, uid, gid)
    chmodSync(exact, mode & 0o777)
    const fd = openSync(exact, 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  })
}
