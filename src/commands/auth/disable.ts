import { Command } from 'commander'
import type { App } from '../../app.ts'
import { refuseArguments } from './no-arguments.ts'

export function authDisableCommand(app: App): Command {
  return new Command('disable').action(async (args: string[]) => {
    refuseArguments('disable', args)
    const session = await app.open()
    const client = await session.client()
    await client.auth.authDisable({}, session.call())
    await app.io.stdout.write('Authentication Disabled\n')
  })
}
