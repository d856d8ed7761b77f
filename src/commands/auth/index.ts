import type { Entry } from '../../app.ts'

/** `auth` and its subcommands. */
export const auth: Entry = {
  name: 'auth',
  use: 'auth <enable or disable>',
  summary: 'Turn authentication on or off',
  helpGroup: 'authentication',
  children: [
    {
      name: 'enable',
      use: 'enable',
      summary: 'Ask every client for a login from now on',
      long: 'There must be a user root. If it does not have the role root yet, the role is made and granted to it first.',
      examples: '  etcdctl user add root\n  etcdctl auth enable',
      load: async () => (await import('./enable.ts')).authEnableCommand,
    },
    {
      name: 'disable',
      use: 'disable',
      summary: 'Let every client in without a login',
      long: 'Users, roles and their permissions are kept.',
      examples: '  etcdctl --user root auth disable',
      load: async () => (await import('./disable.ts')).authDisableCommand,
    },
    {
      name: 'status',
      use: 'status',
      summary: 'Show whether authentication is on',
      long: 'The revision counts the changes of users, roles and permissions. Servers before 3.5 cannot tell.',
      examples: '  etcdctl auth status\n  etcdctl --user root auth status -w json',
      since: '3.5',
      load: async () => (await import('./status.ts')).authStatusCommand,
    },
  ],
}
