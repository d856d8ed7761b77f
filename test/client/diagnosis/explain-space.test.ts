import assert from 'node:assert/strict'
import test from 'node:test'
import { type FullDatabase, spaceText } from '../../../src/client/diagnosis/explain-space.ts'

const million = 1_000_000n
const full: FullDatabase = {
  size: 20n * million,
  inUse: 4n * million,
  quota: 20n * million,
  newest: 50n,
  oldest: 10n,
  isAlarmed: true,
  isElsewhere: false,
  wanted: 100n,
}
const sizes = 'the database takes 20 MB of its quota of 20 MB, 4.0 MB of it in use; '
const disarm = 'etcdctl alarm disarm'

const defrag = `to make room, in this order: etcdctl defrag --cluster, ${disarm}`
const more = '; if that frees too little, delete keys, or start the servers with a larger --quota-backend-bytes'

const cases: readonly (readonly [name: string, change: Partial<FullDatabase>, text: string])[] = [
  [
    'revisions are left',
    {},
    `${sizes}to make room, in this order: etcdctl compaction 50, etcdctl defrag --cluster, ${disarm}`,
  ],
  [
    'nothing was ever compacted',
    { oldest: undefined },
    `${sizes}to make room, in this order: etcdctl compaction 50, etcdctl defrag --cluster, ${disarm}`,
  ],
  ['all is compacted', { oldest: 50n }, `${sizes}${defrag}`],
  [
    'all is compacted, and no alarm was raised',
    { oldest: 50n, isAlarmed: false },
    `${sizes}to make room, in this order: etcdctl defrag --cluster`,
  ],
  [
    'all is done but the alarm',
    { oldest: 50n, size: 4n * million },
    `the database takes 4.0 MB of its quota of 20 MB, 4.0 MB of it in use; there is room again: ${disarm}`,
  ],
  [
    'all is done here, and another member is full',
    { oldest: 50n, size: 4n * million, isElsewhere: true },
    `the database takes 4.0 MB of its quota of 20 MB, 4.0 MB of it in use; to make room, in this order: etcdctl defrag --cluster, ${disarm}`,
  ],
  [
    'there is room, but not for this request',
    { oldest: 50n, size: 19n * million, inUse: 19n * million, wanted: 2n * million },
    `the database takes 19 MB of its quota of 20 MB, 19 MB of it in use; ${defrag}${more}`,
  ],
  [
    'everything is in use',
    { oldest: 50n, inUse: 19n * million },
    `the database takes 20 MB of its quota of 20 MB, 19 MB of it in use; ${defrag}${more}`,
  ],
  [
    'all seems done and the quota is not known',
    { oldest: 50n, size: 4n * million, quota: 0n },
    `the database takes 4.0 MB, 4.0 MB of it in use; ${defrag}${more}`,
  ],
  [
    'the quota is not known (3.4, 3.5)',
    { oldest: 50n, quota: 0n },
    `the database takes 20 MB, 4.0 MB of it in use; to make room, in this order: etcdctl defrag --cluster, ${disarm}`,
  ],
]

for (const [name, change, text] of cases) {
  test(`a full database: only the steps that are due are named when ${name}`, () => {
    assert.equal(spaceText({ ...full, ...change }), text)
  })
}
