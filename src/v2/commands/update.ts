import { keyFrom, valueFrom } from '../arguments.ts'
import { v2Action } from '../command.ts'
import { keyPath } from '../http/client.ts'
import { askKeys } from '../keys.ts'
import { form, ttlFlag } from '../put.ts'
import { printResult } from '../render.ts'

export const update = v2Action({
  args: '<key> <value>',
  takes: 2,
  flags: [ttlFlag],
  run: async (run, args, { ttl }) => {
    const key = await keyFrom(run, args)
    const value = await valueFrom(run, args)
    const query = [['prevExist', 'true']] as const
    const request = { method: 'PUT', path: keyPath('/v2/keys', key), query, form: form(ttl, value) } as const
    await printResult(run, await askKeys(run, request))
  },
})
