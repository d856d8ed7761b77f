import { CliError } from '../../base/errors.ts'
import { stringFlag } from '../../go/flags.ts'
import { checkV2Store as check, customContentError, customContentLines } from '../../offline/check-v2store.ts'
import { command } from '../app.ts'

export const checkV2Store = command({
  use: 'v2store',
  examples: '  etcdutl check v2store --data-dir /var/lib/etcd',
  flags: [
    stringFlag('data-dir', '', 'data directory of a member that does not run (required)', { isRequired: true }),
    stringFlag('wal-dir', '', 'its log, when it is elsewhere'),
  ],
  run: async (app, _args, flags) => {
    const error = customContentError(check(flags))
    if (error !== undefined) throw new CliError(error.message, error.exitCode, { remarks: customContentLines(flags) })
    await app.io.stdout.write('No custom content found in both v2store and WAL records.\n')
  },
})
