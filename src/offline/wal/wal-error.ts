import { CliError } from '../../base/errors.ts'

/** A write-ahead log that cannot be read. */
export class WalError extends CliError {}
