import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { type KeyRange, prefixRange } from '../../base/ranges.ts'
import type { WatchCreateRequest } from '../../rpc/messages.ts'
import { badNumber } from './arguments.ts'

export interface WatchFlags {
  interactive: boolean
  prefix: boolean
  prevKv: boolean
  progressNotify: boolean
  rev: bigint
}

/** Throws a UsageError. Three words and more stand for the first one alone, as in the original (3.4 to 3.7). */
export function watchRequest(words: readonly string[], flags: WatchFlags): Partial<WatchCreateRequest> {
  return {
    ...watchRange(words, flags),
    startRevision: flags.rev,
    prevKv: flags.prevKv,
    progressNotify: flags.progressNotify,
  }
}

function watchRange(words: readonly string[], { prefix }: WatchFlags): KeyRange {
  const [key, rangeEnd] = words
  if (key === undefined) throw badNumber()
  const hasEnd = words.length === 2
  if (hasEnd && prefix) throw new UsageError('`range_end` and `--prefix` are mutually exclusive')
  if (prefix) return prefixRange(argumentBytes(key))
  return { key: argumentBytes(key), rangeEnd: argumentBytes(hasEnd ? (rangeEnd ?? '') : '') }
}
