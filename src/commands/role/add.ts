import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const roleAdd = command({
  use: 'add <role name>',
  examples: '  etcdctl role add readers',
  run: async (app, args) => {
    const [name] = args
    if (name === undefined || args.length > 1) {
      throw new UsageError('role add command requires role name as its argument')
    }
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.roleAdd({ name }, call))
    await session.print('authChange', { done: `Role ${name} created`, response })
  },
})
