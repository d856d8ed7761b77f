import { noV2Remark } from '../../../src/v2/keys.ts'
import type { Cluster } from '../../support/cluster.ts'
import { startCluster } from '../../support/cluster.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { ourProgram } from '../../support/our-program.ts'
import { freePort } from '../../support/ports.ts'
import { type Line, type Outcome, playLine } from './play-line.ts'

export interface Difference {
  readonly text: string
  readonly theirs: Outcome
  readonly ours: Outcome
}

/** A real client and ours, each with a server of its own that sees the same lines in the same order. */
export class Contest {
  private readonly etcd: EtcdBinaries
  private readonly pin: Readonly<Record<string, string>>
  private readonly clusters: readonly [theirs: Cluster, ours: Cluster]
  private readonly dead: string

  private constructor(
    etcd: EtcdBinaries,
    pin: Readonly<Record<string, string>>,
    clusters: readonly [Cluster, Cluster],
    dead: string,
  ) {
    this.etcd = etcd
    this.pin = pin
    this.clusters = clusters
    this.dead = dead
  }

  /** `compat`: the release that ours is pinned to; empty for none. */
  static async start(etcd: EtcdBinaries, compat: string): Promise<Contest> {
    const options = { binaries: etcd, etcdArgs: etcd.release === '3.0' ? [] : ['--enable-v2=true'] }
    const clusters = await Promise.all([startCluster(options), startCluster(options)])
    const dead = `http://127.0.0.1:${await freePort()}`
    return new Contest(etcd, compat === '' ? {} : { ETCDCTL_COMPAT: compat }, clusters, dead)
  }

  async close(): Promise<void> {
    await Promise.all(this.clusters.map((cluster) => cluster.close()))
  }

  /** The difference, if there is one. */
  async play(line: Line): Promise<Difference | undefined> {
    const [theirCluster, ourCluster] = this.clusters
    const [theirs, ours] = await Promise.all([
      playLine({ program: this.etcd.etcdctl, member: theirCluster.member(0), env: {} }, line, this.dead),
      playLine({ program: ourProgram('etcdctl'), member: ourCluster.member(0), env: this.pin }, line, this.dead),
    ])
    // ours says more of a server that does not speak v2
    const said = ours.stderr.replace(`${noV2Remark}\n`, '')
    const isSame = theirs.code === ours.code && theirs.stdout === ours.stdout && theirs.stderr === said
    return isSame ? undefined : { text: line.text, theirs, ours }
  }
}
