import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const roleGet = command({
  use: 'get <role name>',
  examples: '  etcdctl role get readers',
  run: async (app, args) => {
    const [role] = args
    if (role === undefined || args.length > 1) {
      throw new UsageError('role get command requires role name as its argument')
    }
    const session = await app.open('roleGet', 'print')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.roleGet({ role }, call))
    await session.print('roleGet', { name: role, response })
  },
})
