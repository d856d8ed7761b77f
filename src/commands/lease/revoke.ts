import { Command } from 'commander'
import type { App } from '../../app.ts'
import { failedTo } from './failure.ts'
import { onlyLeaseId } from './lease-id.ts'

export function leaseRevokeCommand(app: App): Command {
  return new Command('revoke').action(async (args: string[]) => {
    const id = onlyLeaseId(args, 'lease revoke command needs 1 argument')
    const session = await app.open('leaseRevoke')
    const client = await session.client()
    const response = await client.lease.leaseRevoke({ ID: id }, session.call()).catch((error: unknown) => {
      throw failedTo('revoke lease', error)
    })
    await session.print('leaseRevoke', { id, response })
  })
}
