import { command, type Session } from '../app.ts'
import { argumentBytes } from '../base/arguments.ts'
import { CliError, QuietExit, UsageError } from '../base/errors.ts'
import { prefixRange } from '../base/ranges.ts'
import { boolFlag, stringFlag, type ValuesOf } from '../go/flags.ts'
import type { DiffReport, KeyDifference } from '../render/results.ts'
import { addressHelp } from '../source/address.ts'
import { compared, haveSameValue } from '../source/compared.ts'
import { openSource } from '../source/open-source.ts'
import type { Source } from '../source/source.ts'
import { type ShownValue, shownValue, shownValueFlags } from './shown-value.ts'

const isOurs = true

const diffFlags = [
  boolFlag('dirty', 'read a database although a server may be writing it', { isOurs }),
  boolFlag('names', 'keys only', { isOurs }),
  stringFlag('prefix', '', 'only keys that begin with this', { isOurs }),
  boolFlag('stat', 'only count', { isOurs }),
  ...shownValueFlags,
] as const

type DiffFlags = ValuesOf<typeof diffFlags>

const trouble = 2

export const diff = command({
  use: 'diff [options] <source> [source]',
  long: [
    'Prints what would turn the first source into the second one, the live cluster when it is left out: + before a key that it has more,',
    '- before one that it lacks, ~ before one with another value, and how that differs. Exit code 0: the same, 1: different, 2: trouble.',
    `A source is ${addressHelp}.`,
  ].join('\n'),
  examples: [
    '  etcdctl diff @-100 --prefix /config/',
    '  etcdctl diff monday.db tuesday.db --stat',
    '  etcdctl diff backup.db live --names',
  ].join('\n'),
  flags: diffFlags,
  run: async (app, args, flags) => {
    const form = formOf(flags)
    const [first, second = 'live'] = args
    if (first === undefined || args.length > 2) throw new UsageError('diff command needs one source or two')
    if (first === '-' && second === '-') throw new UsageError('standard input can be read once')
    const shown = shownValue(flags)
    const session = await app.open('diff')
    session.checkFormat()
    const isSame = await troubleIsTwo(() => compareSources(session, [first, second], { ...flags, form, shown }))
    if (!isSame) throw new QuietExit(1)
  },
})

function formOf({ names, stat }: DiffFlags): DiffReport['form'] {
  if (names && stat) throw new UsageError('--names and --stat cannot be set at the same time, choose one')
  if (stat) return 'stat'
  return names ? 'names' : 'full'
}

interface Wish extends DiffFlags {
  readonly form: DiffReport['form']
  readonly shown: ShownValue | undefined
}

async function compareSources(session: Session, [first, second]: readonly [string, string], wish: Wish) {
  const options = { isDirty: wish.dirty }
  const a = await openSource(first, session, options)
  try {
    const b = await openSource(second, session, options)
    try {
      return await printDifferences(session, { a, b }, wish)
    } finally {
      await b.close()
    }
  } finally {
    await a.close()
  }
}

/** Resolves to true when there are none. */
async function printDifferences(session: Session, { a, b }: { a: Source; b: Source }, { form, prefix, shown }: Wish) {
  const counts = { added: 0, removed: 0, changed: 0, same: 0 }
  const onSame = (): void => {
    counts.same++
  }
  const range = prefixRange(argumentBytes(prefix))
  const found = compared({ a, b, range, isSame: haveSameValue, onSame })
  await session.print('diff', { form, counts, shownValue: shown, differences: counted(found, counts) })
  return counts.added + counts.removed + counts.changed === 0
}

async function* counted(found: AsyncIterable<KeyDifference>, counts: DiffReport['counts']) {
  for await (const difference of found) {
    if (difference.a === undefined) counts.added++
    else if (difference.b === undefined) counts.removed++
    else counts.changed++
    yield difference
  }
}

/** The convention of diff: 1 means that there are differences, and nothing else does. */
async function troubleIsTwo(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof CliError)) throw error
    throw error.restated({ exitCode: trouble })
  }
}
