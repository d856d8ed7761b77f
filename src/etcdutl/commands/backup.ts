import { Command } from 'commander'
import { boolFlag, stringFlag } from '../../frame/flags.ts'
import { backupDataDir } from '../../offline/backup.ts'
import type { OfflineApp } from '../app.ts'

interface BackupFlags {
  dataDir: string
  walDir: string
  backupDir: string
  backupWalDir: string
  withV3: boolean
}

export function backupCommand(app: OfflineApp): Command {
  return new Command('backup')
    .addOption(stringFlag('data-dir', '', 'data directory to copy (required)').mustBeGiven())
    .addOption(stringFlag('wal-dir', '', 'its log, when it is elsewhere'))
    .addOption(stringFlag('backup-dir', '', 'folder to make (required)').mustBeGiven())
    .addOption(stringFlag('backup-wal-dir', '', 'folder to make for the log, when it is to be elsewhere'))
    .addOption(boolFlag('with-v3', 'copy the data of the v3 API as well', { default: true }))
    .action((_args: string[], flags: BackupFlags) =>
      backupDataDir({ ...flags, nowMs: Date.now(), interrupts: () => app.io.interrupts() }),
    )
}
