import type { EtcdClient } from '../../src/client/client.ts'
import type { Cluster } from '../../test/support/cluster.ts'
import { allWith, withNewestReal } from './contenders.ts'
import type { Group, Load, Setting } from './groups.ts'
import { numberedKey, putKeys, textValue } from './put-keys.ts'
import { openStore, startStore, stateOf } from './store.ts'

/** Copies from one server to an empty one, until all keys are there. */
export const mirror: Group = { rounds: { quick: 2, readme: 1, full: 3 }, warmUps: 0, loads }

async function* loads({ server, contenders, pace }: Setting): AsyncGenerator<Load> {
  const keys = pace === 'quick' ? 5000 : 50_000
  const source = await startStore(server)
  try {
    const client = await openStore(source)
    await putKeys(client, { keys, key: numberedKey('/mirror/'), value: textValue })
    client.close()
    const destination = await startStore(server)
    try {
      const words = [...source.clientFlags(), 'make-mirror', destination.member(0).endpoint]
      const ends = untilFull(destination, BigInt(keys))
      const programs = allWith(pace === 'readme' ? withNewestReal(contenders) : contenders, words).map((program) => ({
        ...program,
        ...ends,
      }))
      yield { name: `make-mirror, ${keys / 1000} k keys`, chart: 'large', programs }
    } finally {
      await destination.close()
    }
  } finally {
    await source.close()
  }
}

/** Each run finds the destination as empty as on the first day. */
function untilFull(destination: Cluster, keys: bigint) {
  let client: EtcdClient | undefined
  const holds = async () => {
    client ??= await openStore(destination)
    const isFull = (await stateOf(client)).keys >= keys
    if (isFull) client.close()
    return isFull
  }
  const before = async () => {
    client = undefined
    await destination.reset()
  }
  return { before, until: { holds } }
}
