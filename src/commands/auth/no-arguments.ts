import { UsageError } from '../../base/errors.ts'

/** Throws a UsageError when there are arguments. */
export function refuseArguments(verb: string, args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`auth ${verb} command does not accept any arguments`)
}
