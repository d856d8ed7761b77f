import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { createBolt } from '../../src/offline/bbolt/writer.ts'
import { encodeRevisionKey } from '../../src/offline/mvcc/revision-key.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType } from '../../src/rpc/fields.ts'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { runUtl } from '../support/run-cli.ts'
import { writeDatabase } from './sample-data-dir.ts'

function sample(t: TestContext): string {
  const path = join(temporaryFolder(t), 'member', 'snap', 'db')
  writeDatabase(path)
  return path
}

async function lines(args: readonly string[], pin = 'auto'): Promise<string[]> {
  const run = await runUtl(args, { env: { ETCDCTL_COMPAT: pin } })
  assert.deepEqual([run.code, run.stderr], [0, ''])
  return run.stdout.split('\n').slice(0, -1)
}

test('list-bucket names the buckets, a line each', async (t) => {
  const names = ['auth', 'authRoles', 'authUsers', 'key', 'lease', 'members', 'meta']
  assert.deepEqual(await lines(['list-bucket', sample(t)]), names)
})

test('a data directory stands for the database in it', async (t) => {
  const path = sample(t)
  const dataDir = join(path, '..', '..', '..')
  assert.deepEqual(await lines(['list-bucket', dataDir]), await lines(['list-bucket', path]))
  assert.equal((await lines(['hash', dataDir]))[0], `db path: ${path}`)
})

test('a file may have any name', async (t) => {
  const path = join(temporaryFolder(t), 'backup')
  writeDatabase(path)
  assert.equal((await lines(['list-bucket', path])).length, 7)
})

test('hash leaves out what differs between members, by release', async (t) => {
  const path = sample(t)
  const hash = async (pin: string) => (await lines(['hash', path], pin))[1]
  assert.equal(await hash('3.6'), await hash('auto'))
  assert.notEqual(await hash('3.4'), await hash('3.5'))
  assert.notEqual(await hash('3.5'), await hash('3.6'))
  // what etcd-dump-db of 3.6 and 3.7 says of the same file
  assert.equal(await hash('auto'), 'Hash: 1759868248')
})

const bound = 'value=[key "k\\"é" | val "v" | created 2 | mod 3 | ver 2]'
const decoded: readonly (readonly [bucket: string, pin: string, lines: string[]])[] = [
  [
    'key',
    'auto',
    [
      'rev={Revision:{Main:4 Sub:0} tombstone:true}, value=[key "gone" | val "" | created 0 | mod 0 | ver 0]',
      `rev={Revision:{Main:3 Sub:0} tombstone:false}, ${bound}`,
      'rev={Revision:{Main:2 Sub:1} tombstone:false}, value=[key "gone" | val "\\x00\\xff" | created 2 | mod 2 | ver 1]',
      'rev={Revision:{Main:2 Sub:0} tombstone:false}, value=[key "k\\"é" | val "\\x00\\xff" | created 2 | mod 2 | ver 1]',
    ],
  ],
  [
    'key',
    '3.5',
    [
      'rev={main:4 sub:0}, value=[key "gone" | val "" | created 0 | mod 0 | ver 0]',
      `rev={main:3 sub:0}, ${bound}`,
      'rev={main:2 sub:1}, value=[key "gone" | val "\\x00\\xff" | created 2 | mod 2 | ver 1]',
      'rev={main:2 sub:0}, value=[key "k\\"é" | val "\\x00\\xff" | created 2 | mod 2 | ver 1]',
    ],
  ],
  ['lease', 'auto', ['lease ID=0000000000000abc, TTL=60s, remaining TTL=7s']],
  ['lease', '3.5', ['lease ID=0000000000000abc, TTL=60s']],
  ['auth', 'auto', ['key="authRevision", value=8', 'key="authEnabled", value=[1]']],
  [
    'authRoles',
    'auto',
    [
      'role="r1", keyPermission=[key:"a" permType:READWRITE key:"k\\n" range_end:"\\xff"]',
      'role="none", keyPermission=[]',
    ],
  ],
  [
    'authRoles',
    '3.6',
    [
      'role="r1", keyPermission=[key:"a"  permType:READWRITE key:"k\\n" range_end:"\\377" ]',
      'role="none", keyPermission=[]',
    ],
  ],
  ['authUsers', 'auto', ['user="cn", roles=[], option=no_password:true', 'user="bob", roles=["none" "r1"], option=']],
  ['authUsers', '3.6', ['user="cn", roles=[], option=no_password:true ', 'user="bob", roles=["none" "r1"], option=']],
  [
    'authUsers',
    '3.5',
    [
      'user="cn", roles=[], password="", option=no_password:true ',
      'user="bob", roles=["none" "r1"], password="$2a$10$x", option=',
    ],
  ],
  [
    'meta',
    'auto',
    [
      'key="term", value=2',
      'key="storageVersion", value="3.6.0"',
      'key="finishedCompactRev", value={1 0}',
      'key="consistent_index", value=93',
    ],
  ],
  [
    'meta',
    '3.5',
    [
      'key="term", value="\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02"',
      'key="storageVersion", value="3.6.0"',
      'key="finishedCompactRev", value="\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01_\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00"',
      'key="consistent_index", value="\\x00\\x00\\x00\\x00\\x00\\x00\\x00]"',
    ],
  ],
  [
    'members',
    'auto',
    ['key="8e9e05c52164694d", value="{\\"id\\":10276657743932975437,\\"peerURLs\\":[\\"http://localhost:2380\\"]}"'],
  ],
]

