import { command } from '../app.ts'
import { UsageError } from '../base/errors.ts'
import { boolFlag, oneOf, stringFlag } from '../go/flags.ts'
import type { ListedName } from '../render/results.ts'
import { type Name, namesBelow } from '../source/names.ts'
import type { Source } from '../source/source.ts'
import { type Usage, usageOf } from '../source/usage.ts'
import { dirtyFlag, fromFlag } from './from-flags.ts'
import { onePrefix, separatorBytes, separatorFlag } from './looking-flags.ts'
import { withSource } from './with-source.ts'

const orders: Readonly<Record<string, ((a: Usage, b: Usage) => number) | undefined>> = {
  name: undefined,
  keys: (a, b) => b.keys - a.keys,
  bytes: (a, b) => b.keyBytes + b.valueBytes - a.keyBytes - a.valueBytes,
  modified: (a, b) => Number(b.modified - a.modified),
}
const orderNames = Object.keys(orders)

export const ls = command({
  use: 'ls [options] [prefix]',
  long: 'Shows one level of names. The name of a directory, below which there are more keys, ends in a slash.\nWhat lies below a directory is not read, unless -l or --sort ask for its size.',
  examples:
    '  etcdctl ls /registry/\n  etcdctl ls /registry/ -l --sort bytes\n  etcdctl ls /registry/pods/ --from backup.db\n  etcdctl ls --separator . --from @-100',
  flags: [
    boolFlag('long', 'also show how many keys lie below, their bytes and the newest revision', { shorthand: 'l' }),
    stringFlag('sort', 'name', `sort by ${oneOf(orderNames)}; other than by name implies -l`, { values: orderNames }),
    boolFlag('print0', 'end names with a NUL in place of a newline', { shorthand: '0' }),
    separatorFlag,
    fromFlag,
    dirtyFlag,
  ],
  run: async (app, args, flags) => {
    const prefix = onePrefix('ls', args)
    const separator = separatorBytes(flags.separator)
    if (!orderNames.includes(flags.sort))
      throw new UsageError(`bad value ${flags.sort} for --sort: use ${oneOf(orderNames)}`)
    const isLong = flags.long || flags.sort !== 'name'
    await withSource(app, flags, 'ls', async (source, session) => {
      const names = isLong
        ? longNames(source, { prefix, separator, depth: 1, hasGarbage: false }, orders[flags.sort])
        : shortNames(namesBelow(source, prefix, separator))
      await session.print('ls', { names, isLong, endsInNul: flags.print0 })
    })
  },
})

async function* shortNames(names: AsyncIterable<Name>): AsyncGenerator<ListedName, void> {
  for await (const { name, path, isDirectory } of names) yield { name, path, isDirectory }
}

async function* longNames(
  source: Source,
  options: Parameters<typeof usageOf>[1],
  order: ((a: Usage, b: Usage) => number) | undefined,
): AsyncGenerator<ListedName, void> {
  const { branches } = await usageOf(source, options, () => {})
  const sorted = order === undefined ? branches : branches.toSorted(order)
  for (const usage of sorted) yield usage
}
