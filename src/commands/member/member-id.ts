import { UsageError } from '../../base/errors.ts'
import { parseHexUint64 } from '../../go/parse.ts'

/** The one argument of `remove`, `update` and `promote`. Throws a UsageError. */
export function memberIdFrom(args: readonly string[]): bigint {
  const [text] = args
  if (text === undefined || args.length > 1) throw new UsageError('member ID is not provided')
  try {
    return parseHexUint64(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`bad member ID arg (${reason}), expecting ID in Hex`)
  }
}
