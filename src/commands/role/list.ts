import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export function roleListCommand(app: App): Command {
  return new Command('list').action(async (args: string[]) => {
    if (args.length > 0) throw new UsageError('role list command requires no arguments')
    const session = await app.open('roleList', 'print')
    const client = await session.client()
    await session.print('roleList', await patiently({ app, session, client }, (call) => client.auth.roleList({}, call)))
  })
}
