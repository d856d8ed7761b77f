import { boolFlag, stringFlag } from '../../go/flags.ts'
import { backupDataDir } from '../../offline/backup.ts'
import { command } from '../app.ts'

export const backup = command({
  use: 'backup',
  long: 'An old way, kept for data of the v2 API. Start the copy with --force-new-cluster. For v3 data use snapshots.',
  examples: '  etcdutl backup --data-dir /var/lib/etcd --backup-dir /backup/etcd',
  flags: [
    stringFlag('data-dir', '', 'data directory to copy (required)', { isRequired: true }),
    stringFlag('wal-dir', '', 'its log, when it is elsewhere'),
    stringFlag('backup-dir', '', 'folder to make (required)', { isRequired: true }),
    stringFlag('backup-wal-dir', '', 'folder to make for the log, when it is to be elsewhere'),
    boolFlag('with-v3', 'copy the data of the v3 API as well', { default: true }),
  ],
  run: (app, _args, flags) => backupDataDir({ ...flags, nowMs: Date.now(), interrupts: () => app.io.interrupts() }),
})
