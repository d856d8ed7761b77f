import { type Cluster, startCluster } from '../../test/support/cluster.ts'
import { allWith, withNewestReal } from './contenders.ts'
import { startDelayingProxy } from './delaying-proxy.ts'
import type { Group, Load, Setting } from './groups.ts'
import { numberedKey, putKeys, textValue } from './put-keys.ts'
import { openStore } from './store.ts'

/** What one direction of the line takes. */
const delayMs = 50
const fewKeys = 600

/** Commands that ask a server behind a long line, with mutual TLS: their round trips are what takes the time. */
export const line: Group = { rounds: { quick: 1, readme: 2, full: 7 }, warmUps: 0, loads }

const questions: readonly (readonly [string, readonly string[]])[] = [
  ['version', ['version']],
  ['get k', ['get', 'k']],
  ['put k v', ['put', 'k', 'v']],
  ['member list', ['member', 'list']],
  ['endpoint status', ['endpoint', 'status']],
  ['endpoint health', ['endpoint', 'health']],
  ['lock l true', ['lock', 'l', 'true']],
  [`get of ${fewKeys} keys`, ['get', '/line/', '--prefix']],
]

async function* loads({ server, contenders }: Setting): AsyncGenerator<Load> {
  const cluster = await startCluster({ binaries: server, tls: 'mutual' })
  try {
    await fill(cluster)
    const proxy = await startDelayingProxy(cluster.member(0).clientPort, delayMs)
    const flags = cluster.clientFlags([`https://${proxy.address}`])
    for (const [name, words] of questions) {
      yield {
        name: `${name}, line of ${2 * delayMs} ms`,
        programs: allWith(withNewestReal(contenders), [...flags, ...words]),
      }
    }
    proxy.close()
  } finally {
    await cluster.close()
  }
}

async function fill(cluster: Cluster): Promise<void> {
  const client = await openStore(cluster)
  await putKeys(client, { keys: fewKeys, key: numberedKey('/line/'), value: textValue })
  client.close()
}
