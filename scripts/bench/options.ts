import { parseArgs } from 'node:util'
import { type GroupName, groupNames } from './groups.ts'

export interface BenchOptions {
  /** In the order given; all of them when none was. */
  readonly groups: readonly GroupName[]
  /** Rounds of every group; undefined for each group's own. */
  readonly rounds: number | undefined
  /** Release of the server, e.g. `3.5`. */
  readonly server: string
  /** Releases of the real clients. */
  readonly clients: readonly string[]
  readonly isQuick: boolean
  /** Files to write. */
  readonly json: string | undefined
  readonly svg: string | undefined
  /** A file of an earlier run to show in place of a run. */
  readonly from: string | undefined
}

export const usage = `npm run bench -- [GROUP...] [options]

Times the real etcdctl and ours in turn. Groups: ${groupNames.join(' ')}; all of them by default.

  --quick          smaller loads, fewer rounds
  --clients LIST   releases of the real etcdctl, 3.5,3.6,3.7 by default
  --json FILE      write the figures
  --svg FILE       draw the figures
  --from FILE      show the figures of an earlier --json in place of a run

ROUNDS=N runs N rounds of each load; SERVER=3.7 takes another server than 3.5.
ETCD_BINARIES tells where real etcd is.`

/** Throws when an argument or a variable means nothing. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      clients: { type: 'string', default: '3.5,3.6,3.7' },
      json: { type: 'string' },
      svg: { type: 'string' },
      from: { type: 'string' },
    },
  })
  return {
    groups: positionals.length === 0 ? groupNames : positionals.map(parseGroup),
    rounds: parseRounds(env.ROUNDS),
    server: env.SERVER ?? '3.5',
    clients: values.clients.split(','),
    isQuick: values.quick,
    json: values.json,
    svg: values.svg,
    from: values.from,
  }
}

function parseGroup(word: string): GroupName {
  const name = groupNames.find((known) => known === word)
  if (name === undefined) throw new Error(`there is no group ${word}; there are ${groupNames.join(', ')}`)
  return name
}

function parseRounds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const rounds = Number(text)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`ROUNDS=${text} is not a number of rounds`)
  return rounds
}
