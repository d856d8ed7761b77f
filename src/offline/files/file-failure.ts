import { readdirSync, statSync } from 'node:fs'
import { argumentBytes } from '../../base/arguments.ts'
import { CliError } from '../../base/errors.ts'
import { errorCode, fileErrorText } from '../../go/file-error.ts'

/** A failure of the file system as Go words it: `open /a/b: permission denied`. */
export class FileFailure extends CliError {
  /** What failed, as it stands at the beginning of the message. */
  readonly operation: string

  constructor(operation: string, path: string, cause: unknown) {
    super(`${operation} ${path}: ${fileErrorText(cause)}`, undefined, { cause })
    this.operation = operation
  }
}

/** A FileFailure; a CliError is given back as it is. */
export function fileFailure(operation: string, path: string, cause: unknown): CliError {
  return cause instanceof CliError ? cause : new FileFailure(operation, path, cause)
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
