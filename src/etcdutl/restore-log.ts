import { atLeast } from '../base/release.ts'
import type { LogValue } from '../go/log-entry.ts'
import { snapFolder, walFolder } from '../offline/data-dir/paths.ts'
import { idText } from '../offline/membership.ts'
import type { RestoreReport } from '../offline/restore/restore.ts'
import type { OfflineApp } from './app.ts'
import { writeLog } from './log.ts'

export interface RestoreLogOptions {
  readonly snapshotPath: string
  /** As it was given; empty for the usual path. */
  readonly walDir: string
  readonly memoryMapBytes: bigint
}

/** Writes the log of a restore under a pin. */
export class RestoreLog {
  private readonly app: OfflineApp
  private readonly options: RestoreLogOptions

  constructor(app: OfflineApp, options: RestoreLogOptions) {
    this.app = app
    this.options = options
  }

  begin(dataDir: string): Promise<void> {
    return this.info('restoring snapshot', this.folders(dataDir))
  }

  async end({ dataDir, cluster, raise }: RestoreReport): Promise<void> {
    const isOld = this.isOld
    if (!isOld) await this.info('Trimming membership information from the backend...')
    if (raise !== undefined) {
      const { latest, raised } = raise
      const revisions = { 'latest-revision': latest, 'bump-amount': raised - latest, 'new-latest-revision': raised }
      await this.info('bumping latest revision', revisions)
      await this.info('marking revision compacted', { revision: raised })
    }
    for (const { id, peerUrls } of cluster.members) {
      await this.info('added member', {
        'cluster-id': idText(cluster.id),
        'local-member-id': '0',
        'added-peer-id': idText(id),
        'added-peer-peer-urls': peerUrls,
        ...(isOld ? {} : { 'added-peer-is-learner': false }),
      })
    }
    await this.info('restored snapshot', this.folders(dataDir))
  }

  private get isOld(): boolean {
    return !atLeast(this.app.profile, '3.5')
  }

  private folders(dataDir: string): Record<string, LogValue> {
    const { snapshotPath, walDir, memoryMapBytes } = this.options
    return {
      path: snapshotPath,
      'wal-dir': walDir === '' ? walFolder(dataDir) : walDir,
      'data-dir': dataDir,
      'snap-dir': snapFolder(dataDir),
      ...(this.isOld ? {} : { 'initial-memory-map-size': memoryMapBytes }),
    }
  }

  private info(message: string, fields?: Record<string, LogValue>): Promise<void> {
    return writeLog(this.app, fields === undefined ? { level: 'info', message } : { level: 'info', message, fields })
  }
}
