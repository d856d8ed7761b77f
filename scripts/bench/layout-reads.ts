import { withNewestReal } from './contenders.ts'
import { fillLayout } from './filled.ts'
import type { Group, Load, Pace, Setting } from './groups.ts'
import { layouts } from './layouts.ts'
import { runOnce } from './measure.ts'
import { formats, readsOf } from './reads.ts'
import { startStore } from './store.ts'

/** Reads of whole stores of every layout in every format, the output thrown away. */
export const layoutReads: Group = { rounds: { quick: 2, readme: 3, full: 5 }, warmUps: 0, loads }

const firstBytes: Readonly<Record<Pace, number>> = { quick: 1, readme: 1, full: 3 }

async function* loads(setting: Setting): AsyncGenerator<Load> {
  const { reads, pace } = setting
  for (const layout of layouts.filter(({ name }) => reads.layouts.includes(name))) {
    const cluster = await startStore(setting.server)
    try {
      const store = await fillLayout(cluster, layout, reads.keys, setting)
      for (const format of formats.filter(({ name }) => reads.formats.includes(name))) {
        const programs = readsOf(store, format, withNewestReal(setting.contenders))
        if (programs[0] !== undefined) await runOnce(programs[0])
        const name = `${layout.name}, ${format.name}`
        yield {
          name,
          programs,
          read: { layout: `${layout.name}${setting.suffix}`, format: format.name },
          firstBytes: firstBytes[pace],
        }
      }
    } finally {
      await cluster.close()
    }
  }
}
