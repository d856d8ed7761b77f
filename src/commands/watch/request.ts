import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { type KeyRange, prefixRange } from '../../base/ranges.ts'
import { boolFlag, int64Flag, type ValuesOf } from '../../go/flags.ts'
import type { WatchCreateRequest } from '../../rpc/messages.ts'
import { badNumber } from './arguments.ts'

/** The lines of `watch -i` have the same flags as the command. */
export const watchFlags = [
  boolFlag('interactive', 'read watch commands from standard input', { shorthand: 'i' }),
  boolFlag('prefix', 'every key that begins with <key>'),
  boolFlag('prev-kv', 'also print what was stored before each event'),
  boolFlag('progress-notify', 'let the server say from time to time how far it is', { since: '3.5' }),
  int64Flag('rev', 0n, 'begin with the events of this revision'),
] as const

export type WatchFlags = ValuesOf<typeof watchFlags>

/** Throws a UsageError. Of three words or more only the first counts, as in the original (3.4 to 3.7). */
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
