import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import type { CallOptions, EtcdClient } from '../../client/client.ts'
import { AlarmAction, type AlarmMember } from '../../rpc/messages.ts'

export const alarmDisarm = command({
  use: 'disarm',
  long: 'Clears all alarms of all members and prints them. A cause that is still there raises its alarm again.',
  examples: '  etcdctl alarm disarm',
  run: async (app, args) => {
    if (args.length > 0) throw new UsageError('alarm disarm command accepts no arguments')
    const session = await app.open('alarm')
    const client = await session.client()
    await session.print('alarm', { alarms: await disarmAll(client, session.call()) })
  },
})

/** One call an alarm, in their order; the first that fails ends it. Resolves to the alarms that the answers name. */
async function disarmAll({ maintenance }: EtcdClient, call: CallOptions): Promise<AlarmMember[]> {
  const raised = await maintenance.alarm({ action: AlarmAction.GET }, call)
  const disarmed: AlarmMember[] = []
  for (const { memberID, alarm } of raised.alarms) {
    const answer = await maintenance.alarm({ action: AlarmAction.DEACTIVATE, memberID, alarm }, call)
    disarmed.push(...answer.alarms)
  }
  return disarmed
}
