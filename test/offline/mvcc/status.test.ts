import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import type { Release } from '../../../src/base/release.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { memorySource } from '../../../src/offline/files/file-source.ts'
import { backendHash, statusHash } from '../../../src/offline/mvcc/hash.ts'
import { snapshotStatus } from '../../../src/offline/mvcc/status.ts'
import { encode } from '../../../src/rpc/codec.ts'
import { userType } from '../../../src/rpc/fields.ts'
import { boltBytes, type Entry, inFolder } from '../bolt-bytes.ts'
import { historyBytes, keysLeft } from '../history.ts'
import { releasesFound } from '../real-store.ts'

const judges = (await releasesFound()).filter(({ etcdutl }) => etcdutl !== undefined)
const none = judges.length === 0 && 'no etcdutl found'
const revision = Buffer.from('00000000000000025f0000000000000000', 'hex')

function ours(bytes: Uint8Array, release: string): string {
  try {
    const status = snapshotStatus(openBolt(memorySource(bytes), release as Release), release as Release)
    const { hash, revision, totalKeys, sizeBytes, version } = status
    const tail = version === undefined ? '' : `,"version":"${version}"`
    return `{"hash":${hash},"revision":${revision},"totalKey":${totalKeys},"totalSize":${sizeBytes}${tail}}`
  } catch (error) {
    return String(error).replace(/^\w*Error/, 'Error')
  }
}

/** Programs of the original that end with a crash have no answer. */
function real(program: string, bytes: Uint8Array): string | undefined {
  return inFolder((folder) => {
    const path = join(folder, 'db')
    writeFileSync(path, bytes)
    const run = spawnSync(program, ['snapshot', 'status', path, '-w', 'json'], { encoding: 'utf8', timeout: 120_000 })
    if (run.status === 0) return run.stdout.trim()
    return run.status === 1 ? run.stderr.slice(run.stderr.lastIndexOf('Error: ')).trim() : undefined
  })
}

const large: Entry[] = [[revision, Buffer.alloc(70_000, 'x')]]
const meta: Entry[] = [['storageVersion', '3.6.0']]

const files: readonly [what: string, bytes: Buffer][] = [
  ['a history', historyBytes({ seed: 11, revisions: 400, keys: 60 })],
  ['a compacted history', historyBytes({ seed: 12, revisions: 900, keys: 500, compacted: 600 })],
  ['many keys that come and go', historyBytes({ seed: 13, revisions: 9000, keys: 6000 })],
  ['no keys', boltBytes({ key: [], meta })],
  ['a storage version that is none', boltBytes({ key: [], meta: [['storageVersion', 'next']] })],
  ['unknown buckets', boltBytes({ key: [], meta, mine: [['a', 'b']], other: large })],
  ['a key that is no revision', boltBytes({ key: [['five5', 'x']], meta })],
  ['a key with another separator', boltBytes({ key: [[Buffer.from(revision).fill('"', 8, 9), '']], meta })],
  ['a negative revision', boltBytes({ key: [[Buffer.from(revision).fill(255, 0, 8), '']], meta })],
]

for (const [what, bytes] of files) {
  test(`${what}: the status is the real one`, { skip: none }, () => {
    for (const { etcdutl = '', release, version } of judges) {
      const expected = real(etcdutl, bytes)
      if (expected === undefined) assert.match(ours(bytes, release), /^Error: /, version)
      else assert.equal(ours(bytes, release), expected, version)
    }
  })
}

test('from 3.6 on the keys that exist are counted, before that all entries', () => {
  const history = { seed: 5, revisions: 5000, keys: 3000 }
  const reader = openBolt(memorySource(historyBytes(history)))
  assert.equal(snapshotStatus(reader, '3.6').totalKeys, keysLeft(history))
  assert.ok(snapshotStatus(reader, '3.5').totalKeys > 5000)
})

test('a value that is no pair is named from 3.6 on', () => {
  const bytes = boltBytes({ key: [[revision, Buffer.from([0x0a, 9])]], meta })
  assert.match(
    ours(bytes, '3.7'),
    /^Error: error during bucket key iteration, name: "key" err: cannot unmarshal value, key: /,
  )
  assert.match(ours(bytes, '3.5'), /"totalKey":2/)
})

test('damaged pages are refused with the lines of the check', () => {
  const bytes = historyBytes({ seed: 12, revisions: 900, keys: 500 })
  bytes.writeUInt8(77, 3 * 4096)
  const head = 'Error: snapshot file integrity check failed. 1 errors found.\n'
  assert.equal(ours(bytes, '3.7'), `${head}page 3: expected to be page 3, but self identifies as 77`)
})

test('an empty database has hash 0, and one without the bucket meta is refused from 3.6 on', () => {
  assert.equal(statusHash(openBolt(memorySource(boltBytes({})))), 0)
  assert.match(ours(boltBytes({}), '3.5'), /^{"hash":0,"revision":0,"totalKey":0,"totalSize":12288}$/)
  assert.equal(ours(boltBytes({}), '3.6'), 'Error: the database has no bucket "meta"')
})

test('the hash of the Maintenance service leaves out what differs between members', () => {
  const changing = (text: string): Entry[] => [
    ['consistent_index', text],
    ['storageVersion', text],
    ['term', text],
  ]
  const hashes = (text: string) => {
    const reader = openBolt(memorySource(boltBytes({ key: large, meta: changing(text) })))
    return (['3.4', '3.5', '3.6'] as const).map((release) => backendHash(reader, release))
  }
  const [a, b] = [hashes('1'), hashes('2')]
  assert.deepEqual(
    a.map((hash, index) => hash === b[index]),
    [false, false, true],
  )
  const bare = openBolt(memorySource(boltBytes({ key: large, meta: [] })))
  assert.equal(a[2], statusHash(bare))
})

test('entries that no server could start with are refused', () => {
  const user = encode(userType, { name: Buffer.from('ann') })
  const odd = (bucket: string, key: string | Buffer, value: Uint8Array) =>
    boltBytes({ [bucket]: [[key, Buffer.concat([value, Buffer.alloc(3)])]] })
  for (const release of ['3.4', '3.5']) {
    assert.match(ours(odd('authUsers', 'ann', user), release), /^Error: bucket "authUsers": entry "ann" /)
    assert.match(ours(odd('authRoles', 'r', new Uint8Array()), release), /^Error: bucket "authRoles": entry "r" /)
    assert.match(ours(odd('lease', Buffer.alloc(8, 1), new Uint8Array()), release), /^Error: bucket "lease": /)
    assert.match(ours(odd('mine', 'ann', user), release), /^\{"hash":/)
  }
})
