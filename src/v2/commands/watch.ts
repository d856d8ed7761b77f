import { boolFlag, int64Flag } from '../../go/flags.ts'
import { keyFrom } from '../arguments.ts'
import { v2Action } from '../command.ts'
import { follow, untilInterrupted } from '../follow.ts'
import { printResult } from '../render.ts'

export const watch = v2Action({
  args: '<key>',
  takes: 1,
  flags: [
    boolFlag('forever', 'forever watch a key until CTRL+C', { shorthand: 'f' }),
    int64Flag('after-index', 0n, 'watch after the given index'),
    boolFlag('recursive', 'returns all values for key and child keys', { shorthand: 'r' }),
  ],
  run: async (run, args, { forever, afterIndex, recursive }) => {
    const key = await keyFrom(run, args)
    await untilInterrupted(run, async (signal) => {
      for await (const event of follow(run, { key, isRecursive: recursive, afterIndex, signal })) {
        if (event.node.isDirectory) continue
        if (recursive) await run.print(`[${event.action}] ${event.node.key}\n`)
        await printResult(run, event)
        if (!forever) return
      }
    })
  },
})
