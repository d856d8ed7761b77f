import type { Cluster } from '../../test/support/cluster.ts'
import { Draw } from './draw.ts'
import type { Setting } from './groups.ts'
import { drawKeys, type Layout } from './layouts.ts'
import { putKeys } from './put-keys.ts'
import type { Filled } from './reads.ts'
import { openStore, stateOf } from './store.ts'
import { mixedValues } from './values.ts'

/** Few keys in a transaction: stores hold revisions of one key. */
const opsPerTxn = 16

/** Puts keys of the layout with values of mixed sizes, or those that `values` draws. The same seed puts the same bytes. */
export async function fillLayout(
  cluster: Cluster,
  layout: Layout,
  keys: number,
  { seed, server }: Setting,
  values = mixedValues,
  ops = opsPerTxn,
): Promise<Filled> {
  const draw = new Draw(seed)
  const names = drawKeys(layout, keys, draw)
  const value = values(draw)
  const key = (index: number) => names[index] ?? Buffer.alloc(0)
  const client = await openStore(cluster)
  const { revision: firstRevision } = await stateOf(client)
  await putKeys(client, { keys, key, value, opsPerTxn: ops })
  const { revision: lastRevision, keys: stored } = await stateOf(client)
  client.close()
  if (stored !== BigInt(keys)) throw new Error(`${keys} keys were put, ${stored} are there`)
  return {
    endpoint: cluster.member(0).endpoint,
    clientFlags: cluster.clientFlags(),
    processIds: () => cluster.processIds,
    version: server.version,
    prefix: layout.prefix,
    keys,
    firstRevision,
    lastRevision,
  }
}
