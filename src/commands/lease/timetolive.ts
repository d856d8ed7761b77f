import { command } from '../../app.ts'
import { boolFlag } from '../../go/flags.ts'
import { patiently } from '../tell-waiting.ts'
import { asBadConnection } from './failure.ts'
import { onlyArgument, parseLeaseId } from './lease-id.ts'

export const leaseTimeToLive = command({
  use: 'timetolive <leaseID> [options]',
  examples: '  etcdctl lease timetolive 694d8c03cd2f520c\n  etcdctl lease timetolive 694d8c03cd2f520c --keys',
  flags: [boolFlag('keys', 'also show the keys that are tied to the lease')],
  run: async (app, args, { keys }) => {
    const text = onlyArgument(args, 'lease timetolive command needs lease ID as argument')
    const session = await app.open('leaseTimeToLive', 'print')
    const client = await session.client()
    // the original checks this only now (3.4 to 3.7)
    const ID = parseLeaseId(text)
    const asked = patiently({ app, session, client }, (call) => client.lease.leaseTimeToLive({ ID, keys }, call))
    const response = await asked.catch((error: unknown) => {
      throw asBadConnection(error)
    })
    await session.print('leaseTimeToLive', { response, hasKeys: keys })
  },
})
