import { join } from 'node:path'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'

/** A server with a bit of everything in it: deleted and rewritten keys, a compaction, leases, users, large values. */
export interface RealStore {
  readonly cluster: Cluster
  /** A file that `snapshot save` of the same release made. */
  readonly snapshot: string
}

/** One server a release, newest patch first come. Empty when there are none. */
export async function releasesFound(): Promise<readonly EtcdBinaries[]> {
  return (await findEtcdBinaries()).binaries
}

/** The caller closes the cluster. */
export async function startRealStore(binaries: EtcdBinaries): Promise<RealStore> {
  const cluster = await startCluster({ binaries })
  try {
    await fill(cluster)
    const snapshot = join(cluster.folder, 'snapshot.db')
    await cluster.etcdctl('snapshot', 'save', snapshot)
    return { cluster, snapshot }
  } catch (error) {
    await cluster.close()
    throw error
  }
}

async function fill(cluster: Cluster): Promise<void> {
  for (let index = 0; index < 40; index++) await cluster.etcdctl('put', `key${index}`, 'v'.repeat(20 * index))
  const granted = await cluster.etcdctl('lease', 'grant', '3600')
  const lease = granted.split(' ')[1] ?? ''
  await cluster.etcdctl('put', 'leased', 'x', `--lease=${lease}`)
  await cluster.etcdctl('put', 'large', 'L'.repeat(20_000))
  await cluster.etcdctl('del', 'key1', 'key15')
  await cluster.etcdctl('put', 'key10', 'again')
  await cluster.etcdctl('del', 'key2', 'key25')
  await cluster.etcdctl('compaction', '46', '--physical')
  await cluster.etcdctl('put', 'key3', 'later')
  await cluster.etcdctl('del', 'key30')
  await cluster.etcdctl('put', 'key30', '')
  await cluster.etcdctl('role', 'add', 'reader')
  await cluster.etcdctl('role', 'grant-permission', 'reader', 'readwrite', 'a', 'z')
  await cluster.etcdctl('user', 'add', 'ann:secret')
  await cluster.etcdctl('user', 'grant-role', 'ann', 'reader')
}
