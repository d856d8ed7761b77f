import { boolFlag, stringFlag } from '../../go/flags.ts'
import { v2Action } from '../command.ts'
import { refusal } from '../failure.ts'

export const backup = v2Action({
  args: ' ',
  flags: [
    stringFlag('data-dir', '', 'Path to the etcd data dir'),
    stringFlag('wal-dir', '', 'Path to the etcd wal dir'),
    stringFlag('backup-dir', '', 'Path to the backup dir'),
    stringFlag('backup-wal-dir', '', 'Path to the backup wal dir'),
    boolFlag('with-v3', 'Backup v3 backend data'),
  ],
  run: async ({ io }, _args, flags) => {
    // the original goes on in the working directory
    if (flags.dataDir === '') throw refusal('no data directory to copy: use --data-dir')
    if (flags.backupDir === '') throw refusal('no place for the copy: use --backup-dir')
    const { backupDataDir } = await import('../../offline/backup.ts')
    await backupDataDir({ ...flags, nowMs: Date.now(), interrupts: () => io.interrupts() })
  },
})
