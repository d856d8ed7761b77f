import { Command } from 'commander'
import type { App } from '../app.ts'
import { UsageError } from '../base/errors.ts'
import { boolFlag } from '../frame/flags.ts'
import { patiently } from './tell-waiting.ts'
import { readTransaction } from './txn/sections.ts'

interface TxnFlags {
  interactive: boolean
}

export function txnCommand(app: App): Command {
  return new Command('txn')
    .addOption(boolFlag('interactive', 'say which section is read next', { shorthand: 'i' }))
    .action(async (args: string[], flags: TxnFlags) => {
      if (args.length > 0) throw new UsageError('txn command does not accept argument')
      const session = await app.open('txn', 'call')
      const client = await session.client()
      const request = await readTransaction({ io: app.io, profile: app.profile, prompts: flags.interactive })
      await session.print('txn', await patiently({ app, session, client }, (call) => client.kv.txn(request, call)))
    })
}
