import type { OfflineEntry } from './app.ts'

export const backup: OfflineEntry = {
  name: 'backup',
  use: 'backup',
  summary: 'Copy a data directory into one for a new cluster of one member',
  long: 'An old way, kept for data of the v2 API. Start the copy with --force-new-cluster. For v3 data use snapshots.',
  examples: '  etcdutl backup --data-dir /var/lib/etcd --backup-dir /backup/etcd',
  until: '3.5',
  load: async () => (await import('./commands/backup.ts')).backupCommand,
}

export const check: OfflineEntry = {
  name: 'check',
  use: 'check <subcommand>',
  summary: 'Check properties of a data directory',
  until: '3.5',
  children: [
    {
      name: 'v2store',
      use: 'v2store',
      summary: 'Look for data of the v2 API, which etcd 3.6 cannot serve',
      examples: '  etcdutl check v2store --data-dir /var/lib/etcd',
      load: async () => (await import('./commands/check-v2store.ts')).checkV2StoreCommand,
    },
  ],
}

export const defrag: OfflineEntry = {
  name: 'defrag',
  use: 'defrag',
  summary: 'Give unused space of a stopped member back to the file system',
  examples: '  etcdutl defrag --data-dir /var/lib/etcd',
  load: async () => (await import('./commands/defrag.ts')).defragCommand,
}

export const hashkv: OfflineEntry = {
  name: 'hashkv',
  use: 'hashkv <filename>',
  summary: 'Hash the history of keys in a file, as endpoint hashkv of etcdctl does',
  examples: '  etcdutl hashkv backup.db\n  etcdutl hashkv /var/lib/etcd/member/snap/db --rev 48213',
  since: '3.6',
  load: async () => (await import('./commands/hashkv.ts')).hashkvCommand,
}

export const migrate: OfflineEntry = {
  name: 'migrate',
  use: 'migrate',
  summary: 'Prepare a data directory for another release of etcd',
  examples: '  etcdutl migrate --data-dir /var/lib/etcd --target-version 3.5',
  since: '3.6',
  load: async () => (await import('./commands/migrate.ts')).migrateCommand,
}
