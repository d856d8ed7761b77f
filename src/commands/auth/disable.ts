import { command } from '../../app.ts'
import { refuseArguments } from './no-arguments.ts'

export const authDisable = command({
  use: 'disable',
  long: 'Users, roles and their permissions are kept.',
  examples: '  etcdctl --user root auth disable',
  run: async (app, args) => {
    refuseArguments('disable', args)
    const session = await app.open()
    const client = await session.client()
    await client.auth.authDisable({}, session.call())
    await app.io.stdout.write('Authentication Disabled\n')
  },
})
