import { restoreWith } from '../../etcdutl/commands/restore.ts'

/** etcdctl has it up to 3.5. */
export const snapshotRestore = restoreWith({
  isEtcdctl: true,
  notice: 'Deprecated: Use `etcdutl snapshot restore` instead.',
  use: 'restore <filename> [options]',
  examples: '  etcdctl snapshot restore /backup/etcd.db --data-dir /var/lib/etcd',
})
