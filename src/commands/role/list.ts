import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const roleList = command({
  use: 'list',
  examples: '  etcdctl role list',
  run: async (app, args) => {
    if (args.length > 0) throw new UsageError('role list command requires no arguments')
    const session = await app.open('roleList', 'print')
    const client = await session.client()
    await session.print('roleList', await patiently({ app, session, client }, (call) => client.auth.roleList({}, call)))
  },
})
