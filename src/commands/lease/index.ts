import type { Entry } from '../../app.ts'

/** `lease` and its subcommands, in the original's order of registration. */
export const lease: Entry = {
  name: 'lease',
  use: 'lease <subcommand>',
  summary: 'Grant, inspect, renew and revoke leases',
  long: 'A lease is a time to live that keys can be tied to: when it runs out, or is revoked, its keys are deleted.',
  helpGroup: 'kv',
  children: [
    {
      name: 'grant',
      use: 'grant <ttl>',
      summary: 'Create a lease',
      long: 'Prints the id of the new lease and its time to live, in seconds, which the server may have raised.',
      examples: '  etcdctl lease grant 60\n  etcdctl put /session/a up --lease=694d8c03cd2f520c',
      load: async () => (await import('./grant.ts')).leaseGrantCommand,
    },
    {
      name: 'revoke',
      use: 'revoke <leaseID>',
      summary: 'End a lease and delete its keys',
      examples: '  etcdctl lease revoke 694d8c03cd2f520c',
      load: async () => (await import('./revoke.ts')).leaseRevokeCommand,
    },
    {
      name: 'timetolive',
      use: 'timetolive <leaseID> [options]',
      summary: 'Show how long a lease still has, and its keys',
      examples: '  etcdctl lease timetolive 694d8c03cd2f520c\n  etcdctl lease timetolive 694d8c03cd2f520c --keys',
      load: async () => (await import('./timetolive.ts')).leaseTimeToLiveCommand,
    },
    {
      name: 'list',
      use: 'list',
      summary: 'List all leases',
      examples: '  etcdctl lease list',
      load: async () => (await import('./list.ts')).leaseListCommand,
    },
    {
      name: 'keep-alive',
      use: 'keep-alive [options] <leaseID>',
      summary: 'Renew a lease again and again',
      long: 'Renews the lease each time a third of its time has passed, until it is gone or the command is interrupted.',
      examples: '  etcdctl lease keep-alive 694d8c03cd2f520c\n  etcdctl lease keep-alive --once 694d8c03cd2f520c',
      load: async () => (await import('./keep-alive.ts')).leaseKeepAliveCommand,
    },
  ],
}
