import { Command } from 'commander'
import type { App } from '../../app.ts'
import { patiently } from '../tell-waiting.ts'
import { asBadConnection } from './failure.ts'

export function leaseListCommand(app: App): Command {
  return new Command('list').action(async () => {
    const session = await app.open('leaseList', 'print')
    const client = await session.client()
    const list = await patiently({ app, session, client }, (call) => client.lease.leaseLeases({}, call)).catch(
      (error: unknown) => {
        throw asBadConnection(error)
      },
    )
    await session.print('leaseList', list)
  })
}
