import { setTimeout as sleep } from 'node:timers/promises'
import { type App, command } from '../app.ts'
import { argumentBytes } from '../base/arguments.ts'
import { UsageError } from '../base/errors.ts'
import { atLeast, type Profile } from '../base/release.ts'
import { boolFlag, type ValuesOf } from '../go/flags.ts'
import { quote } from '../go/quote.ts'
import type { DeleteRangeRequest } from '../rpc/messages.ts'
import { confirmFlag } from './confirm-flag.ts'
import { keyRange } from './key-range.ts'

/** Flags without the action: `txn` reads its `del` lines with the same grammar. */
export const delFlags = [
  boolFlag('from-key', 'every key that is not below <key>'),
  boolFlag('prefix', 'every key that begins with <key>'),
  boolFlag('prev-kv', 'also print what is deleted'),
  boolFlag('range', 'delete the range up to [range_end] without the warning and the pause before it', { since: '3.5' }),
] as const

export type DelFlags = ValuesOf<typeof delFlags>

const ourFlags = [confirmFlag, boolFlag('dry-run', 'only print which keys would be deleted', { isOurs: true })] as const

/** Throws a UsageError in the original's order of checks. */
export function delRequest(args: readonly string[], flags: DelFlags): Partial<DeleteRangeRequest> {
  if (args.length === 0 || args.length > 2) {
    throw new UsageError('del command needs one argument as key and an optional argument as range_end')
  }
  return { ...keyRange(args, flags), prevKv: flags.prevKv }
}

/** The warning, and the pause after it, before a range is deleted without `--range`; undefined when there is none. */
export function rangeWarning(args: readonly string[], flags: DelFlags, profile: Profile): RangeWarning | undefined {
  const [key = '', rangeEnd] = args
  if (rangeEnd === undefined || flags.range || !atLeast(profile, '3.5')) return undefined
  if (!atLeast(profile, '3.6')) {
    return {
      line: 'In etcd v3.6, the operation will be suspended for a few seconds to provide the user time to verify range.',
      pauseMs: 0,
    }
  }
  const between = `${quote(argumentBytes(key))} and ${quote(argumentBytes(rangeEnd))}`
  const line =
    `Warning: Keys between ${between} will be deleted. Please interrupt the command within next 2 seconds to cancel. ` +
    'You can provide `--range` flag to avoid the delay.'
  return { line, pauseMs: 2000 }
}

export interface RangeWarning {
  readonly line: string
  readonly pauseMs: number
}

export const del = command({
  use: 'del [options] <key> [range_end]',
  long: 'Prints how many keys were deleted. With --dry-run nothing is: it prints the keys, and how many they are.',
  examples:
    '  etcdctl del /config/port\n  etcdctl del /config/ --prefix --prev-kv\n  etcdctl del a z --range\n  etcdctl del /config/ --prefix --dry-run',
  flags: [...delFlags, ...ourFlags],
  run: async (app, args, flags) => {
    const request = delRequest(args, flags)
    if (flags.dryRun || flags.confirm) return delWithCare(app, request, flags)
    const warning = rangeWarning(args, flags, app.profile)
    if (warning !== undefined) {
      await app.io.stderr.write(`${warning.line}\n`)
      await sleep(warning.pauseMs)
    }
    const session = await app.open('del')
    const client = await session.client()
    await session.print('del', await client.kv.deleteRange(request, session.call()))
  },
})

async function delWithCare(app: App, request: Partial<DeleteRangeRequest>, flags: Care): Promise<void> {
  const session = await app.open(flags.dryRun ? 'delPlan' : 'del')
  const client = await session.client()
  if (flags.dryRun) {
    const { rangePages } = await import('../client/range/range-pages.ts')
    const range = { key: request.key ?? new Uint8Array(), rangeEnd: request.rangeEnd ?? new Uint8Array() }
    const read = { client, request: { ...range, keysOnly: !flags.prevKv }, newCall: () => session.call() }
    return session.print('delPlan', { pages: rangePages(read), hasValues: flags.prevKv })
  }
  const { count } = await client.kv.range(
    { key: request.key ?? new Uint8Array(), rangeEnd: request.rangeEnd ?? new Uint8Array(), countOnly: true },
    session.call(),
  )
  const { confirm } = await import('./confirm.ts')
  await confirm(app.io, `delete ${count} ${count === 1n ? 'key' : 'keys'}`)
  await session.print('del', await client.kv.deleteRange(request, session.call()))
}

interface Care {
  readonly dryRun: boolean
  readonly prevKv: boolean
}
