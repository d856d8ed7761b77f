import { Command } from 'commander'
import { stringFlag } from '../../frame/flags.ts'
import { checkV2Store, customContentError } from '../../offline/check-v2store.ts'
import type { OfflineApp } from '../app.ts'

export function checkV2StoreCommand(app: OfflineApp): Command {
  return new Command('v2store')
    .addOption(stringFlag('data-dir', '', 'data directory of a member that does not run (required)').mustBeGiven())
    .addOption(stringFlag('wal-dir', '', 'its log, when it is elsewhere'))
    .action(async (_args: string[], flags: { dataDir: string; walDir: string }) => {
      const error = customContentError(checkV2Store(flags))
      if (error !== undefined) throw error
      await app.io.stdout.write('No custom content found in both v2store and WAL records.\n')
    })
}
