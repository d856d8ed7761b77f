import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { checkBolt } from '../../../src/offline/bbolt/check.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { createBolt } from '../../../src/offline/bbolt/writer.ts'
import { utf8 } from '../../../src/offline/bytes.ts'
import { memorySource, openFile } from '../../../src/offline/files/file-source.ts'
import { statusHash } from '../../../src/offline/mvcc/hash.ts'
import { boltBytes, type Entry, entriesOf, inFolder } from '../bolt-bytes.ts'
import { releasesFound, startRealStore } from '../real-store.ts'

const found = await releasesFound()
const none = found.length === 0 && 'no etcd server found'

function shapes(): readonly [what: string, entries: Entry[]][] {
  const numbered = (count: number, bytes: number): Entry[] => {
    return Array.from({ length: count }, (_, index) => [String(index).padStart(8, '0'), 'x'.repeat(bytes)])
  }
  return [
    ['nothing', []],
    ['one entry', numbered(1, 10)],
    ['as much as fits inline', [['k', 'x'.repeat(1024 - 16 - 16 - 1)]]],
    ['one byte more than fits inline', [['k', 'x'.repeat(1024 - 16 - 16)]]],
    ['one full page', [['k', 'x'.repeat(4096 - 16 - 16 - 1)]]],
    ['one byte more than a page', [['k', 'x'.repeat(4096 - 16 - 16)]]],
    ['many small entries', numbered(20_000, 3)],
    [
      'values that run over between small ones',
      numbered(300, 10).map(([key], index) => [key, 'y'.repeat(index % 7 ? 9 : 9000)]),
    ],
    ['keys of the greatest length', ['a', 'b', 'c', 'd', 'e'].map((letter) => [letter.repeat(32768), letter])],
  ]
}

for (const [what, entries] of shapes()) {
  test(`${what} is written and read again`, () => {
    const reader = openBolt(memorySource(boltBytes({ a: entries, b: [['k', 'v']] })))
    assert.deepEqual(checkBolt(reader), [])
    assert.deepEqual(entriesOf(reader.bucket('a')), entries)
    assert.deepEqual(entriesOf(reader.bucket('b')), [['k', 'v']])
  })
}

test('a bucket is inline up to a quarter of a page', () => {
  const [, , inline = ['', []], paged = ['', []]] = shapes()
  assert.equal(boltBytes({ a: inline[1] }).length, 3 * 4096)
  assert.equal(boltBytes({ a: paged[1] }).length, 4 * 4096)
})

test('an inline bucket has the documented bytes', () => {
  const revision = Buffer.from('0000000000000008', 'hex')
  const bytes = boltBytes({ auth: [['authRevision', revision]] })
  const value =
    `${'00'.repeat(16)}00000000000000000200010000000000` +
    `00000000100000000c00000008000000${Buffer.from('authRevision').toString('hex')}0000000000000008`
  assert.ok(bytes.toString('hex').includes(`${Buffer.from('auth').toString('hex')}${value}`))
})

test('a sequence is kept', () => {
  inFolder((folder) => {
    const path = join(folder, 'db')
    const writer = createBolt(path)
    writer.bucket('a', 7n)
    writer.bucket('b', 2n ** 63n)
    for (let index = 0; index < 200; index++) writer.put(utf8(String(index + 100)), new Uint8Array(90))
    writer.finish()
    const reader = openBolt(memorySource(readFileSync(path)))
    assert.equal(reader.bucket('a')?.sequence, 7n)
    assert.equal(reader.bucket('b')?.sequence, 2n ** 63n)
  })
})

test('the file is private, and one that exists is left alone', () => {
  inFolder((folder) => {
    const path = join(folder, 'db')
    const writer = createBolt(path)
    assert.equal(writer.finish(), 3 * 4096)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.throws(() => createBolt(path), { code: 'EEXIST' })
    assert.equal(statSync(path).size, 3 * 4096)
  })
})

test('entries and buckets out of order are refused', () => {
  inFolder((folder) => {
    const writer = createBolt(join(folder, 'db'))
    assert.throws(() => writer.put(utf8('a'), utf8('b')), /no bucket/)
    writer.bucket('b')
    writer.put(utf8('k2'), utf8('v'))
    assert.throws(() => writer.put(utf8('k1'), utf8('v')), /not in order/)
    assert.throws(() => writer.put(utf8('k2'), utf8('v')), /not in order/)
    assert.throws(() => writer.put(new Uint8Array(0), utf8('v')), /a key of 0 bytes/)
    writer.bucket('a')
    assert.throws(() => writer.finish(), /not in order/)
    writer.abort()
    writer.abort()
  })
})

/** Writes the same entries into a new file. */
function rewrite(from: string, to: string): void {
  const source = openFile(from)
  const reader = openBolt(source)
  const writer = createBolt(to)
  for (const name of reader.bucketNames()) {
    writer.bucket(name)
    reader.bucket(name)?.visit((key, value) => writer.put(key, value))
  }
  writer.finish()
  source.close()
}

test('the real tools find no fault in what is written', { skip: none }, () => {
  const offline = found.filter(({ etcdutl }) => etcdutl !== undefined)
  for (const [what, entries] of shapes()) {
    const bytes = boltBytes({ a: entries, key: [], meta: [] })
    const hash = statusHash(openBolt(memorySource(bytes)))
    inFolder((folder) => {
      const path = join(folder, 'db')
      writeFileSync(path, bytes)
      for (const { etcdutl = '', version } of offline) {
        const status = execFileSync(etcdutl, ['snapshot', 'status', path, '-w', 'json'], {
          stdio: ['ignore', 'pipe', 'ignore'],
        })
        assert.equal(JSON.parse(status.toString()).hash, hash, `${what}, ${version}`)
      }
    })
  }
})

for (const binaries of found) {
  test(`a server of ${binaries.version} starts on what is written, and writes to it`, async (t) => {
    const { cluster } = await startRealStore(binaries)
    t.after(() => cluster.close())
    const before = await cluster.etcdctl('get', '', '--prefix')
    await cluster.stop(cluster.member(0))
    const database = join(cluster.member(0).dataDir, 'member', 'snap', 'db')
    rewrite(database, `${database}.new`)
    renameSync(`${database}.new`, database)
    await cluster.restart(cluster.member(0))
    assert.equal(await cluster.etcdctl('get', '', '--prefix'), before)
    for (let index = 0; index < 20; index++) await cluster.etcdctl('put', `more${index}`, 'w'.repeat(500))
    await cluster.stop(cluster.member(0))
    assert.ok(existsSync(database))
    assert.deepEqual(checkBolt(openBolt(memorySource(readFileSync(database)))), [])
  })
}
