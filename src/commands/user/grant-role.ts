import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const userGrantRole = command({
  use: 'grant-role <user name> <role name>',
  examples: '  etcdctl user grant-role alice readers',
  run: async (app, args) => {
    const [user, role] = args
    if (user === undefined || role === undefined || args.length > 2) {
      throw new UsageError('user grant command requires user name and role name as its argument')
    }
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) =>
      client.auth.userGrantRole({ user, role }, call),
    )
    await session.print('authChange', { done: `Role ${role} is granted to user ${user}`, response })
  },
})
