import type { OfflineEntry } from './app.ts'

/** `snapshot` and its subcommands. */
export const snapshot: OfflineEntry = {
  name: 'snapshot',
  use: 'snapshot <subcommand>',
  summary: 'Look at snapshots and make data directories of them',
  examples:
    '  etcdutl snapshot status backup.db -w table\n  etcdutl snapshot restore backup.db --data-dir /var/lib/etcd',
  children: [
    {
      name: 'save',
      use: 'save <filename>',
      summary: 'Save the database of a member to a file (see etcdctl)',
      until: '3.5',
      bareUse: true,
      deprecation: 'Command "save" is deprecated, Use `etcdctl snapshot save` to download snapshot',
      load: async () => (await import('./commands/save.ts')).saveCommand,
    },
    {
      name: 'restore',
      use: 'restore <filename> --data-dir {output dir} [options]',
      summary: 'Make the data directory of a new cluster from a snapshot',
      long: [
        'Each member of the new cluster restores the same file, with its own --name and --initial-advertise-peer-urls, and the',
        'same --initial-cluster and --initial-cluster-token. The directory appears when all of it is on the disk; a restore that',
        'fails leaves nothing.',
      ].join('\n'),
      examples:
        '  etcdutl snapshot restore backup.db --data-dir /var/lib/etcd\n  etcdutl snapshot restore backup.db --data-dir m1.etcd --name m1 --initial-cluster m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380 --initial-advertise-peer-urls http://10.0.0.1:2380\n  etcdutl snapshot restore backup.db --data-dir /var/lib/etcd --bump-revision 1000000000 --mark-compacted',
      load: async () => (await import('./commands/restore.ts')).restoreCommand,
    },
    {
      name: 'status',
      use: 'status <filename>',
      summary: 'Sum up a snapshot: hash, revision, number of keys, size, version',
      examples: '  etcdutl snapshot status backup.db\n  etcdutl snapshot status backup.db -w table',
      load: async () => (await import('./commands/status.ts')).statusCommand,
    },
    {
      name: 'verify',
      use: 'verify <filename>',
      summary: 'Prove that a snapshot can be restored',
      long: [
        'Reads all of the file: its SHA-256, every page, every key and value. Tells what was proved; exits with 1 when anything is',
        'wrong, or the SHA-256 is missing.',
      ].join('\n'),
      examples: '  etcdutl snapshot verify backup.db && aws s3 cp backup.db s3://backups/',
      isOurs: true,
      load: async () => (await import('./commands/verify.ts')).verifyCommand,
    },
  ],
}
