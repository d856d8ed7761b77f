import type { Entry } from '../../app.ts'
import { boolFlag } from '../../frame/flags.ts'

/** `endpoint` and its subcommands. */
export const endpoint: Entry = {
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
      load: async () => (await import('./health.ts')).endpointHealthCommand,
    },
    {
      name: 'status',
      use: 'status',
      summary: 'Show the version, size, leader and raft state of endpoints',
      examples: '  etcdctl endpoint status --cluster -w table',
      load: async () => (await import('./status.ts')).endpointStatusCommand,
    },
    {
      name: 'hashkv',
      use: 'hashkv',
      summary: 'Show the hash of the key history of endpoints',
      long: 'Members that hold the same history show the same hash at the same revision.',
      examples: '  etcdctl endpoint hashkv --cluster --rev 1200',
      load: async () => (await import('./hashkv.ts')).endpointHashKvCommand,
    },
  ],
}
