import { command } from '../../app.ts'
import { failedTo } from './failure.ts'
import { onlyLeaseId } from './lease-id.ts'

export const leaseRevoke = command({
  use: 'revoke <leaseID>',
  examples: '  etcdctl lease revoke 694d8c03cd2f520c',
  run: async (app, args) => {
    const id = onlyLeaseId(args, 'lease revoke command needs 1 argument')
    const session = await app.open('leaseRevoke')
    const client = await session.client()
    const response = await client.lease.leaseRevoke({ ID: id }, session.call()).catch((error: unknown) => {
      throw failedTo('revoke lease', error)
    })
    await session.print('leaseRevoke', { id, response })
  },
})
