import type { Entry } from '../../app.ts'

/** `user` and its subcommands. */
export const user: Entry = {
  name: 'user',
  use: 'user <subcommand>',
  summary: 'Manage users, their passwords and their roles',
  helpGroup: 'authentication',
  children: [
    {
      name: 'add',
      use: 'add <user name or user:password> [options]',
      summary: 'Add a user',
      long: 'Asks for the password, twice, unless it comes with the name, by a flag or from standard input.',
      examples:
        '  etcdctl user add alice\n  etcdctl user add alice --interactive=false < password.txt\n  etcdctl user add node-1 --no-password',
      load: async () => (await import('./add.ts')).userAddCommand,
    },
    {
      name: 'delete',
      use: 'delete <user name>',
      summary: 'Delete a user',
      examples: '  etcdctl user delete alice',
      load: async () => (await import('./delete.ts')).userDeleteCommand,
    },
    {
      name: 'get',
      use: 'get <user name> [options]',
      summary: 'Show the roles of a user',
      examples: '  etcdctl user get alice\n  etcdctl user get alice --detail',
      load: async () => (await import('./get.ts')).userGetCommand,
    },
    {
      name: 'list',
      use: 'list',
      summary: 'List all users',
      examples: '  etcdctl user list',
      load: async () => (await import('./list.ts')).userListCommand,
    },
    {
      name: 'passwd',
      use: 'passwd <user name> [options]',
      summary: 'Change the password of a user',
      long: 'Asks for the new password, twice, unless it comes from standard input.',
      examples: '  etcdctl user passwd alice\n  etcdctl user passwd alice --interactive=false < password.txt',
      load: async () => (await import('./passwd.ts')).userPasswdCommand,
    },
    {
      name: 'grant-role',
      use: 'grant-role <user name> <role name>',
      summary: 'Give a role to a user',
      examples: '  etcdctl user grant-role alice readers',
      load: async () => (await import('./grant-role.ts')).userGrantRoleCommand,
    },
    {
      name: 'revoke-role',
      use: 'revoke-role <user name> <role name>',
      summary: 'Take a role from a user',
      examples: '  etcdctl user revoke-role alice readers',
      load: async () => (await import('./revoke-role.ts')).userRevokeRoleCommand,
    },
  ],
}
