import { boolFlag } from '../../go/flags.ts'
import { keyFrom } from '../arguments.ts'
import { v2Action } from '../command.ts'
import { refusal } from '../failure.ts'
import { keyPath } from '../http/client.ts'
import { printResult } from '../render.ts'
import { askNode } from '../tree/ask-node.ts'

export const get = v2Action({
  args: '<key>',
  takes: 1,
  flags: [
    boolFlag('sort', 'returns result in sorted order'),
    boolFlag('quorum', 'require quorum for get request', { shorthand: 'q' }),
  ],
  run: async (run, args, { sort, quorum }) => {
    const key = await keyFrom(run, args)
    const query = [
      ['quorum', String(quorum)],
      ['recursive', 'false'],
      ['sorted', String(sort)],
    ] as const
    const result = await askNode(run, { method: 'GET', path: keyPath('/v2/keys', key), query })
    // said in every format, and without an `Error:`
    if (result.node.isDirectory) throw refusal(`${result.node.key}: is a directory`)
    await printResult(run, result)
  },
})
