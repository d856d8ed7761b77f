import { readdirSync, statSync } from 'node:fs'
import { argumentBytes } from '../base/arguments.ts'
import { CliError } from '../base/errors.ts'
import { errorCode, fileErrorText } from '../go/file-error.ts'

/** A failure of the file system as Go words it: `open /a/b: permission denied`. CliErrors are given back as they are. */
export function fileFailure(operation: string, path: string, cause: unknown): CliError {
  if (cause instanceof CliError) return cause
  return new CliError(`${operation} ${path}: ${fileErrorText(cause)}`, undefined, { cause })
}

/** Runs one step on a file; a failure of the file system becomes a `fileFailure`, anything else passes. */
export function onFile<T>(operation: string, path: string, step: (exact: string | Buffer) => T): T {
  try {
    return step(exactPath(path))
  } catch (error) {
    throw errorCode(error) === '' ? error : fileFailure(operation, path, error)
  }
}

/** The names in a folder. Go opens a file in its place too, and fails when it reads. */
export function namesIn(folder: string): string[] {
  return onFile('open', folder, (exact) => {
    const isFile = statSync(exact).isFile()
    return isFile ? onFile('readdirent', folder, (file) => readdirSync(file)) : readdirSync(exact)
  })
}

/** The path, as bytes when it is no UTF-8: such an argument has lone surrogates. */
export function exactPath(path: string): string | Buffer {
  return /\p{Surrogate}/u.test(path) ? Buffer.from(argumentBytes(path)) : path
}
