import { argumentBytes } from '../base/arguments.ts'
import { UsageError } from '../base/errors.ts'
import { fromKeyRange, type KeyRange, prefixRange } from '../base/ranges.ts'

export interface RangeFlags {
  readonly prefix: boolean
  readonly fromKey: boolean
}

/** The range that a key, an optional range end and `--prefix` or `--from-key` name (same in get and del of all releases). */
export function keyRange(args: readonly string[], flags: RangeFlags): KeyRange {
  if (flags.prefix && flags.fromKey) {
    throw new UsageError('`--prefix` and `--from-key` cannot be set at the same time, choose one')
  }
  const [key = '', rangeEnd] = args
  if (rangeEnd !== undefined && (flags.prefix || flags.fromKey)) {
    throw new UsageError('too many arguments, only accept one argument when `--prefix` or `--from-key` is set')
  }
  const keyBytes = argumentBytes(key)
  if (flags.prefix) return prefixRange(keyBytes)
  if (flags.fromKey) return fromKeyRange(keyBytes)
  return { key: keyBytes, rangeEnd: argumentBytes(rangeEnd ?? '') }
}
