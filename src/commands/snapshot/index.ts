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
        '--command-timeout is given.',
      ].join('\n'),
      examples:
        '  etcdctl snapshot save /backup/etcd.db\n  etcdctl --endpoints=https://10.0.0.1:2379 --cacert=ca.pem --cert=client.pem --key=client-key.pem snapshot save /backup/etcd.db\n  etcdctl --command-timeout=10m snapshot save "/backup/etcd-$(date +%F).db"',
      load: async () => (await import('./save.ts')).snapshotSaveCommand,
    },
  ],
}
