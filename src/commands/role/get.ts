import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { patiently } from '../tell-waiting.ts'

export function roleGetCommand(app: App): Command {
  return new Command('get').action(async (args: string[]) => {
    const [role] = args
    if (role === undefined || args.length > 1) {
      throw new UsageError('role get command requires role name as its argument')
    }
    const session = await app.open('roleGet', 'print')
    const client = await session.client()
    const response = await patiently({ app, session, client }, (call) => client.auth.roleGet({ role }, call))
    await session.print('roleGet', { name: role, response })
  })
}
