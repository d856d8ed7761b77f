import type { Entry } from '../app.ts'

/** `lock` in the tree of commands. */
export const lock: Entry = {
  name: 'lock',
  use: 'lock <lockname> [exec-command arg1 arg2 ...]',
  summary: 'Hold a named lock, for a command or until interrupted',
  helpGroup: 'concurrency',
  long:
    'Waits until the lock is free and holds it while the command runs; the exit status is that of the command, which finds\n' +
    'ETCD_LOCK_KEY and ETCD_LOCK_REV in its environment. Without a command the key of the lock is printed, and the lock held\n' +
    'until the process is interrupted. When the lock is lost, the command gets a SIGTERM and the exit status is 1.',
  examples:
    '  etcdctl lock nightly ./backup.sh\n  etcdctl lock --ttl=30 nightly -- sh -c \'echo "$ETCD_LOCK_KEY"\'\n  etcdctl lock nightly',
  load: async () => (await import('./lock.ts')).lockCommand,
}

/** `elect` in the tree of commands. */
export const elect: Entry = {
  name: 'elect',
  use: 'elect <election-name> [proposal]',
  summary: 'Stand for election, or watch who leads',
  helpGroup: 'concurrency',
  long:
    'With a proposal: waits to be elected, prints the key and the proposal, and leads until the process is interrupted.\n' +
    'With --listen: prints each leader and each value that it proclaims.',
  examples:
    '  etcdctl elect primary host-a\n  etcdctl elect --listen primary\n  produce-values | etcdctl elect --proclaim primary first-value',
  load: async () => (await import('./elect.ts')).electCommand,
}
