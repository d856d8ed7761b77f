import { Command } from 'commander'
import type { App } from '../../app.ts'
import { memberIdFrom } from './member-id.ts'

export function memberPromoteCommand(app: App): Command {
  return new Command('promote').action(async (args: string[]) => {
    const id = memberIdFrom(args)
    const session = await app.open('memberPromote')
    const client = await session.client()
    await session.print('memberPromote', {
      id,
      response: await client.cluster.memberPromote({ ID: id }, session.call()),
    })
  })
}
