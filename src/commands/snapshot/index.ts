import type { Entry } from '../../app.ts'

/** `snapshot` and its subcommands. */
export const snapshot: Entry = {
  name: 'snapshot',
  use: 'snapshot <subcommand>',
  summary: 'Save the database of a member to a file',
  helpGroup: 'maintenance',
  examples: '  etcdctl snapshot save /backup/etcd.db',
  children: [
    {
      name: 'save',
      use: 'save <filename>',
      summary: 'Save the database of one member to a file',
      long: [
        'Asks exactly one endpoint. The file appears under its name only when all of it has come, its checksum is right and it',
        'is on the disk; until then it is <filename>.part, which a failure or Ctrl-C removes. Waits as long as it takes, unless',
        '--command-timeout is given. A pipe gets the bytes as they come, and - is standard output; then the exit code tells',
        'whether all of it came.',
      ].join('\n'),
      examples:
        '  etcdctl snapshot save /backup/etcd.db\n  etcdctl --endpoints=https://10.0.0.1:2379 --cacert=ca.pem --cert=client.pem --key=client-key.pem snapshot save /backup/etcd.db\n  etcdctl --command-timeout=10m snapshot save "/backup/etcd-$(date +%F).db"\n  etcdctl snapshot save - | gzip > /backup/etcd.db.gz',
      load: async () => (await import('./save.ts')).snapshotSaveCommand,
    },
    {
      name: 'status',
      use: 'status <filename>',
      summary: 'Sum up a snapshot file, as etcdutl snapshot status does',
      examples: '  etcdctl snapshot status /backup/etcd.db -w table',
      until: '3.5',
      load: async () => {
        const { statusCommand } = await import('../../etcdutl/commands/status.ts')
        return (app) => statusCommand(app, { notice: 'Deprecated: Use `etcdutl snapshot status` instead.' })
      },
    },
    {
      name: 'restore',
      use: 'restore <filename> [options]',
      summary: 'Make a data directory from a snapshot file, as etcdutl snapshot restore does',
      examples: '  etcdctl snapshot restore /backup/etcd.db --data-dir /var/lib/etcd',
      until: '3.5',
      load: async () => {
        const { restoreCommand } = await import('../../etcdutl/commands/restore.ts')
        const notice = 'Deprecated: Use `etcdutl snapshot restore` instead.'
        return (app) => restoreCommand(app, { notice, requiresDataDir: false, isEtcdctl: true })
      },
    },
  ],
}
