import { Command } from 'commander'
import type { App } from '../../app.ts'
import { boolFlag } from '../../cli/flags.ts'
import { asBadConnection } from './failure.ts'
import { onlyLeaseId } from './lease-id.ts'

interface TimeToLiveFlags {
  keys: boolean
}

export function leaseTimeToLiveCommand(app: App): Command {
  return new Command('timetolive')
    .addOption(boolFlag('keys', 'also show the keys that are tied to the lease'))
    .action(async (args: string[], { keys }: TimeToLiveFlags) => {
      const ID = onlyLeaseId(args, 'lease timetolive command needs lease ID as argument')
      const session = await app.open('leaseTimeToLive')
      const client = await session.client()
      const asked = client.lease.leaseTimeToLive({ ID, keys }, session.endlessCall())
      const response = await asked.catch((error: unknown) => {
        throw asBadConnection(error)
      })
      await session.print('leaseTimeToLive', { response, hasKeys: keys })
    })
}
