import { CliError } from '../../base/errors.ts'
import { atLeast } from '../../base/release.ts'
import { formatDuration } from '../../go/duration.ts'
import { stringFlag } from '../../go/flags.ts'
import type { LogValue } from '../../go/log-entry.ts'
import { formatSize } from '../../go/size.ts'
import { databasePath } from '../../offline/data-dir/paths.ts'
import { type DatabaseSize, type DefragOptions, type DefragReport, defragDataDir } from '../../offline/defrag.ts'
import { command, type OfflineApp } from '../app.ts'
import { writeLog } from '../log.ts'
import { showReading } from '../show-reading.ts'
import { defragWait } from '../waiting.ts'

export const defrag = command({
  use: 'defrag',
  examples: '  etcdutl defrag --data-dir /var/lib/etcd',
  flags: [stringFlag('data-dir', '', 'data directory of a member that does not run (required)', { isRequired: true })],
  run: (app, _args, { dataDir }) => defragFiles(app, dataDir),
})

/** Rejects with a CliError that names the directory. */
export async function defragFiles(app: OfflineApp, dataDir: string): Promise<void> {
  const { io, profile, lockWaitMs = Number.POSITIVE_INFINITY } = app
  try {
    const lock = { ...defragWait(app, databasePath(dataDir), lockWaitMs), signal: io.interrupts() }
    const options = { dataDir, release: profile.release, lock }
    const { unsynced } = await showReading(app, 'Defragmenting', () => defragLogged(app, options))
    if (unsynced !== undefined) await io.stderr.write(`${unsynced}\n`)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    throw error.restated({ message: `Failed to defragment etcd data[${dataDir}] (${error.message})` })
  }
}

/** 3.4 logs nothing. */
async function defragLogged(app: OfflineApp, options: DefragOptions): Promise<DefragReport> {
  if (app.profile.auto || !atLeast(app.profile, '3.5')) return defragDataDir(options)
  const path = databasePath(options.dataDir)
  const startMs = performance.now()
  const report = await defragDataDir(options)
  const { before, after } = report
  await writeLog(app, { level: 'info', message: 'defragmenting', fields: { path, ...sizeFields(before) } })
  const took = formatDuration(BigInt(Math.round((performance.now() - startMs) * 1e6)))
  const fields = { path, ...sizeFields(after, before), took }
  await writeLog(app, { level: 'info', message: 'finished defragmenting directory', fields })
  return report
}

/** With `before`, how much each size has grown as well. */
function sizeFields(size: DatabaseSize, before?: DatabaseSize): Record<string, LogValue> {
  const fields: Record<string, LogValue> = {}
  for (const [key, name] of [
    ['bytes', 'current-db-size'],
    ['bytesInUse', 'current-db-size-in-use'],
  ] as const) {
    if (before !== undefined) fields[`${name}-bytes-diff`] = size[key] - before[key]
    fields[`${name}-bytes`] = size[key]
    fields[name] = formatSize(BigInt(size[key]))
  }
  return fields
}
