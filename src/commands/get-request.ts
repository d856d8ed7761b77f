import { CliError, exitCodes, UsageError } from '../base/errors.ts'
import { boolFlag, int64Flag, oneOf, stringFlag, type ValuesOf } from '../go/flags.ts'
import { type RangeRequest, SortOrder, SortTarget } from '../rpc/messages.ts'
import { keyRange } from './key-range.ts'

const targets: Readonly<Record<string, number>> = {
  CREATE: SortTarget.CREATE,
  KEY: SortTarget.KEY,
  MODIFY: SortTarget.MOD,
  VALUE: SortTarget.VALUE,
  VERSION: SortTarget.VERSION,
}
const targetNames = Object.keys(targets)

/** Flags without the action: `txn` reads its `get` lines with the same grammar. */
export const getFlags = [
  stringFlag(
    'consistency',
    'l',
    'read through the leader (l, linearizable) or from the member asked (s, serializable)',
    { values: ['l', 's'] },
  ),
  boolFlag('count-only', 'only count the keys; needs --write-out=fields', { since: '3.5' }),
  boolFlag('from-key', 'every key that is not below <key>'),
  boolFlag('keys-only', 'leave the values out'),
  int64Flag('limit', 0n, 'at most this many keys, 0 for all'),
  int64Flag('max-create-rev', 0n, 'only keys created at this revision or before', { since: '3.6' }),
  int64Flag('max-mod-rev', 0n, 'only keys last changed at this revision or before', { since: '3.6' }),
  int64Flag('min-create-rev', 0n, 'only keys created at this revision or later', { since: '3.6' }),
  int64Flag('min-mod-rev', 0n, 'only keys last changed at this revision or later', { since: '3.6' }),
  stringFlag('order', '', 'order of the results: ASCEND or DESCEND (ASCEND when left out)', {
    values: ['ASCEND', 'DESCEND'],
  }),
  boolFlag('prefix', 'every key that begins with <key>'),
  boolFlag('print-value-only', 'leave the keys out; only with --write-out=simple'),
  int64Flag('rev', 0n, 'read the store as it was at this revision'),
  stringFlag('sort-by', '', `sort by ${oneOf(targetNames)}`, { values: targetNames }),
  boolFlag('stream', 'let the server send the result in pieces', { since: '3.7' }),
] as const

export type GetFlags = ValuesOf<typeof getFlags>

/** Throws a UsageError, or exit code 4 for a bad flag value, in the original's order of checks. */
export function getRequest(args: readonly string[], flags: GetFlags): Partial<RangeRequest> {
  if (args.length === 0) {
    throw new UsageError('get command needs one argument as key and an optional argument as range_end')
  }
  if (flags.prefix && flags.fromKey) keyRange(args, flags)
  if (flags.keysOnly && flags.countOnly) {
    throw new UsageError('`--keys-only` and `--count-only` cannot be set at the same time, choose one')
  }
  const serializable = isSerializable(flags.consistency)
  const range = keyRange(args, flags)
  return {
    ...range,
    ...sorting(flags),
    ...revisionBounds(flags),
    limit: flags.limit,
    revision: flags.rev > 0n ? flags.rev : 0n,
    serializable,
    keysOnly: flags.keysOnly,
    countOnly: flags.countOnly,
  }
}

function isSerializable(consistency: string): boolean {
  if (consistency === 'l') return false
  if (consistency === 's') return true
  throw new CliError(`unknown consistency flag "${consistency}"`, exitCodes.unsupported)
}

/** Ascending by key is the store's own order: it is sent as no order (all releases). */
function sorting(flags: GetFlags): Pick<RangeRequest, 'sortOrder' | 'sortTarget'> {
  const order = flags.order.toUpperCase()
  if (!['', 'ASCEND', 'DESCEND'].includes(order)) throw badValue(`bad sort order ${flags.order}`)
  const target = flags.sortBy === '' ? SortTarget.KEY : targets[flags.sortBy.toUpperCase()]
  if (target === undefined) throw badValue(`bad sort target ${flags.sortBy}`)
  const isStoreOrder = order === 'ASCEND' && target === SortTarget.KEY
  const sortOrder = order === '' || isStoreOrder ? SortOrder.NONE : sortOrders(order)
  return { sortOrder, sortTarget: target }
}

function sortOrders(order: string): number {
  return order === 'DESCEND' ? SortOrder.DESCEND : SortOrder.ASCEND
}

function revisionBounds(flags: GetFlags): Partial<RangeRequest> {
  const { minCreateRev, maxCreateRev, minModRev, maxModRev } = flags
  if (maxCreateRev > 0n && minCreateRev > maxCreateRev) {
    throw badValue(`getMinCreateRev(=${minCreateRev}) > getMaxCreateRev(=${maxCreateRev})`)
  }
  if (maxModRev > 0n && minModRev > maxModRev) {
    throw badValue(`getMinModRev(=${minModRev}) > getMaxModRev(=${maxModRev})`)
  }
  return {
    minCreateRevision: positive(minCreateRev),
    maxCreateRevision: positive(maxCreateRev),
    minModRevision: positive(minModRev),
    maxModRevision: positive(maxModRev),
  }
}

function positive(revision: bigint): bigint {
  return revision > 0n ? revision : 0n
}

function badValue(message: string): CliError {
  return new CliError(message, exitCodes.unsupported)
}