for (const [bucket, pin, expected] of decoded) {
  test(`iterate-bucket ${bucket} --decode shows the entries as ${pin} does, the last one first`, async (t) => {
    assert.deepEqual(await lines(['iterate-bucket', sample(t), bucket, '--decode'], pin), expected)
  })
}

test('iterate-bucket without --decode quotes keys and values', async (t) => {
  assert.deepEqual(await lines(['iterate-bucket', sample(t), 'auth']), [
    'key="authRevision", value="\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\b"',
    'key="authEnabled", value="\\x01"',
  ])
})

test('iterate-bucket stops at its limit', async (t) => {
  const path = sample(t)
  const all = await lines(['iterate-bucket', path, 'meta'])
  for (const limit of [1, 3, 4, 40, 4000]) {
    assert.deepEqual(await lines(['iterate-bucket', path, 'meta', `--limit=${limit}`]), all.slice(0, limit))
  }
  assert.deepEqual(await lines(['iterate-bucket', path, 'meta', '--limit', '0']), all)
})

test('a bucket of many batches comes whole and in order, however many entries are asked for', async (t) => {
  const path = join(temporaryFolder(t), 'db')
  const writer = createBolt(path)
  writer.bucket('many')
  const count = 10_000
  const name = (index: number) => `k${String(index).padStart(6, '0')}`
  // a few values are as large as a batch
  for (let index = 0; index < count; index++) {
    writer.put(Buffer.from(name(index)), Buffer.alloc(index % 2500 === 7 ? 1_200_000 : 3, 'v'))
  }
  writer.finish()
  const keys = (await lines(['iterate-bucket', path, 'many'])).map((line) => /^key="(.*?)"/.exec(line)?.[1])
  assert.deepEqual(
    keys,
    Array.from({ length: count }, (_, at) => name(count - 1 - at)),
  )
  const limited = await lines(['iterate-bucket', path, 'many', '--limit=5000'])
  assert.equal(limited.length, 5000)
  assert.match(limited.at(-1) ?? '', new RegExp(`^key="${name(count - 5000)}"`))
})

test('an empty bucket has no entries, and one that is not there is refused', async (t) => {
  const path = join(temporaryFolder(t), 'db')
  const writer = createBolt(path)
  writer.bucket('alarm')
  writer.finish()
  assert.deepEqual(await lines(['iterate-bucket', path, 'alarm', '--decode']), [])
  assert.deepEqual(await lines(['iterate-bucket', path, 'alarm', '--limit=2']), [])
  const run = await runUtl(['iterate-bucket', path, 'nosuch'])
  assert.deepEqual(run, { code: 1, stdout: '', stderr: 'Error: got nil bucket for nosuch\n' })
})

