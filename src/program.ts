import type { CommandFactory } from './app.ts'
import type { CommandEntry } from './cli/command-tree.ts'
import { boolFlag } from './cli/flags.ts'

type Entry = CommandEntry<CommandFactory>

const endpoint: Entry = {
  name: 'endpoint',
  use: 'endpoint <subcommand>',
  summary: 'Ask endpoints for their health, status and hash',
  helpGroup: 'maintenance',
  inherited: () => [boolFlag('cluster', 'ask every member of the cluster, not only --endpoints')],
  children: [
    {
      name: 'health',
      use: 'health',
      summary: 'Check whether endpoints can commit a proposal',
      long: 'Asks all endpoints at once. Exits with 1 if any of them is unhealthy.',
      examples:
        '  etcdctl endpoint health\n  etcdctl --endpoints=https://10.0.0.1:2379,https://10.0.0.2:2379 endpoint health\n  etcdctl endpoint health --cluster -w table',
      load: async () => (await import('./commands/endpoint/health.ts')).endpointHealthCommand,
    },
    {
      name: 'status',
      use: 'status',
      summary: 'Show the version, size, leader and raft state of endpoints',
      examples: '  etcdctl endpoint status --cluster -w table',
      load: async () => (await import('./commands/endpoint/status.ts')).endpointStatusCommand,
    },
    {
      name: 'hashkv',
      use: 'hashkv',
      summary: 'Show the hash of the key history of endpoints',
      long: 'Members that hold the same history show the same hash at the same revision.',
      examples: '  etcdctl endpoint hashkv --cluster --rev 1200',
      load: async () => (await import('./commands/endpoint/hashkv.ts')).endpointHashKvCommand,
    },
  ],
}

const member: Entry = {
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
      load: async () => (await import('./commands/member/list.ts')).memberListCommand,
    },
  ],
}

/** Every command, in the original's order of registration: suggestions follow it. */
export const program: Entry = {
  name: 'etcdctl',
  use: 'etcdctl',
  summary: 'A command line client for etcd',
  children: [
    {
      name: 'get',
      use: 'get [options] <key> [range_end]',
      summary: 'Read a key, a range or a prefix',
      helpGroup: 'kv',
      long: 'Prints each key and its value on a line of their own. A key that does not exist prints nothing and is no error.',
      examples:
        '  etcdctl get /config/port\n  etcdctl get /config/ --prefix --keys-only\n  etcdctl get a z --limit 10 -w json',
      load: async () => (await import('./commands/get.ts')).getCommand,
    },
    {
      name: 'put',
      use: 'put [options] <key> <value> (<value> can also be given from stdin)',
      summary: 'Store a value under a key',
      helpGroup: 'kv',
      long: 'Without <value> everything on standard input is stored, to the byte. Put -- before a value that begins with a dash.',
      examples:
        '  etcdctl put /config/port 8080\n  etcdctl put /config/cert < cert.pem\n  etcdctl put -- /config/offset -5',
      load: async () => (await import('./commands/put.ts')).putCommand,
    },
    {
      name: 'del',
      use: 'del [options] <key> [range_end]',
      summary: 'Delete a key, a range or a prefix',
      helpGroup: 'kv',
      long: 'Prints how many keys were deleted.',
      examples: '  etcdctl del /config/port\n  etcdctl del /config/ --prefix --prev-kv\n  etcdctl del a z --range',
      load: async () => (await import('./commands/del.ts')).delCommand,
    },
    endpoint,
    {
      name: 'version',
      use: 'version',
      summary: 'Print the version of etcdctl',
      helpGroup: 'utility',
      examples: '  etcdctl version',
      load: async () => (await import('./commands/version.ts')).versionCommand,
    },
    member,
    {
      name: 'help',
      use: 'help [command]',
      summary: 'Help about any command',
      helpGroup: 'utility',
    },
  ],
}
