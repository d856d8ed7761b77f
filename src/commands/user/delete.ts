import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export const userDelete = command({
  use: 'delete <user name>',
  examples: '  etcdctl user delete alice',
  run: async (app, args) => {
    const [name] = args
    if (name === undefined || args.length > 1) {
      throw new UsageError('user delete command requires user name as its argument')
    }
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.userDelete({ name }, call))
    await session.print('authChange', { done: `User ${name} deleted`, response })
  },
})
