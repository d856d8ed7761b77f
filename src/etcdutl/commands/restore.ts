import { UsageError } from '../../base/errors.ts'
import type { HelpTexts } from '../../frame/command.ts'
import { boolFlag, stringFlag, uint64Flag } from '../../go/flags.ts'
import { quote } from '../../go/quote.ts'
import { idText } from '../../offline/membership.ts'
import type { Unresolved } from '../../offline/restore/resolve-urls.ts'
import { type RestoreOptions, type RestoreReport, restore as restoreFiles } from '../../offline/restore/restore.ts'
import { command, type OfflineApp } from '../app.ts'
import { writeLog } from '../log.ts'
import { type NoticeOptions, showNotice } from '../notice.ts'
import { RestoreLog } from '../restore-log.ts'
import { showReading } from '../show-reading.ts'

const mapBytes = 10_737_418_240n

export interface RestoreCommandOptions extends NoticeOptions, Partial<HelpTexts> {
  /** etcdctl of 3.5, which passes on all but the size of the memory map, and whose directory is `<name>.etcd` by default. */
  readonly isEtcdctl?: boolean
}

function restoreFlags(isEtcdctl: boolean) {
  return [
    stringFlag('data-dir', '', 'folder to make; <name>.etcd by default', isEtcdctl ? {} : { requiredUntil: '3.5' }),
    stringFlag('wal-dir', '', 'folder to make for the log, when it is to be elsewhere'),
    stringFlag('name', 'default', 'name of the member'),
    stringFlag('initial-cluster', 'default=http://localhost:2380', 'members of the new cluster, name=URL with commas'),
    stringFlag('initial-cluster-token', 'etcd-cluster', 'tells clusters of the same members apart'),
    stringFlag(
      'initial-advertise-peer-urls',
      'http://localhost:2380',
      'where other members find this one, with commas',
    ),
    boolFlag('skip-hash-check', 'take a file without a SHA-256 (a copied database) or with a wrong one'),
    boolFlag('force-missing-revisions', 'take a file without a SHA-256 in which revisions are missing'),
    uint64Flag('initial-memory-map-size', mapBytes, 'has no effect here', { since: '3.5' }),
    uint64Flag('bump-revision', 0n, 'how far to raise the last revision'),
    boolFlag('mark-compacted', 'compact all that is restored; needed with --bump-revision'),
  ] as const
}

export const restore = restoreWith({})

/** `snapshot restore` of both programs. */
export function restoreWith(options: RestoreCommandOptions) {
  const { isEtcdctl = false } = options
  return command({
    use: 'restore <filename> --data-dir {output dir} [options]',
    long: [
      'Each member of the new cluster restores the same file, with its own --name and --initial-advertise-peer-urls, and the',
      'same --initial-cluster and --initial-cluster-token. The directory appears when all of it is on the disk; a restore that',
      'fails leaves nothing.',
    ].join('\n'),
    examples:
      '  etcdutl snapshot restore backup.db --data-dir /var/lib/etcd\n  etcdutl snapshot restore backup.db --data-dir m1.etcd --name m1 --initial-cluster m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380 --initial-advertise-peer-urls http://10.0.0.1:2380\n  etcdutl snapshot restore backup.db --data-dir /var/lib/etcd --bump-revision 1000000000 --mark-compacted',
    ...options,
    flags: restoreFlags(isEtcdctl),
    run: async (app, [snapshotPath, ...more], flags) => {
      await showNotice(app, options)
      if (snapshotPath === undefined || more.length > 0) {
        throw new UsageError('snapshot restore requires exactly one argument')
      }
      const memoryMapBytes = isEtcdctl ? 0n : flags.initialMemoryMapSize
      const log = new RestoreLog(app, { snapshotPath, walDir: flags.walDir, memoryMapBytes })
      const restoring: RestoreOptions = {
        snapshotPath,
        dataDir: flags.dataDir,
        walDir: flags.walDir,
        name: flags.name,
        initialCluster: flags.initialCluster,
        initialClusterToken: flags.initialClusterToken,
        advertisedPeerUrls: flags.initialAdvertisePeerUrls,
        skipHashCheck: flags.skipHashCheck,
        forceMissingRevisions: flags.forceMissingRevisions,
        revisionBump: flags.bumpRevision,
        markCompacted: flags.markCompacted,
        release: app.profile.release,
        onStart: (dataDir) => log.begin(dataDir),
        onWait: (name) => void sayUnresolved(app, name),
        interrupts: () => app.io.interrupts(),
      }
      const report = await showReading(app, 'Restoring', () => restoreFiles(restoring))
      const { missing, ahead } = report
      if (missing !== undefined) await app.io.stderr.write(`going on because it was forced, although: ${missing}\n`)
      if (ahead !== undefined) await app.io.stderr.write(`${ahead}\n`)
      await log.end(report)
      if (app.profile.auto) await app.io.stderr.write(`${madeText(report)}\n`)
    },
  })
}

/** What there is now, for whoever made it by hand. */
function madeText({ dataDir, cluster, revision }: RestoreReport): string {
  const { local, members, id } = cluster
  const size = members.length === 1 ? '1 member' : `${members.length} members`
  return `restored revision ${revision} into ${quote(dataDir)}: member ${idText(local.id)} (${quote(local.name)}) of the new cluster ${idText(id)} with ${size}`
}

/** A second goes by in which a peer's name has no address. */
async function sayUnresolved(app: OfflineApp, { url, host, hostAndPort, reason }: Unresolved): Promise<void> {
  const interval = app.profile.release === '3.4' ? 1 : '1s'
  const error = `lookup ${host}: ${reason}`
  const fields = { url, host: hostAndPort, 'retry-interval': interval, error }
  const entry = { level: 'warn', message: 'failed to resolve URL Host', fields } as const
  if (!app.profile.auto) return writeLog(app, entry)
  await app.io.stderr.write(`waiting for the address of ${quote(host)}, in ${quote(url)}: ${reason}\n`)
}
