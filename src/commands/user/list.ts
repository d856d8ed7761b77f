import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const userList = command({
  use: 'list',
  examples: '  etcdctl user list',
  run: async (app, args) => {
    if (args.length > 0) throw new UsageError('user list command requires no arguments')
    const session = await app.open('userList', 'print')
    const client = await session.client()
    await session.print('userList', await patiently({ app, session, client }, (call) => client.auth.userList({}, call)))
  },
})
