import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { createBolt } from '../../src/offline/bbolt/writer.ts'
import { encodeU64be, utf8 } from '../../src/offline/bytes.ts'
import { encodeRevisionKey } from '../../src/offline/mvcc/revision-key.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType } from '../../src/rpc/fields.ts'

export interface LargeStore {
  readonly keys: number
  /** How many values of 1 MB there are beside. */
  readonly largeValues: number
}

/** What the offline commands are measured with: 525 MB in all. */
export const usualStore: LargeStore = { keys: 1_500_000, largeValues: 120 }

const buckets = ['alarm', 'auth', 'authRoles', 'authUsers', 'cluster']
const valueText = 'The quick brown fox jumps over the lazy dog. '

/** Makes a snapshot file, trailing hash included, as a server of 3.6 would send it. Returns the number of keys in it. */
export function makeLargeStore(path: string, { keys, largeValues }: LargeStore): number {
  const writer = createBolt(path)
  for (const name of buckets) writer.bucket(name)
  writer.bucket('key')
  const all = keys + largeValues
  const every = Math.floor(all / largeValues)
  for (let index = 0; index < all; index++) {
    const value = index % every === 0 ? Buffer.alloc(1_000_000, index) : Buffer.from(`${index} ${valueText.repeat(3)}`)
    const revision = BigInt(index + 2)
    const key = utf8(`/registry/configmaps/namespace-${index % 97}/object-${index}`)
    const fields = { key, createRevision: revision, modRevision: revision, version: 1n, value }
    writer.put(encodeRevisionKey(revision), encode(keyValueType, fields))
  }
  for (const name of ['lease', 'members', 'members_removed', 'meta']) writer.bucket(name)
  writer.put(utf8('consistent_index'), encodeU64be(BigInt(all)))
  writer.put(utf8('storageVersion'), utf8('3.6.0'))
  writer.put(utf8('term'), encodeU64be(2n))
  writer.finish()
  appendFileSync(path, createHash('sha256').update(readFileSync(path)).digest())
  return all
}
