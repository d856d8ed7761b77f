import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const userRevokeRole = command({
  use: 'revoke-role <user name> <role name>',
  examples: '  etcdctl user revoke-role alice readers',
  run: async (app, args) => {
    const [name, role] = args
    if (name === undefined || role === undefined || args.length > 2) {
      throw new UsageError('user revoke-role requires user name and role name as its argument')
    }
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) =>
      client.auth.userRevokeRole({ name, role }, call),
    )
    await session.print('authChange', { done: `Role ${role} is revoked from user ${name}`, response })
  },
})
