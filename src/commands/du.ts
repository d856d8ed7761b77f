import { command } from '../app.ts'
import { UsageError } from '../base/errors.ts'
import { int64Flag, stringFlag } from '../go/flags.ts'
import { Biggest, type BiggestKeys } from '../source/biggest.ts'
import { type UsageTree, usageOf } from '../source/usage.ts'
import { dirtyFlag, fromFlag } from './from-flags.ts'
import { depthFlag, depthOf, onePrefix, separatorBytes, separatorFlag } from './looking-flags.ts'
import { withSource } from './with-source.ts'

const mostListed = 100_000n

export const du = command({
  use: 'du [options] [prefix]',
  long: 'Shows how many keys lie below each name and how many bytes keys and values take, the biggest first; the last line is their sum.\nOf a file also what a compaction would free: superseded revisions and deletions.',
  examples:
    '  etcdctl du /registry/\n  etcdctl du --depth 2 --from backup.db\n  etcdctl du --top 10\n  etcdctl du /registry/ --depth 2 --plot usage.svg',
  flags: [
    depthFlag(1n),
    int64Flag('top', 0n, 'list so many of the biggest keys, and of those with most versions'),
    stringFlag('plot', '', 'also draw a map of the sizes to this file (SVG)'),
    separatorFlag,
    fromFlag,
    dirtyFlag,
  ],
  run: async (app, args, flags) => {
    const prefix = onePrefix('du', args)
    if (flags.top < 0n || flags.top > mostListed)
      throw new UsageError(`--top is a number of keys, at most ${mostListed}`)
    const options = {
      prefix,
      separator: separatorBytes(flags.separator),
      depth: depthOf(flags.depth),
      hasGarbage: true,
    }
    if (flags.plot !== '') await (await import('./plot.ts')).refuseOther(flags.plot)
    await withSource(app, flags, 'du', async (source, session) => {
      const biggest = new Biggest(Number(flags.top))
      const tree = await usageOf(source, options, (kv) => biggest.add(kv))
      if (flags.plot !== '') await (await import('./plot.ts')).plot(flags.plot, source.name, tree, options)
      await session.print('du', resultOf(tree, flags.top > 0n ? biggest.keys() : undefined))
    })
  },
})

function resultOf({ total, branches }: UsageTree, top: BiggestKeys | undefined) {
  const sorted = branches.toSorted((a, b) => b.keyBytes + b.valueBytes - a.keyBytes - a.valueBytes)
  return { total, branches: sorted, top }
}
