import { randomFillSync } from 'node:crypto'
import type { CallOptions, EtcdClient } from '../../client/client.ts'
import type { Statistics } from './statistics.ts'

export interface KeyShape {
  readonly prefix: Uint8Array
  /** Length of a key after the prefix, and of a value. */
  readonly keyBytes: number
  readonly valueBytes: number
}

export interface PutLoad {
  /** The writers are spread over these. */
  readonly clients: readonly EtcdClient[]
  /** How many puts are on their way at once. */
  readonly writers: number
  readonly shape: KeyShape
  /** Made for each put. */
  readonly call: () => CallOptions
  /** Resolves to true when one more key is to be put, and to false when there is nothing more to do. */
  readonly next: () => Promise<boolean> | boolean
  readonly statistics: Statistics
  readonly onPut?: () => void
}

const randomBytes = 10

/** Puts new keys until `next` resolves to false. Errors are counted and do not end it. */
export async function putKeys(load: PutLoad): Promise<void> {
  const value = new Uint8Array(load.shape.valueBytes)
  const writers = Array.from({ length: load.writers }, async (_, at) => {
    const client = load.clients[at % load.clients.length]
    while (client !== undefined && (await load.next())) {
      await putOne(client, { key: newKey(load.shape), value }, load)
      load.onPut?.()
    }
  })
  await Promise.all(writers)
}

async function putOne(client: EtcdClient, pair: { key: Uint8Array; value: Uint8Array }, load: PutLoad): Promise<void> {
  const start = performance.now()
  try {
    await client.kv.put(pair, load.call())
    load.statistics.succeed((performance.now() - start) / 1000)
  } catch (error) {
    load.statistics.fail(error)
  }
}

function newKey({ prefix, keyBytes }: KeyShape): Uint8Array {
  const key = new Uint8Array(prefix.length + keyBytes)
  key.set(prefix)
  return randomFillSync(key, prefix.length, Math.min(randomBytes, keyBytes))
}
