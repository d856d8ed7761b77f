import { command } from '../../app.ts'
import { patiently } from '../tell-waiting.ts'
import { asBadConnection } from './failure.ts'

export const leaseList = command({
  use: 'list',
  examples: '  etcdctl lease list',
  run: async (app) => {
    const session = await app.open('leaseList', 'print')
    const client = await session.client()
    const list = await patiently({ app, session, client }, (call) => client.lease.leaseLeases({}, call)).catch(
      (error: unknown) => {
        throw asBadConnection(error)
      },
    )
    await session.print('leaseList', list)
  },
})
