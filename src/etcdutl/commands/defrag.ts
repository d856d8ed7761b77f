import { Command } from 'commander'
import { CliError } from '../../cli/errors.ts'
import { stringFlag } from '../../cli/flags.ts'
import { databasePath } from '../../offline/data-dir.ts'
import { defragDataDir } from '../../offline/defrag.ts'
import type { OfflineApp } from '../app.ts'
import { defragWait } from '../waiting.ts'

export function defragCommand(app: OfflineApp): Command {
  return new Command('defrag')
    .addOption(stringFlag('data-dir', '', 'data directory of a member that does not run (required)').mustBeGiven())
    .action((_args: string[], { dataDir }: { dataDir: string }) => defragFiles(app, dataDir))
}

/** Rejects with a CliError that names the directory. */
export async function defragFiles(app: OfflineApp, dataDir: string): Promise<void> {
  const { io, profile, lockWaitMs = Number.POSITIVE_INFINITY } = app
  try {
    const lock = { ...defragWait(app, databasePath(dataDir), lockWaitMs), signal: io.interrupts() }
    await defragDataDir({ dataDir, release: profile.release, lock })
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const { message, exitCode, remarks } = error
    throw new CliError(`Failed to defragment etcd data[${dataDir}] (${message})`, exitCode, { cause: error, remarks })
  }
}
