import { Command } from 'commander'
import type { App } from '../../app.ts'
import { refuseArguments } from './no-arguments.ts'

export function authStatusCommand(app: App): Command {
  return new Command('status').action(async (args: string[]) => {
    refuseArguments('status', args)
    const session = await app.open('authStatus', 'print')
    const client = await session.client()
    await session.print('authStatus', await client.auth.authStatus({}, session.call()))
  })
}