test('an entry that does not decode is named, after those that do', async (t) => {
  const path = join(temporaryFolder(t), 'db')
  const writer = createBolt(path)
  writer.bucket('key')
  writer.put(Buffer.from('oops'), Buffer.from('v'))
  writer.put(Buffer.concat([Buffer.from([0x70]), encodeRevisionKey(2n).subarray(1)]), encode(keyValueType, {}))
  writer.finish()
  const run = await runUtl(['iterate-bucket', path, 'key', '--decode'])
  assert.equal(run.code, 1)
  assert.match(run.stderr, /^Error: entry "oops": cannot parse revision key: "oops"\n$/)
})

test('what is no database is refused in one line', async (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'db')
  writeFileSync(path, Buffer.alloc(65_536))
  mkdirSync(join(folder, 'member'))
  for (const args of [['list-bucket'], ['hash'], ['snapshot', 'status']]) {
    assert.deepEqual(await runUtl([...args, path]), { code: 1, stdout: '', stderr: 'Error: invalid database\n' })
  }
  const empty = await runUtl(['list-bucket', folder])
  assert.equal(empty.stderr, `Error: "${join(folder, 'member', 'snap', 'db')}" does not exist\n`)
})

test('scan-keys shows revisions from the one given on, with their pages', async (t) => {
  const path = sample(t)
  // all buckets of so small a database are in the root's page, whose names end the scan of it
  assert.deepEqual(await lines(['scan-keys', path, '0']), [])
  const big = join(temporaryFolder(t), 'db')
  const writer = createBolt(big)
  writer.bucket('key')
  const value = encode(keyValueType, { key: Buffer.from('k'), value: Buffer.alloc(300) })
  for (let revision = 2n; revision < 30n; revision++) writer.put(encodeRevisionKey(revision), value)
  writer.finish()
  const found = await lines(['scan-keys', big, '28'])
  assert.deepEqual(
    found.map((line) => line.replace(/val ".*"/, 'val')),
    ['28', '29'].map((main, at) => {
      const place = /^pageID=\d+, index=\d+\/\d+/.exec(found[at] ?? '')?.[0]
      return `${place}, rev={Revision:{Main:${main} Sub:0} tombstone:false}, value=[key "k" | val | created 0 | mod 0 | ver 0]`
    }),
  )
})

test('scan-keys goes on over damaged pages and says which they are', async (t) => {
  const path = join(temporaryFolder(t), 'db')
  const writer = createBolt(path)
  writer.bucket('key')
  const value = encode(keyValueType, { key: Buffer.from('k'), value: Buffer.alloc(1000) })
  for (let revision = 2n; revision < 40n; revision++) writer.put(encodeRevisionKey(revision), value)
  writer.finish()
  const bytes = readFileSync(path)
  const before = (await lines(['scan-keys', path, '0'])).length
  bytes.fill(0xff, 3 * 4096, 3 * 4096 + 8)
  // an element of the page after that points out of the page
  bytes.writeUInt32LE(0xffff_fff0, 4 * 4096 + 16 + 12)
  writeFileSync(path, bytes)
  const run = await runUtl(['scan-keys', path, '0'])
  assert.equal(run.code, 0)
  assert.match(
    run.stderr,
    /^Reading page 3 failed: unexpected page id: 18446744073709551615, wanted: 3\. Continuing\.\.\.$/m,
  )
  assert.match(run.stderr, /^Reading page 4 failed: element 0 is out of bounds\. Continuing\.\.\.$/m)
  const left = run.stdout.split('\n').length - 1
  assert.ok(left > 0 && left < before, `${left} of ${before}`)
})

test('a start revision that is no number is refused', async (t) => {
  const run = await runUtl(['scan-keys', sample(t), 'x'])
  assert.equal(run.stderr, 'Error: strconv.ParseInt: parsing "x": invalid syntax\n')
})
