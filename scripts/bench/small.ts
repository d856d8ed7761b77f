import { type Cluster, startCluster } from '../../test/support/cluster.ts'
import { allWith, emptyNode } from './contenders.ts'
import type { Group, Load, Setting } from './groups.ts'

const questions = [['get', 'k'], ['put', 'k', 'v'], ['member', 'list'], ['version']]

/** What a shell script asks all day: the start of the program is what takes the time. */
export const small: Group = { rounds: { quick: 3, readme: 10, full: 20 }, warmUps: 1, loads }

async function* loads(setting: Setting): AsyncGenerator<Load> {
  const one = await startCluster({ binaries: setting.server })
  try {
    for (const words of questions) yield question(words.join(' '), words, one, setting)
  } finally {
    await one.close()
  }
  const three = await startCluster({ binaries: setting.server, size: 3 })
  try {
    yield question('endpoint health, 3 nodes', ['endpoint', 'health'], three, setting)
  } finally {
    await three.close()
  }
}

function question(name: string, words: readonly string[], cluster: Cluster, { contenders }: Setting): Load {
  const flags = cluster.clientFlags(cluster.endpoints)
  return { name, chart: 'small', programs: [emptyNode, ...allWith(contenders, [...flags, ...words])] }
}
