import type { Entry } from '../../app.ts'

/** `make-mirror`. */
export const makeMirror: Entry = {
  name: 'make-mirror',
  use: 'make-mirror [options] <destination>',
  summary: 'Copy keys to another cluster and keep the copy up to date',
  helpGroup: 'utility',
  long: [
    'Copies all keys, or those under --prefix, to the cluster at <destination>, and then every change as it happens, until',
    'it is stopped. With --rev nothing is copied first: only the changes from that revision on are.',
    'The changes are made in the order of the source, and those of one revision together. A lost connection is taken up',
    'again where it broke. Leases are not copied. Every 30 seconds the number of changes so far is printed.',
  ].join('\n'),
  examples:
    '  etcdctl make-mirror backup.example:2379\n  etcdctl make-mirror --prefix /app/ --dest-prefix /copy/app/ --dest-cacert ca.pem https://backup.example:2379',
  load: async () => (await import('../make-mirror.ts')).makeMirrorCommand,
}
