import type { OfflineEntry } from './app.ts'

const database = 'The database is a snapshot, a db file, or the one in a data directory. It is only read.'

export const listBucket: OfflineEntry = {
  name: 'list-bucket',
  use: 'list-bucket <data dir or db file>',
  summary: 'List the buckets of a database',
  long: database,
  examples: '  etcdutl list-bucket backup.db',
  isOurs: true,
  load: async () => (await import('./commands/list-bucket.ts')).listBucketCommand,
}

export const iterateBucket: OfflineEntry = {
  name: 'iterate-bucket',
  use: 'iterate-bucket <data dir or db file> <bucket>',
  summary: 'Show the entries of a bucket, the last one first',
  long: `${database} --decode shows keys, leases, users, roles and the like in readable form.`,
  examples:
    '  etcdutl iterate-bucket backup.db key --decode --limit 10\n  etcdutl iterate-bucket /var/lib/etcd authUsers --decode\n  etcdutl iterate-bucket /var/lib/etcd members',
  isOurs: true,
  load: async () => (await import('./commands/iterate-bucket.ts')).iterateBucketCommand,
}

export const hash: OfflineEntry = {
  name: 'hash',
  use: 'hash <data dir or db file>',
  summary: 'Hash a database without what differs between members',
  long: database,
  examples: '  etcdutl hash /var/lib/etcd',
  isOurs: true,
  load: async () => (await import('./commands/hash.ts')).hashCommand,
}

export const scanKeys: OfflineEntry = {
  name: 'scan-keys',
  use: 'scan-keys <data dir or db file> <start revision>',
  summary: 'Find keys in a damaged database, page by page',
  long: `${database} Pages are read as they stand in the file, so that old revisions on free pages show up as well.`,
  examples: '  etcdutl scan-keys damaged.db 48213',
  isOurs: true,
  load: async () => (await import('./commands/scan-keys.ts')).scanKeysCommand,
}

export const dumpLogs: OfflineEntry = {
  name: 'dump-logs',
  use: 'dump-logs <data dir>',
  summary: 'Show the write-ahead log of a member',
  examples:
    '  etcdutl dump-logs /var/lib/etcd\n  etcdutl dump-logs /var/lib/etcd --start-index 48000 --entry-type IRRPut,IRRTxn\n  etcdutl dump-logs /var/lib/etcd --raw',
  isOurs: true,
  takesSingleDash: true,
  load: async () => (await import('./commands/dump-logs.ts')).dumpLogsCommand,
}
