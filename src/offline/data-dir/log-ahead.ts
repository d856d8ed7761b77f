import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { decodeEscaping } from '../../base/arguments.ts'
import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { exactPath } from '../files/file-failure.ts'
import { beginningFault, type LogEnd, readLogEnd } from '../wal/log-end.ts'
import { databasePath, walFolder } from './paths.ts'

/**
 * What to say of a database that lies in a data directory and has applied the log up to an entry: of a member that was
 * killed, acknowledged writes may stand in the log only. Undefined when all of the log is in the database, or none is there.
 */
export function logAheadRemark(path: string, applied: bigint, release: Release): string | undefined {
  const folder = logBeside(path)
  if (folder === undefined) return undefined
  try {
    const end = readLogEnd(folder, release)
    if (end.last > applied) return aheadText(folder, applied, end)
    if (end.last < applied) return unknownText(folder, `it is cut, and ends with entry ${end.last}`)
    const fault = end.last === 0n ? beginningFault(folder, release) : undefined
    return fault === undefined ? undefined : unknownText(folder, `it is ${fault}`)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return unknownText(folder, error.message)
  }
}

function unknownText(folder: string, reason: string): string {
  return `WARNING: it is not known whether the log in ${folder} has entries that this database has not: ${reason}`
}

function aheadText(folder: string, applied: bigint, { committed, last }: LogEnd): string {
  const known = committed > applied ? committed - applied : 0n
  const [entries, range] =
    last === applied + 1n ? ['1 entry', `${last}`] : [`${last - applied} entries`, `${applied + 1n} to ${last}`]
  return `WARNING: the log in ${folder} has ${entries} (${range}, ${known} known to be committed) that this database has not: acknowledged writes may be among them. To have them, start a member on this data directory and take a snapshot of it.`
}

/** The folder of the log when the file is a data directory's database and the log is at its usual path. */
function logBeside(path: string): string | undefined {
  try {
    const exact = decodeEscaping(realpathSync(exactPath(path), { encoding: 'buffer' }))
    const dataDir = dirname(dirname(dirname(exact)))
    const folder = walFolder(dataDir)
    return exact === databasePath(dataDir) && statSync(exactPath(folder)).isDirectory() ? folder : undefined
  } catch {
    return undefined
  }
}
