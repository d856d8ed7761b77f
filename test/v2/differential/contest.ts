import { noV2Remark } from '../../../src/v2/keys.ts'
import { type Cluster, startCluster } from '../../support/cluster.ts'
import type { EtcdBinaries } from '../../support/etcd-binaries.ts'
import { ourProgram } from '../../support/our-program.ts'
import { freePort } from '../../support/ports.ts'
import { type Line, type Outcome, playLine } from './play-line.ts'

/** How one line came out on both sides. */
export interface Difference {
  readonly text: string
  readonly theirs: Outcome
  readonly ours: Outcome
}

/** A real client and ours, each with a server of its own that sees the same lines in the same order. */
export class Contest {
  private readonly etcd: EtcdBinaries
  private readonly pin: string
  private readonly clusters: readonly [theirs: Cluster, ours: Cluster]
  private readonly dead: string

  private constructor(etcd: EtcdBinaries, pin: string, clusters: readonly [Cluster, Cluster], dead: string) {
    this.etcd = etcd
    this.pin = pin
    this.clusters = clusters
    this.dead = dead
  }

  /** `pin`: the release that ours follows; empty for none. */
  static async start(etcd: EtcdBinaries, pin: string): Promise<Contest> {
    // 3.0 serves v2 and knows no flag for it
    const options = { binaries: etcd, etcdArgs: etcd.release === '3.0' ? [] : ['--enable-v2=true'] }
    const clusters = await Promise.all([startCluster(options), startCluster(options)])
    return new Contest(etcd, pin, clusters, `http://127.0.0.1:${await freePort()}`)
  }

  async close(): Promise<void> {
    await Promise.all(this.clusters.map((cluster) => cluster.close()))
  }

  /** The lines that came out otherwise. */
  async play(lines: readonly Line[]): Promise<readonly Difference[]> {
    const differences: Difference[] = []
    for (const line of lines) {
      const played = await this.playLine(line)
      const { theirs, ours } = played
      const isSame = theirs.code === ours.code && theirs.stdout === ours.stdout && theirs.stderr === ours.stderr
      if (!isSame) differences.push(played)
    }
    return differences
  }

  private async playLine(line: Line): Promise<Difference> {
    const [theirCluster, ourCluster] = this.clusters
    const [theirs, ours] = await Promise.all([
      playLine({ program: this.etcd.etcdctl, member: theirCluster.member(0), env: {} }, line, this.dead),
      playLine(
        { program: ourProgram('etcdctl'), member: ourCluster.member(0), env: { ETCDCTL_COMPAT: this.pin } },
        line,
        this.dead,
      ),
    ])
    // ours says more of a server that does not speak v2, and of an add that a member keeps away that has not started
    const stderr = ours.stderr.replace(`${noV2Remark}\n`, '').replace(/^member \S+ \(\S*\) has not started: .*\n/gm, '')
    // theirs runs a program that wants a terminal
    const noise = "stty: 'standard input': Inappropriate ioctl for device\n"
    const ofRelease = (text: string): string => samePatch(longEscapes(text))
    const [even, oursEven] = this.pin === '' ? [String, rebuiltPage] : [ofRelease, ofRelease]
    return {
      text: line.text,
      theirs: { ...theirs, stdout: even(theirs.stdout), stderr: theirs.stderr.replaceAll(noise, '') },
      ours: { ...ours, stdout: oursEven(ours.stdout), stderr },
    }
  }
}

/** Rebuilt ones set their lists of commands in by two blanks less than the releases of upstream, which ours follows. */
function rebuiltPage(text: string): string {
  return text.includes('COMMANDS:\n') ? text.replace(/^ {5}(?=\S)/gm, '   ') : text
}

/** A pin names the last release of its line, or that of an archive. */
function samePatch(text: string): string {
  return text.replace(/^( {3}|etcdctl version: )(3\.\d+)\.\d+$/gm, '$1$2.PATCH')
}

/** A release that was built from its sources had a newer Go than those that were handed out: it knows `\b` and `\f`. */
function longEscapes(text: string): string {
  const long: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' }
  return text.replace(/\\./g, (short) => long[short] ?? short)
}
