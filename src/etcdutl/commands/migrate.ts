import { boolFlag, stringFlag } from '../../go/flags.ts'
import { databasePath } from '../../offline/data-dir/paths.ts'
import { type MigrateReport, migrateDataDir } from '../../offline/migrate.ts'
import { parseTargetVersion, type Version } from '../../offline/version.ts'
import { command, type OfflineApp } from '../app.ts'
import { writeLog } from '../log.ts'
import { lockWait } from '../waiting.ts'

export const migrate = command({
  use: 'migrate',
  examples: '  etcdutl migrate --data-dir /var/lib/etcd --target-version 3.5',
  flags: [
    stringFlag('data-dir', '', 'data directory of a member that does not run (required)', { isRequired: true }),
    stringFlag('target-version', '', 'release to prepare for, such as 3.6 (required)', { isRequired: true }),
    boolFlag('force', 'write the version even where the data may not suit it'),
  ],
  run: async (app, _args, { dataDir, targetVersion, force }) => {
    const { io, profile, lockWaitMs = Number.POSITIVE_INFINITY } = app
    const target = parseTargetVersion(targetVersion)
    const lock = { ...lockWait(app, databasePath(dataDir), lockWaitMs), signal: io.interrupts() }
    const report = await migrateDataDir({ dataDir, target, force, release: profile.release, lock })
    if (!profile.auto) await logMigration(app, target, report)
    else if (report.overridden !== undefined)
      await io.stderr.write(`going on because it was forced, although: ${report.overridden}\n`)
    if (report.unsynced !== undefined) await io.stderr.write(`${report.unsynced}\n`)
  },
})

async function logMigration(app: OfflineApp, target: Version, { steps, overridden }: MigrateReport): Promise<void> {
  const fields = { 'storage-version': `${target.major}.${target.minor}` }
  if (overridden !== undefined) {
    const failed = { level: 'info', message: 'normal migrate failed, trying with force' } as const
    await writeLog(app, { ...failed, fields: { error: overridden } })
    await writeLog(app, { level: 'warn', message: 'forcefully set storage version', fields })
    return
  }
  if (steps.length === 0) await writeLog(app, { level: 'info', message: 'storage version up-to-date', fields })
  for (const step of steps) {
    await writeLog(app, { level: 'info', message: 'updated storage version', fields: { 'new-storage-version': step } })
  }
}
