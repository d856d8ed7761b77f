import type { Entry } from '../../app.ts'

/** `check` and its subcommands. */
export const check: Entry = {
  name: 'check',
  use: 'check <subcommand>',
  summary: 'Try out how much a cluster can do',
  helpGroup: 'utility',
  children: [
    {
      name: 'perf',
      use: 'perf [options]',
      summary: 'Write at a steady rate for a minute and judge the answers',
      long: [
        'Writes keys of 256 bytes with values of 1 KiB under --prefix, and deletes them again. The last line is PASS or FAIL;',
        'the exit code is 1 for FAIL. It passes with more than 90% of the writes of the load, none of them slower than 0.5 s.',
        '',
        '  s,  small     150 writes/s from 50 clients',
        '  m,  medium   1000 writes/s from 200 clients',
        '  l,  large    8000 writes/s from 500 clients',
        '  xl, xLarge  15000 writes/s from 1000 clients',
      ].join('\n'),
      examples: '  etcdctl check perf\n  etcdctl check perf --load=m --auto-compact --auto-defrag',
      load: async () => (await import('./perf.ts')).checkPerfCommand,
    },
    {
      name: 'datascale',
      use: 'datascale [options]',
      summary: 'Store many keys and show how much memory a server takes for them',
      long: [
        'Writes keys of 512 bytes with values of 512 bytes under --prefix and deletes them again. The memory is that of the',
        'server at the first endpoint, read from its metrics before and after.',
        '',
        '  s,  small     10000 keys',
        '  m,  medium   100000 keys',
        '  l,  large   1000000 keys',
        '  xl, xLarge  3000000 keys',
      ].join('\n'),
      examples:
        '  etcdctl check datascale --endpoints=10.0.0.1:2379\n  etcdctl check datascale --load=m --auto-compact --auto-defrag',
      load: async () => (await import('./datascale.ts')).checkDatascaleCommand,
    },
  ],
}
