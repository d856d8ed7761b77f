import { startCluster } from '../../test/support/cluster.ts'
import { emptyNode } from './contenders.ts'
import type { Group, Load, Setting } from './groups.ts'

// as the README shows it; the program stands in for the word `etcdctl`
const ask = 'for node in $NODES; do "$@" --endpoints="$node" endpoint health; done'
const startOnly = 'for node in $NODES; do "$@"; done'

/** A shell loop over the nodes of a cluster with mutual TLS. */
export const loop: Group = { rounds: { quick: 2, readme: 10, full: 10 }, warmUps: 1, loads }

async function* loads({ server, contenders }: Setting): AsyncGenerator<Load> {
  const cluster = await startCluster({ binaries: server, size: 3, tls: 'mutual' })
  try {
    const env = {
      NODES: cluster.members.map(({ clientUrl }) => clientUrl).join(' '),
      ETCDCTL_CACERT: cluster.certificates?.ca ?? '',
      ETCDCTL_CERT: cluster.certificates?.client.cert ?? '',
      ETCDCTL_KEY: cluster.certificates?.client.key ?? '',
    }
    const programs = [emptyNode, ...contenders].map(({ name, argv }) => {
      const script = name === emptyNode.name ? startOnly : ask
      return { name, argv: ['bash', '-c', script, 'bash', ...argv], env }
    })
    yield { name: 'shell loop, 3 nodes, TLS', chart: 'small', programs }
  } finally {
    await cluster.close()
  }
}
