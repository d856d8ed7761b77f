import type { Entry } from '../app.ts'

/** The commands on keys, in the original's order of registration. */
export const keyCommands: readonly Entry[] = [
  {
    name: 'get',
    use: 'get [options] <key> [range_end]',
    summary: 'Read a key, a range or a prefix',
    helpGroup: 'kv',
    long: 'Prints each key and its value on a line of their own. A key that does not exist prints nothing and is no error.',
    examples:
      '  etcdctl get /config/port\n  etcdctl get /config/ --prefix --keys-only\n  etcdctl get a z --limit 10 -w json',
    load: async () => (await import('./get.ts')).getCommand,
  },
  {
    name: 'put',
    use: 'put [options] <key> <value> (<value> can also be given from stdin)',
    summary: 'Store a value under a key',
    helpGroup: 'kv',
    long: 'Without <value> everything on standard input is stored, to the byte. Put -- before a value that begins with a dash.',
    examples:
      '  etcdctl put /config/port 8080\n  etcdctl put /config/cert < cert.pem\n  etcdctl put -- /config/offset -5',
    load: async () => (await import('./put.ts')).putCommand,
  },
  {
    name: 'del',
    use: 'del [options] <key> [range_end]',
    summary: 'Delete a key, a range or a prefix',
    helpGroup: 'kv',
    long: 'Prints how many keys were deleted.',
    examples: '  etcdctl del /config/port\n  etcdctl del /config/ --prefix --prev-kv\n  etcdctl del a z --range',
    load: async () => (await import('./del.ts')).delCommand,
  },
]
