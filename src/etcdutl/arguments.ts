import { CliError } from '../base/errors.ts'
import { FlagError } from '../go/parse-flags.ts'
import { quote } from '../go/quote.ts'

/** The only argument; any other number of them ends in the command's usage. */
export function exactlyOne(args: readonly string[]): string {
  const [only] = args
  if (only === undefined || args.length !== 1) throw new FlagError(`accepts 1 arg(s), received ${args.length}`)
  return only
}

/** Exactly two arguments, in the words of the tools that this program took the inspection of databases from. */
export function twoArguments(args: readonly string[]): readonly [string, string] {
  const [first, second] = args
  if (first !== undefined && second !== undefined && args.length === 2) return [first, second]
  throw new CliError(`Must provide 2 arguments (got [${args.join(' ')}])`)
}

export function firstArgument(args: readonly string[]): string {
  const [first] = args
  if (first === undefined) throw new CliError('Must provide at least 1 argument (got [])')
  return first
}

export function noBucket(name: string): CliError {
  return new CliError(`got nil bucket for ${/[\x00-\x1f\x7f\ud800-\udfff]/.test(name) ? quote(name) : name}`)
}

/** Help text: the files that the inspection commands accept. */
export const whichDatabase = 'The database is a snapshot, a db file, or the one in a data directory. It is only read.'
