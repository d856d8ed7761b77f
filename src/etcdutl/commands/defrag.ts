import { Command } from 'commander'
import { CliError } from '../../cli/errors.ts'
import { stringFlag } from '../../cli/flags.ts'
import { defragDataDir } from '../../offline/defrag.ts'
import type { OfflineApp } from '../app.ts'
import { lockRemark } from '../lock-remark.ts'

export function defragCommand(app: OfflineApp): Command {
  return new Command('defrag')
    .addOption(stringFlag('data-dir', '', 'data directory of a member that does not run (required)').mustBeGiven())
    .action((_args: string[], { dataDir }: { dataDir: string }) => defragFiles(app, dataDir))
}

/** Rejects with a CliError that names the directory. */
export async function defragFiles(app: OfflineApp, dataDir: string): Promise<void> {
  const { io, profile, lockTimeoutMs = 0 } = app
  try {
    const options = { dataDir, release: profile.release, timeoutMs: lockTimeoutMs, onWait: lockRemark(app) }
    await defragDataDir({ ...options, signal: io.interrupts() })
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const { message, exitCode, remarks } = error
    throw new CliError(`Failed to defragment etcd data[${dataDir}] (${message})`, exitCode, { cause: error, remarks })
  }
}
