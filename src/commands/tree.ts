import { command } from '../app.ts'
import type { TreeLine } from '../render/results.ts'
import { namesBelow } from '../source/names.ts'
import type { Source } from '../source/source.ts'
import { dirtyFlag, fromFlag } from './from-flags.ts'
import { depthFlag, depthOf, onePrefix, separatorBytes, separatorFlag } from './looking-flags.ts'
import { withSource } from './with-source.ts'

export const tree = command({
  use: 'tree [options] [prefix]',
  long: 'Draws the names below a prefix. A directory that is not opened any more is followed by three dots.',
  examples: '  etcdctl tree /registry/\n  etcdctl tree /registry/ --depth 2 --from backup.db',
  flags: [depthFlag(3n), separatorFlag, fromFlag, dirtyFlag],
  run: async (app, args, flags) => {
    const prefix = onePrefix('tree', args)
    const view = { separator: separatorBytes(flags.separator), depth: depthOf(flags.depth) }
    await withSource(app, flags, 'tree', async (source, session) => {
      await session.print('tree', { prefix, lines: treeLines({ ...view, source }, prefix, []) })
    })
  },
})

interface View {
  readonly source: Source
  readonly separator: Uint8Array
  readonly depth: number
}

/** `lasts` tells for each level above whether its name is the last one there. */
async function* treeLines(view: View, prefix: Uint8Array, lasts: readonly boolean[]): AsyncGenerator<TreeLine, void> {
  const names = namesBelow(view.source, prefix, view.separator)
  let next = await names.next()
  while (!next.done) {
    const { name, path, isDirectory } = next.value
    next = await names.next()
    const here = [...lasts, next.done === true]
    const isOpen = isDirectory && here.length < view.depth
    yield { name, path, isDirectory, isOpen, lasts: here }
    if (isOpen) yield* treeLines(view, path, here)
  }
}
