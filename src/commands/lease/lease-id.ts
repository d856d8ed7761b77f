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

/** The id that is the one argument; `mistake` is said when there is another number of them. */
export function onlyLeaseId(args: readonly string[], mistake: string): bigint {
  return parseLeaseId(onlyArgument(args, mistake))
}

/** The one argument; `mistake` is said when there is another number of them. */
export function onlyArgument(args: readonly string[], mistake: string): string {
  const [text] = args
  if (text === undefined || args.length > 1) throw new UsageError(mistake)
  return text
}
