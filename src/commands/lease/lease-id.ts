import { UsageError } from '../../base/errors.ts'
import { parseHexInt64 } from '../../go/parse.ts'

/** Reads the id of a lease, hexadecimal without `0x`; throws a UsageError. */
export function parseLeaseId(text: string): bigint {
  try {
    return parseHexInt64(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`bad lease ID arg (${reason}), expecting ID in Hex`)
  }
}

/** Reads the only argument as a lease id. Throws a UsageError with `mistake` for another number of arguments. */
export function onlyLeaseId(args: readonly string[], mistake: string): bigint {
  return parseLeaseId(onlyArgument(args, mistake))
}

/** Returns the only argument. Throws a UsageError with `mistake` for another number of arguments. */
export function onlyArgument(args: readonly string[], mistake: string): string {
  const [text] = args
  if (text === undefined || args.length > 1) throw new UsageError(mistake)
  return text
}
