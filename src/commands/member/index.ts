import type { Entry } from '../../app.ts'

/** `member` and its subcommands. */
export const member: Entry = {
  name: 'member',
  use: 'member <subcommand>',
  summary: 'Show and change the members of the cluster',
  helpGroup: 'maintenance',
  examples:
    '  etcdctl member list\n  etcdctl member add etcd-4 --peer-urls=https://10.0.0.4:2380\n  etcdctl member remove 8e9e05c52164694d',
  children: [
    {
      name: 'add',
      use: 'add <memberName> [options]',
      summary: 'Add a member to the cluster',
      long: [
        'Tells the cluster about a member that is going to be started. Prints the environment variables to start it with. A learner',
        'gets all data but has no vote until it is promoted.',
      ].join('\n'),
      examples:
        '  etcdctl member add etcd-4 --peer-urls=https://10.0.0.4:2380\n  etcdctl member add etcd-4 --learner --peer-urls=https://10.0.0.4:2380,https://10.1.0.4:2380',
      load: async () => (await import('./add.ts')).memberAddCommand,
    },
    {
      name: 'remove',
      use: 'remove <memberID>',
      summary: 'Remove a member from the cluster',
      long: 'The id is the hexadecimal one that `member list` shows.',
      examples: '  etcdctl member remove 8e9e05c52164694d',
      load: async () => (await import('./remove.ts')).memberRemoveCommand,
    },
    {
      name: 'update',
      use: 'update <memberID> [options]',
      summary: 'Change the peer URLs of a member',
      examples: '  etcdctl member update 8e9e05c52164694d --peer-urls=https://10.0.0.9:2380',
      load: async () => (await import('./update.ts')).memberUpdateCommand,
    },
    {
      name: 'list',
      use: 'list',
      summary: 'List the members of the cluster',
      examples: '  etcdctl member list\n  etcdctl member list -w table',
      load: async () => (await import('./list.ts')).memberListCommand,
    },
    {
      name: 'promote',
      use: 'promote <memberID>',
      summary: 'Give a learner a vote',
      long: 'A learner can be promoted once it has nearly all data of the leader.',
      examples: '  etcdctl member promote 8e9e05c52164694d',
      load: async () => (await import('./promote.ts')).memberPromoteCommand,
    },
  ],
}
