import type { Cluster } from '../../test/support/cluster.ts'
import { allWith } from './contenders.ts'
import type { Group, Load, Setting } from './groups.ts'
import type { Program } from './measure.ts'
import { putKeys, textValue } from './put-keys.ts'
import { openStore, startStore } from './store.ts'

const sizes = [10_000, 200_000, 1_000_000]
const quickSizes = [10_000]
/** A million keys take the original longer than the five seconds that it usually allows. */
const patience = '--command-timeout=10m'

const outputs: readonly (readonly [string, readonly string[]])[] = [
  ['simple', []],
  ['json', ['-w', 'json']],
  ['fields', ['-w', 'fields']],
  ['keys only', ['--keys-only']],
]

/** Reads of many keys with values of 256 bytes, the output thrown away. */
export const range: Group = { rounds: 3, quickRounds: 2, warmUps: 1, loads }
/** What is over in a second is also over before noise has evened out. */
const shortRounds = 9

async function* loads(setting: Setting): AsyncGenerator<Load> {
  const cluster = await startStore(setting.server)
  try {
    for (const keys of setting.isQuick ? quickSizes : sizes) yield* readsOf(cluster, keys, setting)
  } finally {
    await cluster.close()
  }
}

/** The chart shows those of the most keys. */
async function* readsOf(cluster: Cluster, keys: number, { contenders, isQuick }: Setting): AsyncGenerator<Load> {
  const prefix = `/${keys}/`
  await fill(cluster, prefix, keys)
  const words = [...cluster.clientFlags(), patience, 'get', prefix, '--prefix']
  const amount = `get ${keys < 1_000_000 ? `${keys / 1000} k` : `${keys / 1_000_000} M`} keys`
  const rounds = isQuick || keys === 1_000_000 ? {} : { rounds: shortRounds }
  const chart = keys === (isQuick ? quickSizes : sizes).at(-1) ? ({ chart: 'large' } as const) : {}
  for (const [output, flags] of outputs) {
    yield { name: `${amount}, ${output}`, programs: allWith(contenders, [...words, ...flags]), ...rounds, ...chart }
  }
  const count = [...words, '--count-only', '-w', 'fields']
  yield { name: `${amount}, count`, programs: allWith(contenders, count), ...rounds }
  // a pipe costs what it costs whatever the size: the largest takes too long to read once more
  if (keys < 1_000_000)
    yield { name: `${amount}, into a pipe`, programs: allWith(contenders, words).map(intoPipe), ...rounds }
}

async function fill(cluster: Cluster, prefix: string, keys: number): Promise<void> {
  const client = await openStore(cluster)
  await putKeys(client, { prefix, keys, value: textValue })
  client.close()
}

function intoPipe({ name, argv }: Program): Program {
  return { name, argv: ['bash', '-o', 'pipefail', '-c', '"$@" | wc -c', 'bash', ...argv] }
}
