import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../cli/errors.ts'

export function roleAddCommand(app: App): Command {
  return new Command('add').action(async (args: string[]) => {
    const [name] = args
    if (name === undefined || args.length > 1) {
      throw new UsageError('role add command requires role name as its argument')
    }
    const session = await app.open('authChange')
    const client = await session.client()
    const response = await client.auth.roleAdd({ name }, session.endlessCall())
    await session.print('authChange', { done: `Role ${name} created`, response })
  })
}
