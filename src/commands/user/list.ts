import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export function userListCommand(app: App): Command {
  return new Command('list').action(async (args: string[]) => {
    if (args.length > 0) throw new UsageError('user list command requires no arguments')
    const session = await app.open('userList', 'print')
    const client = await session.client()
    await session.print('userList', await patiently({ app, session, client }, (call) => client.auth.userList({}, call)))
  })
}
