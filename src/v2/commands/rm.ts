import { boolFlag, int64Flag, stringFlag } from '../../go/flags.ts'
import { keyFrom } from '../arguments.ts'
import { type V2Run, v2Action } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { askKeys } from '../keys.ts'
import { comparison, type Fields } from '../put.ts'
import { printDirectory, printResult } from '../render.ts'

export const rm = v2Action({
  args: '<key>',
  takes: 1,
  flags: [
    boolFlag('dir', 'removes the key if it is an empty directory or a key-value pair'),
    boolFlag('recursive', 'removes the key and all child keys(if it is a directory)', { shorthand: 'r' }),
    stringFlag('with-value', '', 'previous value'),
    int64Flag('with-index', 0n, 'previous index'),
  ],
  run: async (run, args, { dir, recursive, withValue, withIndex }) => {
    const query: Fields = [
      ...(dir ? [['dir', 'true'] as const] : []),
      ...comparison(withValue, withIndex),
      ...(recursive ? [['recursive', 'true'] as const] : []),
    ]
    await remove(run, args, query)
  },
})

export const rmdir = v2Action({
  args: '<key>',
  takes: 1,
  run: (run, args) => remove(run, args, [['dir', 'true']]),
})

async function remove(run: V2Run, args: readonly string[], query: Fields): Promise<void> {
  const key = await keyFrom(run, args)
  const result = await askKeys(run, {
    method: 'DELETE',
    path: keyPath('/v2/keys', key),
    query,
    contentType: 'application/x-www-form-urlencoded',
    oneShot: true,
  })
  await (result.node.isDirectory ? printDirectory : printResult)(run, result)
}
