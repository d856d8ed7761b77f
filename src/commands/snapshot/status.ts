import { statusWith } from '../../etcdutl/commands/status.ts'

/** etcdctl has it up to 3.5. */
export const snapshotStatus = statusWith({
  notice: 'Deprecated: Use `etcdutl snapshot status` instead.',
  examples: '  etcdctl snapshot status /backup/etcd.db -w table',
})
