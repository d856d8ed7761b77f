import type { Entry } from '../../app.ts'

/** `member` and its subcommands. */
export const member: Entry = {
  name: 'member',
  use: 'member <subcommand>',
  summary: 'Show the members of the cluster',
  helpGroup: 'maintenance',
  children: [
    {
      name: 'list',
      use: 'list',
      summary: 'List the members of the cluster',
      examples: '  etcdctl member list\n  etcdctl member list -w table',
      load: async () => (await import('./list.ts')).memberListCommand,
    },
  ],
}
