import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const roleDelete = command({
  use: 'delete <role name>',
  examples: '  etcdctl role delete readers',
  run: async (app, args) => {
    const [role] = args
    if (role === undefined || args.length > 1) {
      throw new UsageError('role delete command requires role name as its argument')
    }
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.roleDelete({ role }, call))
    await session.print('authChange', { done: `Role ${role} deleted`, response })
  },
})
