import type { Group } from '../../frame/command.ts'
import { completionEntry, completionProtocol } from '../../frame/completion/entries.ts'
import { helpEntry } from '../../frame/help/entry.ts'
import type { OfflineApp } from '../app.ts'

/** Every command of etcdutl, in the original's order of registration: suggestions follow it. */
export const root: Group<OfflineApp> = {
  name: 'etcdutl',
  use: 'etcdutl',
  summary: 'Work on the files of etcd, without a server',
  children: [
    {
      name: 'backup',
      summary: 'Copy a data directory into one for a new cluster of one member',
      until: '3.5',
      load: async () => (await import('./backup.ts')).backup,
    },
    {
      name: 'check',
      use: 'check <subcommand>',
      summary: 'Check properties of a data directory',
      until: '3.5',
      children: [
        {
          name: 'v2store',
          summary: 'Look for data of the v2 API, which etcd 3.6 cannot serve',
          load: async () => (await import('./check-v2store.ts')).checkV2Store,
        },
      ],
    },
    {
      name: 'defrag',
      summary: 'Give unused space of a stopped member back to the file system',
      load: async () => (await import('./defrag.ts')).defrag,
    },
    {
      name: 'snapshot',
      use: 'snapshot <subcommand>',
      summary: 'Look at snapshots and make data directories of them',
      examples:
        '  etcdutl snapshot status backup.db -w table\n  etcdutl snapshot restore backup.db --data-dir /var/lib/etcd',
      children: [
        {
          name: 'save',
          summary: 'Save the database of a member to a file (see etcdctl)',
          until: '3.5',
          deprecation: 'Command "save" is deprecated, Use `etcdctl snapshot save` to download snapshot',
          load: async () => (await import('./save.ts')).save,
        },
        {
          name: 'restore',
          summary: 'Make the data directory of a new cluster from a snapshot',
          load: async () => (await import('./restore.ts')).restore,
        },
        {
          name: 'status',
          summary: 'Sum up a snapshot: hash, revision, number of keys, size, version',
          load: async () => (await import('./status.ts')).status,
        },
        {
          name: 'verify',
          summary: 'Prove that a snapshot can be restored',
          isOurs: true,
          load: async () => (await import('./verify.ts')).verify,
        },
      ],
    },
    {
      name: 'hashkv',
      summary: 'Hash the history of keys in a file, as endpoint hashkv of etcdctl does',
      since: '3.6',
      load: async () => (await import('./hashkv.ts')).hashkv,
    },
    {
      name: 'version',
      summary: 'Print the version of etcdutl',
      load: async () => (await import('./version.ts')).version,
    },
    completionEntry('etcdutl'),
    {
      name: 'migrate',
      summary: 'Prepare a data directory for another release of etcd',
      since: '3.6',
      load: async () => (await import('./migrate.ts')).migrate,
    },
    {
      name: 'list-bucket',
      summary: 'List the buckets of a database',
      isOurs: true,
      load: async () => (await import('./list-bucket.ts')).listBucket,
    },
    {
      name: 'iterate-bucket',
      summary: 'Show the entries of a bucket, the last one first',
      isOurs: true,
      load: async () => (await import('./iterate-bucket.ts')).iterateBucket,
    },
    {
      name: 'hash',
      summary: 'Hash a database without what differs between members',
      isOurs: true,
      load: async () => (await import('./hash.ts')).hash,
    },
    {
      name: 'scan-keys',
      summary: 'Find keys in a damaged database, page by page',
      isOurs: true,
      load: async () => (await import('./scan-keys.ts')).scanKeys,
    },
    {
      name: 'dump-logs',
      summary: 'Show the write-ahead log of a member',
      isOurs: true,
      load: async () => (await import('./dump-logs.ts')).dumpLogs,
    },
    helpEntry,
    ...completionProtocol,
  ],
}
