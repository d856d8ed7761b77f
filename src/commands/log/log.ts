import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag, int64Flag, stringFlag } from '../../go/flags.ts'
import { addressHelp } from '../../source/address.ts'
import { openSource } from '../../source/open-source.ts'
import type { Change, Source } from '../../source/source.ts'
import { keysNamed, prefixFlag } from '../keys-named.ts'
import { shownValue, shownValueFlags } from '../shown-value.ts'
import { withPrevious } from './with-previous.ts'

const isOurs = true

const logFlags = [
  boolFlag('dirty', 'read a database although a server may be writing it', { isOurs }),
  stringFlag('from', 'live', `where to read: ${addressHelp}`, { isOurs }),
  int64Flag('limit', 0n, 'at most so many revisions, 0 for all', { isOurs }),
  boolFlag('patch', 'show how a value differs from the one before, in place of the value', { isOurs, shorthand: 'p' }),
  prefixFlag,
  ...shownValueFlags,
  stringFlag('since', '', 'the oldest revision that is shown: @REVISION, or @-REVISIONS for so many ago', { isOurs }),
] as const

export const log = command({
  use: 'log [options] [key or prefix/]',
  long: [
    'Prints what happened to a key, or to all keys that begin with a name that ends in /, newest first, back to the compaction.',
    'What one transaction changed stands below its revision.',
  ].join('\n'),
  examples: [
    '  etcdctl log /config/port',
    '  etcdctl log /registry/deployments/ --limit 10 --patch',
    '  etcdctl log /config/ --since @-1000 -w jsonl',
    '  etcdctl log /config/port --from backup.db',
  ].join('\n'),
  flags: logFlags,
  run: async (app, args, flags) => {
    const [name] = args
    if (args.length > 1) throw new UsageError('log command takes one key or prefix')
    if (flags.limit < 0n) throw new UsageError('--limit: a number of revisions is not negative')
    const wish = parseSince(flags.since)
    const shown = shownValue(flags)
    const session = await app.open('history')
    session.checkFormat()
    const source = await openSource(flags.from, session, { isDirty: flags.dirty })
    try {
      const since = await firstRevision(source, wish)
      const all = source.history(keysNamed(name, flags.prefix), { since, withPrevious: flags.patch })
      const changes = flags.patch ? withPrevious(all) : all
      await session.print('history', {
        changes: limited(changes, flags.limit),
        hasPatches: flags.patch,
        shownValue: shown,
      })
    } finally {
      await source.close()
    }
  },
})

interface Since {
  readonly isBack: boolean
  readonly revisions: bigint
}

function parseSince(text: string): Since {
  if (text === '') return { isBack: false, revisions: 0n }
  const [, sign, digits = ''] = /^@?(-?)([0-9]{1,18})$/.exec(text) ?? []
  if (digits === '') throw new UsageError(`bad revision "${text}" for --since: write @REVISION or @-REVISIONS`)
  return { isBack: sign === '-', revisions: BigInt(digits) }
}

async function firstRevision(source: Source, { isBack, revisions }: Since): Promise<bigint> {
  if (!isBack) return revisions
  const newest = (await source.revision()) ?? 0n
  return newest > revisions ? newest - revisions : 0n
}

/** The changes of so many revisions. */
async function* limited(changes: AsyncIterable<Change>, limit: bigint): AsyncGenerator<Change, void, undefined> {
  let revision: bigint | undefined
  let count = 0n
  for await (const change of changes) {
    if (change.revision !== revision && limit > 0n && ++count > limit) return
    revision = change.revision
    yield change
  }
}
