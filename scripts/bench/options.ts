import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type GroupName, groupNames, type Pace, type ReadChoice } from './groups.ts'
import { layouts } from './layouts.ts'
import { formats } from './reads.ts'

export interface BenchOptions {
  /** In the order given; all of them when none was. */
  readonly groups: readonly GroupName[]
  /** Rounds of every group; undefined for each group's own. */
  readonly rounds: number | undefined
  /** Releases of the servers, e.g. `3.5`, one after the other. */
  readonly servers: readonly string[]
  /** Releases of the real clients. */
  readonly clients: readonly string[]
  readonly pace: Pace
  readonly seed: number
  readonly reads: ReadChoice
  /** Goes on although the machine has other things to do. */
  readonly isForced: boolean
  /** Files to write. */
  readonly json: string | undefined
  readonly svg: string | undefined
  /** Puts figures and chart where the README has them. */
  readonly writesReadme: boolean
  /** A file of an earlier run to show in place of a run. */
  readonly from: string | undefined
}

const layoutNames = layouts.map(({ name }) => name)
const formatNames = formats.map(({ name }) => name)
const keysOf: Readonly<Record<Pace, number>> = { quick: 5000, readme: 100_000, full: 100_000 }
const formatsOfReadme = ['simple', 'json', 'fields', 'keys-only']
const formatsOfQuick = [...formatsOfReadme, 'pipe', 'sorted']
const seeds = 2 ** 31

export const usage = `npm run bench -- [GROUP...] [options]

Times the real etcdctl and ours in turn. Groups: ${groupNames.join(' ')}; all of them by default.
The large reads (layouts, memory, line) meet the newest of the real clients.

  --quick          smaller loads, fewer rounds: two minutes
  --readme         writes table and chart of the README: ten minutes; refused on a machine that is busy
  --layouts LIST   of keys: ${layoutNames.join(',')}
  --formats LIST   of large reads: ${formatNames.join(',')}
  --keys N         in each store of the large reads, ${keysOf.full} by default, ${keysOf.quick} with --quick
  --clients LIST   releases of the real etcdctl, 3.5,3.7 by default
  --force          goes on although the machine is busy
  --json FILE      write the figures
  --svg FILE       draw the figures
  --from FILE      show the figures of an earlier --json in place of a run

ROUNDS=N runs N rounds of each load; SERVER=3.4,3.7 takes other servers than 3.5, one
after the other; BENCH_SEED=N draws the keys and values
of an earlier run again. ETCD_BINARIES tells where real etcd is. A run of everything takes 20 minutes.`

/** Throws when an argument or a variable means nothing. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      layouts: { type: 'string', default: layoutNames.join(',') },
      formats: { type: 'string' },
      keys: { type: 'string' },
      clients: { type: 'string', default: '3.5,3.7' },
      json: { type: 'string' },
      svg: { type: 'string' },
      from: { type: 'string' },
    },
  })
  if (values.quick && values.readme) throw new Error('the README takes no figures of a quick run')
  const pace = values.quick ? 'quick' : values.readme ? 'readme' : 'full'
  return {
    groups: positionals.length === 0 ? groupNames : positionals.map((word) => known('group', word, groupNames)),
    rounds: wholeNumber('ROUNDS', env.ROUNDS, 1),
    servers: (env.SERVER ?? '3.5').split(','),
    clients: values.clients.split(','),
    pace,
    seed: wholeNumber('BENCH_SEED', env.BENCH_SEED, 0) ?? randomInt(seeds),
    reads: {
      layouts: values.layouts.split(',').map((word) => known('layout', word, layoutNames)),
      formats: (values.formats?.split(',') ?? formatsOf(pace)).map((word) => known('format', word, formatNames)),
      keys: wholeNumber('--keys', values.keys, 1) ?? keysOf[pace],
    },
    isForced: values.force,
    json: values.json,
    svg: values.svg,
    writesReadme: values.readme,
    from: values.from,
  }
}

function formatsOf(pace: Pace): readonly string[] {
  if (pace === 'full') return formatNames
  return pace === 'readme' ? formatsOfReadme : formatsOfQuick
}

function known<T extends string>(kind: string, word: string, names: readonly T[]): T {
  const name = names.find((candidate) => candidate === word)
  if (name === undefined) throw new Error(`there is no ${kind} ${word}; there are ${names.join(', ')}`)
  return name
}

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text === '' || !Number.isInteger(number) || number < least)
    throw new Error(`${name}=${text} is no number that it can be`)
  return number
}
