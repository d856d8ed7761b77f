import { withNewestReal } from './contenders.ts'
import type { Draw } from './draw.ts'
import { fillLayout } from './filled.ts'
import type { Group, Load, Setting } from './groups.ts'
import { type Layout, layouts } from './layouts.ts'
import { formats, readsOf } from './reads.ts'
import { startStore } from './store.ts'
import { mixedValues, valuesOf } from './values.ts'

/** The largest stores, where memory tells whether an answer is held whole. */
export const memory: Group = { rounds: { quick: 1, readme: 1, full: 2 }, warmUps: 0, loads }

const largeValueBytes = 1_500_000
/** The memory of the others is in the table. */
const charted = ['simple', 'json']
const measured = ['simple', 'json', 'sorted', 'filtered']

interface Store {
  readonly name: string
  readonly keys: number
  readonly values: (draw: Draw) => () => Uint8Array
  readonly opsPerTxn: number
}

async function* loads(setting: Setting): AsyncGenerator<Load> {
  const layout = layouts[0]
  if (layout === undefined) return
  const many = setting.pace === 'quick' ? 50_000 : 1_000_000
  const few = setting.pace === 'quick' ? 40 : 300
  const amount = many < 1_000_000 ? `${many / 1000} k` : `${many / 1_000_000} M`
  yield* readsFrom({ name: `${amount} keys`, keys: many, values: mixedValues, opsPerTxn: 100 }, layout, setting)
  const large = (draw: Draw) => valuesOf(largeValueBytes, draw)
  yield* readsFrom({ name: `${few} values of 1.5 MB`, keys: few, values: large, opsPerTxn: 1 }, layout, setting)
}

async function* readsFrom(
  { name, keys, values, opsPerTxn }: Store,
  layout: Layout,
  setting: Setting,
): AsyncGenerator<Load> {
  const cluster = await startStore(setting.server)
  try {
    const store = await fillLayout(cluster, layout, keys, setting, values, opsPerTxn)
    for (const format of formats.filter((each) => measured.includes(each.name))) {
      const chart = keys > 1000 && charted.includes(format.name) ? ({ chart: 'large' } as const) : {}
      const programs = readsOf(store, format, withNewestReal(setting.contenders))
      yield { name: `${name}, ${format.name}`, programs, ...chart }
    }
  } finally {
    await cluster.close()
  }
}
