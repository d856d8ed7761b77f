import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { AlarmAction } from '../../rpc/messages.ts'

export const alarmList = command({
  use: 'list',
  long: 'NOSPACE: a member has reached its storage quota. CORRUPT: the data of members differs.',
  examples: '  etcdctl alarm list\n  etcdctl alarm list -w json',
  run: async (app, args) => {
    if (args.length > 0) throw new UsageError('alarm list command accepts no arguments')
    const session = await app.open('alarm', 'print')
    const client = await session.client()
    await session.print('alarm', await client.maintenance.alarm({ action: AlarmAction.GET }, session.call()))
  },
})
