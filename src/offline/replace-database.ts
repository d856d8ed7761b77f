import { chmodSync, chownSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { databasePath, snapFolder } from './data-dir.ts'
import { exactPath, onFile } from './file-failure.ts'
import { syncFolder } from './part-folder.ts'

/**
 * Puts a new database in the place of a data directory's own: `build` makes the file under the name it is given, which a
 * server removes at its start when this process does not live to rename it. Owner and mode stay. Throws a CliError, and
 * what `build` throws; the old database is then as it was.
 */
export async function replaceDatabase(dataDir: string, build: (path: string) => void | Promise<void>): Promise<void> {
  const path = databasePath(dataDir)
  const part = `${path}.tmp.${Math.floor(Math.random() * 1e9)}`
  try {
    await build(part)
    takeOver(path, part)
    onFile('rename', part, (exact) => renameSync(exact, exactPath(path)))
    syncFolder(snapFolder(dataDir))
  } catch (error) {
    rmSync(exactPath(part), { force: true })
    throw error
  }
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
