import { execFile } from 'node:child_process'
import { cp, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startCluster } from '../support/cluster.ts'
import type { EtcdBinaries } from '../support/etcd-binaries.ts'

const run = promisify(execFile)

/**
 * Files of a real server, in `folder`: snapshots before any work (`empty.db`), with keys and a compaction at revision 10
 * (`hash.db`), and with a lease, a user and a role as well (`snap.db`); `data` is the directory of the server after it
 * was stopped in good order, with `.snap` files.
 */
export async function makeFiles(binaries: EtcdBinaries, folder: string): Promise<void> {
  const cluster = await startCluster({ binaries, etcdArgs: ['--snapshot-count=25'] })
  try {
    const member = cluster.member(0)
    await cluster.etcdctl('snapshot', 'save', join(cluster.folder, 'empty.db'))
    for (let index = 0; index < 30; index++) await cluster.etcdctl('put', `k${index}`, `value ${index}`)
    await cluster.etcdctl('del', 'k2')
    await cluster.etcdctl('compaction', '10')
    await cluster.etcdctl('put', 'k1', 'again')
    await cluster.etcdctl('snapshot', 'save', join(cluster.folder, 'hash.db'))
    const granted = await cluster.etcdctl('lease', 'grant', '1000')
    await cluster.etcdctl('put', 'leased', 'v', `--lease=${/lease (\w+)/.exec(granted)?.[1]}`)
    await cluster.etcdctl('user', 'add', 'root:secret')
    await cluster.etcdctl('role', 'add', 'r1')
    await cluster.etcdctl('role', 'grant-permission', 'r1', 'readwrite', 'k0', 'k9')
    await cluster.etcdctl('snapshot', 'save', join(cluster.folder, 'snap.db'))
    await cluster.stop(member)
    await mkdir(folder, { recursive: true })
    await cp(member.dataDir, join(folder, 'data'), { recursive: true })
    for (const name of ['empty.db', 'hash.db', 'snap.db']) await rename(join(cluster.folder, name), join(folder, name))
  } finally {
    await cluster.close()
  }
}

/** Copies what `makeFiles` made, holes of the log included. */
export async function copyFiles(from: string, to: string): Promise<void> {
  await run('cp', ['-r', '--sparse=always', from, to])
}
