import { type Stats, statSync } from 'node:fs'
import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { databasePath } from '../data-dir/paths.ts'
import { exactPath } from '../files/file-failure.ts'

/** The database that `path` means: a file is taken as it is, a data directory has its own. Throws a CliError for neither. */
export function databaseFile(path: string): string {
  const found = tryStat(path)
  // a missing path is taken for a directory unless it ends as the name of a database does
  const file = found?.isFile() === true || (found === undefined && path.endsWith('db')) ? path : databasePath(path)
  if (tryStat(file) === undefined) throw new CliError(`${quote(file)} does not exist`)
  return file
}

function tryStat(path: string): Stats | undefined {
  try {
    return statSync(exactPath(path))
  } catch {
    return undefined
  }
}
