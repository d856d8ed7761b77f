import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Cluster, startCluster } from '../../support/cluster.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { runProcess } from '../../support/run-process.ts'

/** What is kept of the room behind a log: a crash leaves some. */
const roomBytes = 4096

/**
 * Fills a folder with what a server of a release leaves: `data`, its data directory after a stop in good order, `killed`, the one
 * after a kill with writes that stand in its log only, `snapshot.db`, and in `versions` its database at several times.
 */
export async function writeServerFiles(binaries: EtcdBinaries, folder: string): Promise<void> {
  const isOld = binaries.release === '3.4' || binaries.release === '3.5'
  const etcdArgs = ['--snapshot-count=12', ...(isOld ? ['--enable-v2'] : [])]
  const cluster = await startCluster({ binaries, etcdArgs })
  const versions = join(folder, 'versions')
  mkdirSync(versions, { recursive: true })
  try {
    const server = new FilledServer(cluster, binaries)
    await server.fill(versions, isOld)
    await cluster.etcdctl('snapshot', 'save', join(folder, 'snapshot.db'))
    const { length } = readFileSync(join(folder, 'snapshot.db'))
    await server.copyAfterStop(join(folder, 'data'), length)
    await server.copyAfterKill(join(folder, 'killed'), length)
    for (const name of readdirSync(versions)) truncateSync(join(versions, name), 2 * (length - 32))
  } finally {
    await cluster.close()
  }
}

class FilledServer {
  private readonly cluster: Cluster
  private readonly binaries: EtcdBinaries

  constructor(cluster: Cluster, binaries: EtcdBinaries) {
    this.cluster = cluster
    this.binaries = binaries
  }

  async fill(versions: string, hasV2: boolean): Promise<void> {
    const { etcdctl } = this.cluster
    const run = etcdctl.bind(this.cluster)
    for (let round = 0; round < 5; round++) {
      await this.putMany(round)
      await this.keepVersion(versions, round)
    }
    const lease = (await run('lease', 'grant', '36000')).split(' ')[1] ?? ''
    await run('put', 'leased', 'x', `--lease=${lease}`)
    for (const size of [5_000, 9_000, 40_000]) await run('put', `large${size}`, 'L'.repeat(size))
    await run('del', '/registry/pods/', '/registry/pods/default/pod-0020')
    await run('compaction', '5', '--physical')
    if (hasV2) await this.putV2()
    await this.changeMembers()
    await this.addUsers()
    for (let index = 0; index < 8; index++) await run('put', `later${index}`, 'v'.repeat(80 * index))
    await run('del', 'later1')
    await this.keepVersion(versions, 5)
  }

  async copyAfterStop(to: string, length: number): Promise<void> {
    const member = this.cluster.member(0)
    await this.cluster.stop(member)
    copyDataDir(member.dataDir, to, length)
    await this.cluster.restart(member)
  }

  async copyAfterKill(to: string, length: number): Promise<void> {
    const member = this.cluster.member(0)
    for (let index = 0; index < 3; index++) await this.cluster.etcdctl('put', `last${index}`, 'acknowledged')
    await this.cluster.kill(member)
    copyDataDir(member.dataDir, to, length)
  }

  /** A transaction is one revision of many entries. */
  private async putMany(round: number): Promise<void> {
    const puts = Array.from({ length: 60 }, (_, index) => {
      const number = String(round * 30 + index).padStart(4, '0')
      return `put /registry/pods/default/pod-${number} "${'v'.repeat((index * 7) % 90)}"\n`
    })
    const flags = this.cluster.clientFlags()
    const options = { env: { ETCDCTL_API: '3' }, stdin: `\n${puts.join('')}\n\n` }
    const { code, stderr } = await runProcess(this.binaries.etcdctl, [...flags, 'txn'], options)
    if (code !== 0) throw new Error(`txn: ${stderr}`)
  }

  /** A server writes its database at least every 100 ms; the copy may be torn where it does so now. */
  private async keepVersion(versions: string, round: number): Promise<void> {
    const from = join(this.cluster.member(0).dataDir, 'member', 'snap', 'db')
    await new Promise((resolve) => setTimeout(resolve, 250))
    copyFileSync(from, join(versions, String(round)))
  }

  private async putV2(): Promise<void> {
    for (const path of ['a', 'b/c', 'b/d']) {
      const url = `${this.cluster.member(0).clientUrl}/v2/keys/${path}`
      await fetch(url, { method: 'PUT', body: new URLSearchParams({ value: `v2 of ${path}` }) })
    }
  }

  /** One that left, and one that only listens and was never started. */
  private async changeMembers(): Promise<void> {
    for (const name of ['gone', 'learner']) {
      const url = `--peer-urls=http://127.0.0.1:${name === 'gone' ? 1 : 2}`
      const added = await this.cluster.etcdctl('member', 'add', name, url, '--learner')
      const id = /[0-9a-f]{12,16}/.exec(added)?.[0] ?? ''
      if (name === 'gone') await this.cluster.etcdctl('member', 'remove', id)
    }
  }

  private async addUsers(): Promise<void> {
    const run = this.cluster.etcdctl.bind(this.cluster)
    for (const role of ['reader', 'writer']) {
      await run('role', 'add', role)
      await run('role', 'grant-permission', role, role === 'reader' ? 'read' : 'readwrite', 'a', 'z')
    }
    for (const [user, role] of [
      ['ann', 'reader'],
      ['bob', 'writer'],
    ] as const) {
      await run('user', 'add', `${user}:secret`)
      await run('user', 'grant-role', user, role)
    }
  }
}

/** A database is longer than what is in use, and a log has room at its end: both take time to copy. */
function copyDataDir(from: string, to: string, length: number): void {
  spawnSync('cp', ['--sparse=always', '-a', from, to])
  const [snap, wal] = [join(to, 'member', 'snap'), join(to, 'member', 'wal')]
  truncateSync(join(snap, 'db'), 2 * (length - 32))
  for (const name of readdirSync(wal)) cutRoom(join(wal, name))
}

function cutRoom(path: string): void {
  if (path.endsWith('.tmp')) {
    writeFileSync(path, Buffer.alloc(roomBytes))
    return
  }
  const bytes = readFileSync(path)
  truncateSync(path, bytes.findLastIndex((byte) => byte !== 0) + 1 + roomBytes)
}

export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
}
