import { Command } from 'commander'
import { UsageError } from '../../base/errors.ts'
import { atLeast } from '../../base/release.ts'
import { boolFlag, stringFlag, uint64Flag } from '../../frame/flags.ts'
import { quote } from '../../go/quote.ts'
import { idText } from '../../offline/membership.ts'
import type { Unresolved } from '../../offline/resolve-urls.ts'
import { type RestoreOptions, type RestoreReport, restore } from '../../offline/restore.ts'
import type { OfflineApp } from '../app.ts'
import { writeLog } from '../log.ts'
import { type NoticeOptions, showNotice } from '../notice.ts'
import { showReading } from '../reading-progress.ts'
import { RestoreLog } from '../restore-log.ts'

const mapBytes = 10_737_418_240n

interface RestoreFlags {
  dataDir: string
  walDir: string
  name: string
  initialCluster: string
  initialClusterToken: string
  initialAdvertisePeerUrls: string
  skipHashCheck: boolean
  initialMemoryMapSize: bigint
  forceMissingRevisions: boolean
  bumpRevision: bigint
  markCompacted: boolean
}

/** `requiresDataDir` up to 3.5 in etcdutl; elsewhere `<name>.etcd` is the default. */
export interface RestoreCommandOptions extends NoticeOptions {
  readonly requiresDataDir?: boolean
  /** etcdctl of 3.5, which passes on all but the size of the memory map. */
  readonly isEtcdctl?: boolean
}

export function restoreCommand(app: OfflineApp, options: RestoreCommandOptions = {}): Command {
  const { requiresDataDir = !atLeast(app.profile, '3.6'), isEtcdctl = false } = options
  return addFlags(new Command('restore'), requiresDataDir).action(
    async ([snapshotPath, ...more]: string[], flags: RestoreFlags) => {
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
      const report = await showReading(app, 'Restoring', () => restore(restoring))
      const { missing, ahead } = report
      if (missing !== undefined) await app.io.stderr.write(`going on because it was forced, although: ${missing}\n`)
      if (ahead !== undefined) await app.io.stderr.write(`${ahead}\n`)
      await log.end(report)
      if (app.profile.auto) await app.io.stderr.write(`${madeText(report)}\n`)
    },
  )
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

function addFlags(command: Command, requiresDataDir: boolean): Command {
  return command
    .addOption(stringFlag('data-dir', '', 'folder to make; <name>.etcd by default').mustBeGiven(requiresDataDir))
    .addOption(stringFlag('wal-dir', '', 'folder to make for the log, when it is to be elsewhere'))
    .addOption(stringFlag('name', 'default', 'name of the member'))
    .addOption(
      stringFlag(
        'initial-cluster',
        'default=http://localhost:2380',
        'members of the new cluster, name=URL with commas',
      ),
    )
    .addOption(stringFlag('initial-cluster-token', 'etcd-cluster', 'tells clusters of the same members apart'))
    .addOption(
      stringFlag(
        'initial-advertise-peer-urls',
        'http://localhost:2380',
        'where other members find this one, with commas',
      ),
    )
    .addOption(boolFlag('skip-hash-check', 'take a file without a SHA-256 (a copied database) or with a wrong one'))
    .addOption(boolFlag('force-missing-revisions', 'take a file without a SHA-256 in which revisions are missing'))
    .addOption(uint64Flag('initial-memory-map-size', mapBytes, 'has no effect here').from('3.5'))
    .addOption(uint64Flag('bump-revision', 0n, 'how far to raise the last revision'))
    .addOption(boolFlag('mark-compacted', 'compact all that is restored; needed with --bump-revision'))
}
