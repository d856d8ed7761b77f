import { statSync } from 'node:fs'
import { join } from 'node:path'
import { onFile } from '../files/file-failure.ts'

/** The paths of the parts of a data directory. */
export function snapFolder(dataDir: string): string {
  return join(dataDir, 'member', 'snap')
}

export function walFolder(dataDir: string): string {
  return join(dataDir, 'member', 'wal')
}

export function databasePath(dataDir: string): string {
  return join(dataDir, 'member', 'snap', 'db')
}

/** Throws `stat <path>: ...` when the data directory has no database (from 3.5.31 and 3.6.12 on). */
export function checkDatabaseExists(dataDir: string): void {
  onFile('stat', databasePath(dataDir), (exact) => statSync(exact))
}
