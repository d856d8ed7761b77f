import { int64Flag, stringFlag } from '../../go/flags.ts'
import { keyFrom, valueFrom } from '../arguments.ts'
import { v2Action } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { askKeys } from '../keys.ts'
import { comparison, form, ttlFlag } from '../put.ts'
import { printResult } from '../render.ts'

export const set = v2Action({
  args: '<key> <value>',
  takes: 2,
  description: `   Set sets the value of a key.

   When <value> begins with '-', <value> is interpreted as a flag.
   Insert '--' for workaround:

   $ set -- <key> <value>
`,
  flags: [
    ttlFlag,
    stringFlag('swap-with-value', '', 'previous value'),
    int64Flag('swap-with-index', 0n, 'previous index'),
  ],
  run: async (run, args, { ttl, swapWithValue, swapWithIndex }) => {
    const key = await keyFrom(run, args)
    const value = await valueFrom(run, args)
    const query = comparison(swapWithValue, swapWithIndex)
    const request = { method: 'PUT', path: keyPath('/v2/keys', key), query, form: form(ttl, value) } as const
    await printResult(run, await askKeys(run, request))
  },
})
