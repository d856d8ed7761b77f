import { CliError } from '../../base/errors.ts'

/** A file that is not a bbolt database, or a damaged one. */
export class BoltError extends CliError {}
