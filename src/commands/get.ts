import { Command } from 'commander'
import type { App, Session } from '../app.ts'
import { CliError, exitCodes, UsageError } from '../base/errors.ts'
import { rangePages } from '../client/range/range-pages.ts'
import type { RangePages, RangeRead } from '../client/range/range-read.ts'
import { boolFlag, int64Flag, stringFlag } from '../frame/flags.ts'
import { type RangeRequest, SortOrder, SortTarget } from '../rpc/messages.ts'
import { keyRange } from './key-range.ts'

export interface GetFlags {
  consistency: string
  order: string
  sortBy: string
  limit: bigint
  prefix: boolean
  fromKey: boolean
  rev: bigint
  keysOnly: boolean
  countOnly: boolean
  printValueOnly: boolean
  minCreateRev: bigint
  maxCreateRev: bigint
  minModRev: bigint
  maxModRev: bigint
  stream: boolean
}

/** Flags without the action: `txn` reads its `get` lines with the same grammar. */
export function getGrammar(): Command {
  return new Command('get')
    .addOption(
      stringFlag(
        'consistency',
        'l',
        'read through the leader (l, linearizable) or from the member asked (s, serializable)',
      ),
    )
    .addOption(boolFlag('count-only', 'only count the keys; needs --write-out=fields').from('3.5'))
    .addOption(boolFlag('from-key', 'every key that is not below <key>'))
    .addOption(boolFlag('keys-only', 'leave the values out'))
    .addOption(int64Flag('limit', 0n, 'at most this many keys, 0 for all'))
    .addOption(int64Flag('max-create-rev', 0n, 'only keys created at this revision or before').from('3.6'))
    .addOption(int64Flag('max-mod-rev', 0n, 'only keys last changed at this revision or before').from('3.6'))
    .addOption(int64Flag('min-create-rev', 0n, 'only keys created at this revision or later').from('3.6'))
    .addOption(int64Flag('min-mod-rev', 0n, 'only keys last changed at this revision or later').from('3.6'))
    .addOption(stringFlag('order', '', 'order of the results: ASCEND or DESCEND (ASCEND when left out)'))
    .addOption(boolFlag('prefix', 'every key that begins with <key>'))
    .addOption(boolFlag('print-value-only', 'leave the keys out; only with --write-out=simple'))
    .addOption(int64Flag('rev', 0n, 'read the store as it was at this revision'))
    .addOption(stringFlag('sort-by', '', 'sort by CREATE, KEY, MODIFY, VALUE or VERSION'))
    .addOption(boolFlag('stream', 'let the server send the result in pieces').from('3.7'))
}

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

const targets: Readonly<Record<string, number>> = {
  CREATE: SortTarget.CREATE,
  KEY: SortTarget.KEY,
  MODIFY: SortTarget.MOD,
  VALUE: SortTarget.VALUE,
  VERSION: SortTarget.VERSION,
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

export function getCommand(app: App): Command {
  return getGrammar().action(async (args: string[], flags: GetFlags) => {
    const request = getRequest(args, flags)
    const session = await app.open('get', 'print')
    const read = { client: await session.client(), request, newCall: () => session.call() }
    await refuseFormat(read, flags, session)
    await session.print('get', { pages: await pagesOf(read, flags), isValueOnly: flags.printValueOnly })
  })
}

/** The original refuses after the answer, in this order, and what the server refuses before: a count finds that out. */
async function refuseFormat({ client, request, newCall }: RangeRead, flags: GetFlags, session: Session): Promise<void> {
  const isWrongCount = flags.countOnly && session.format !== 'fields'
  const isWrongValue = flags.printValueOnly && session.format !== 'simple'
  const isDoomed = isWrongCount || isWrongValue || session.format === 'table'
  if (isDoomed) await client.kv.range({ ...request, countOnly: true }, newCall())
  if (isWrongCount) throw new UsageError('--count-only is only for `--write-out=fields`')
  if (isWrongValue) throw new UsageError('print-value-only is only for `--write-out=simple`')
  session.checkFormat()
}

async function pagesOf(read: RangeRead, { stream }: GetFlags): Promise<RangePages> {
  if (!stream) return rangePages(read)
  const { streamedRange } = await import('../client/range/range-stream.ts')
  return streamedRange(read)
}
