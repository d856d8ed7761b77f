import { argumentBytes } from '../cli/arguments.ts'
import { CliError } from '../cli/errors.ts'
import { errorCode, fileErrorText } from '../cli/file-error.ts'

/** A failure of the file system as Go words it: `open /a/b: permission denied`. CliErrors are given back as they are. */
export function fileFailure(operation: string, path: string, cause: unknown): CliError {
  if (cause instanceof CliError) return cause
  return new CliError(`${operation} ${path}: ${fileErrorText(cause)}`, undefined, { cause })
}

/** Runs one step on a file; a failure of the file system becomes a `fileFailure`, anything else passes. */
export function onFile<T>(operation: string, path: string, step: (exact: Buffer) => T): T {
  try {
    return step(exactPath(path))
  } catch (error) {
    throw errorCode(error) === '' ? error : fileFailure(operation, path, error)
  }
}

/** The path's own bytes: arguments that were no UTF-8 come as lone surrogates. */
export function exactPath(path: string): Buffer {
  return Buffer.from(argumentBytes(path))
}
