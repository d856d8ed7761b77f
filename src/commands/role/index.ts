import type { Entry } from '../../app.ts'

/** `role` and its subcommands. */
export const role: Entry = {
  name: 'role',
  use: 'role <subcommand>',
  summary: 'Manage roles and what they permit',
  helpGroup: 'authentication',
  children: [
    {
      name: 'add',
      use: 'add <role name>',
      summary: 'Add a role, which permits nothing yet',
      examples: '  etcdctl role add readers',
      load: async () => (await import('./add.ts')).roleAddCommand,
    },
    {
      name: 'delete',
      use: 'delete <role name>',
      summary: 'Delete a role, and take it from all its users',
      examples: '  etcdctl role delete readers',
      load: async () => (await import('./delete.ts')).roleDeleteCommand,
    },
    {
      name: 'get',
      use: 'get <role name>',
      summary: 'Show what a role permits',
      examples: '  etcdctl role get readers',
      load: async () => (await import('./get.ts')).roleGetCommand,
    },
    {
      name: 'list',
      use: 'list',
      summary: 'List all roles',
      examples: '  etcdctl role list',
      load: async () => (await import('./list.ts')).roleListCommand,
    },
    {
      name: 'grant-permission',
      use: 'grant-permission [options] <role name> <permission type> <key> [endkey]',
      summary: 'Permit a role to read or write a key or a range',
      long: 'The permission type is read, write or readwrite. With [endkey] the range is [<key>, <endkey>). An empty key stands for all keys, with --prefix or --from-key.',
      examples:
        "  etcdctl role grant-permission readers read /config/ --prefix\n  etcdctl role grant-permission writers readwrite a z\n  etcdctl role grant-permission admins readwrite '' --from-key",
      load: async () => (await import('./grant-permission.ts')).roleGrantPermissionCommand,
    },
    {
      name: 'revoke-permission',
      use: 'revoke-permission <role name> <key> [endkey]',
      summary: 'Take back what a role permits on a key or a range',
      long: 'Only a key or a range that was granted just so can be taken back.',
      examples:
        '  etcdctl role revoke-permission readers /config/ --prefix\n  etcdctl role revoke-permission writers a z',
      load: async () => (await import('./revoke-permission.ts')).roleRevokePermissionCommand,
    },
  ],
}
