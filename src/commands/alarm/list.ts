import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { AlarmAction } from '../../rpc/messages.ts'

export function alarmListCommand(app: App): Command {
  return new Command('list').action(async (args: string[]) => {
    if (args.length > 0) throw new UsageError('alarm list command accepts no arguments')
    const session = await app.open('alarm', 'print')
    const client = await session.client()
    await session.print('alarm', await client.maintenance.alarm({ action: AlarmAction.GET }, session.call()))
  })
}
