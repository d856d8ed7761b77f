import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RestoreOptions, type RestoreReport, restore } from '../../../src/offline/restore/restore.ts'
import { Cluster, type Member } from '../../support/cluster.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { freePort } from '../../support/ports.ts'
import { defaults } from '../sample-snapshot.ts'

export interface RestoredCluster {
  readonly cluster: Cluster
  readonly reports: readonly RestoreReport[]
}

/** Restores a snapshot for each member and starts real servers on that; the caller closes the cluster. */
export async function startRestored(
  binaries: EtcdBinaries,
  size: number,
  flags: Partial<RestoreOptions> & { readonly snapshotPath: string },
): Promise<RestoredCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'etcdctl-ts-'))
  const members = await Promise.all(Array.from({ length: size }, (_, index) => planMember(folder, `m${index + 1}`)))
  const cluster = new Cluster({ binaries, size }, folder, members)
  try {
    await mkdir(join(folder, 'log'))
    const initialCluster = members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',')
    const reports: RestoreReport[] = []
    for (const { name, peerUrl, dataDir } of members) {
      const own = { name, dataDir, initialCluster, initialClusterToken: 'etcdctl-ts', advertisedPeerUrls: peerUrl }
      reports.push(await restore({ ...defaults, ...own, ...flags }))
    }
    await cluster.start()
    return { cluster, reports }
  } catch (error) {
    await cluster.close()
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

async function planMember(folder: string, name: string): Promise<Member> {
  const host = '127.0.0.1'
  const clientPort = await freePort(host)
  const endpoint = `${host}:${clientPort}`
  return {
    name,
    host,
    clientPort,
    endpoint,
    clientUrl: `http://${endpoint}`,
    peerUrl: `http://${host}:${await freePort(host)}`,
    dataDir: join(folder, name),
    logFile: join(folder, 'log', `${name}.log`),
  }
}

/** What the keys, leases, users and roles are, as the release's own client shows them. */
export async function contentOf(cluster: Cluster): Promise<string[]> {
  const commands = [
    ['get', '', '--prefix'],
    ['lease', 'list'],
    ['user', 'list'],
    ['user', 'get', 'ann'],
    ['role', 'get', 'reader'],
  ]
  const texts: string[] = []
  for (const command of commands) texts.push(await cluster.etcdctl(...command))
  return texts
}
