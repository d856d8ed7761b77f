import { Command } from 'commander'
import type { App } from '../../app.ts'
import { memberIdFrom } from './member-id.ts'

export function memberRemoveCommand(app: App): Command {
  return new Command('remove').action(async (args: string[]) => {
    const id = memberIdFrom(args)
    const session = await app.open('memberRemove')
    const client = await session.client()
    await session.print('memberRemove', { id, response: await client.cluster.memberRemove({ ID: id }, session.call()) })
  })
}
