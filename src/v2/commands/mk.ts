import { boolFlag } from '../../go/flags.ts'
import { keyFrom, valueFrom } from '../arguments.ts'
import { v2Action } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { askKeys } from '../keys.ts'
import { form, ttlFlag } from '../put.ts'
import { printResult } from '../render.ts'

export const mk = v2Action({
  args: '<key> <value>',
  takes: 2,
  flags: [boolFlag('in-order', 'create in-order key under directory <key>'), ttlFlag],
  run: async (run, args, { inOrder, ttl }) => {
    const key = await keyFrom(run, args)
    const value = await valueFrom(run, args)
    const fields = form(ttl, value)
    const path = keyPath('/v2/keys', key)
    const result = inOrder
      ? await askKeys(run, { method: 'POST', path, form: fields })
      : await askKeys(run, { method: 'PUT', path, query: [['prevExist', 'false']], form: fields, oneShot: true })
    await printResult(run, result)
  },
})
