import { join } from 'node:path'
import { startCluster } from '../test/support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../test/support/etcd-binaries.ts'
import { interleave, type Program } from './bench/measure.ts'
import { type Summary, summarise, summaryTable } from './bench/summary.ts'

const rounds = Number(process.env.ROUNDS ?? 20)
const ours = join(import.meta.dirname, '..', 'bin', 'etcdctl')
const loads: readonly (readonly string[])[] = [
  ['get', 'k'],
  ['put', 'k', 'v'],
  ['endpoint', 'health'],
  ['member', 'list'],
  ['version'],
]

/** Times an empty node, the real clients and ours in turn, on one member of real etcd. */
async function bench(): Promise<void> {
  const { binaries, reasons } = await findEtcdBinaries()
  const newest = binaries.at(-1)
  if (newest === undefined) throw new Error(['there is no etcd to talk to', ...reasons].join('\n'))
  const cluster = await startCluster({ binaries: newest })
  try {
    const rows: Summary[] = []
    for (const words of loads) {
      const runs = await interleave(programs(binaries, cluster.endpoints, words), rounds)
      for (const [program, list] of runs) rows.push(summarise(words.join(' '), program, list))
    }
    if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2))
    else console.log(summaryTable(rows, 'node -e 0'))
  } finally {
    await cluster.close()
  }
}

function programs(
  binaries: readonly EtcdBinaries[],
  endpoints: readonly string[],
  words: readonly string[],
): Program[] {
  const args = [`--endpoints=${endpoints.join(',')}`, ...words]
  const real = binaries.map(({ version, etcdctl }) => ({ name: `etcdctl ${version}`, argv: [etcdctl, ...args] }))
  return [
    { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
    ...real,
    { name: 'ours (node)', argv: [process.execPath, ours, ...args] },
  ]
}

await bench()
