import { command } from '../../app.ts'
import { refuseArguments } from './no-arguments.ts'

export const authStatus = command({
  use: 'status',
  long: 'The revision counts the changes of users, roles and permissions. Servers before 3.5 cannot tell.',
  examples: '  etcdctl auth status\n  etcdctl --user root auth status -w json',
  run: async (app, args) => {
    refuseArguments('status', args)
    const session = await app.open('authStatus', 'print')
    const client = await session.client()
    await session.print('authStatus', await client.auth.authStatus({}, session.call()))
  },
})
