import { CliError, exitCodes } from '../../base/errors.ts'

/** The same error in other words: `failed to grant lease (etcdserver: too large lease TTL)`. */
export function failedTo(action: string, error: unknown): unknown {
  if (!(error instanceof CliError) || error.exitCode === exitCodes.badConnection) return error
  return error.restated({ exitCode: exitCodes.error, message: `failed to ${action} (${error.message})` })
}

/** The same error with the exit code that the original gives when it asks about leases (3.4 to 3.7). */
export function asBadConnection(error: unknown): unknown {
  return error instanceof CliError ? error.restated({ exitCode: exitCodes.badConnection }) : error
}
