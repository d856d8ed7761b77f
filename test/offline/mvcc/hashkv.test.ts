import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { memorySource } from '../../../src/offline/files/file-source.ts'
import { hashKv } from '../../../src/offline/mvcc/hashkv.ts'
import { boltBytes, inFolder } from '../bolt-bytes.ts'
import { type History, historyBytes } from '../history.ts'
import { releasesFound } from '../real-store.ts'

const found = await releasesFound()
const judges = found.filter(({ release, etcdutl }) => etcdutl !== undefined && !['3.4', '3.5'].includes(release))
const none = judges.length === 0 && 'no etcdutl of 3.6 or later found'

const histories: readonly History[] = [
  { seed: 1, revisions: 30, keys: 5 },
  { seed: 2, revisions: 300, keys: 40, compacted: 200 },
  { seed: 3, revisions: 300, keys: 40, compacted: 200, isFinished: false },
  { seed: 4, revisions: 60, keys: 3, compacted: 61 },
  { seed: 5, revisions: 60, keys: 3, compacted: 61, isFinished: false },
  { seed: 6, revisions: 2000, keys: 900, compacted: 700, isFinished: false },
  { seed: 7, revisions: 20, keys: 1, compacted: 12 },
]

/** Release 3.6 needs a lessor only for keys with a lease: there is none here. */
function real(program: string, bytes: Uint8Array, revision: number): string {
  return inFolder((folder) => {
    const path = join(folder, 'db')
    writeFileSync(path, bytes)
    const run = spawnSync(program, ['hashkv', path, '--rev', String(revision), '-w', 'json'], { encoding: 'utf8' })
    return run.status === 0 ? run.stdout.trim() : `Error: ${/^Error: (.*)$/m.exec(run.stderr)?.[1] ?? run.stderr}`
  })
}

function ours(bytes: Uint8Array, revision: number): string {
  try {
    const { hash, hashRevision, compactRevision } = hashKv(openBolt(memorySource(bytes)), BigInt(revision))
    return `{"hash":${hash},"hashRevision":${hashRevision},"compactRevision":${compactRevision}}`
  } catch (error) {
    return String(error).replace(/^CliError/, 'Error')
  }
}

for (const history of histories) {
  test(`the hash is the real one, history ${JSON.stringify(history)}`, { skip: none }, () => {
    const bytes = historyBytes(history)
    const { compacted = 1, revisions } = history
    const wanted = [
      0,
      1,
      compacted - 1,
      compacted,
      compacted + 1,
      compacted + 7,
      revisions,
      revisions + 1,
      revisions + 2,
    ]
    for (const revision of new Set(wanted)) {
      for (const { etcdutl = '', version } of judges)
        assert.equal(ours(bytes, revision), real(etcdutl, bytes, revision), `${version}, revision ${revision}`)
    }
  })
}

test('a file without keys has the hash of the name, at revision 1', () => {
  const bytes = boltBytes({ key: [], meta: [] })
  assert.equal(ours(bytes, 0), '{"hash":1084519789,"hashRevision":1,"compactRevision":-1}')
  assert.equal(ours(boltBytes({}), 0), '{"hash":1084519789,"hashRevision":1,"compactRevision":-1}')
})

test('revisions that are compacted or to come are refused', () => {
  const bytes = historyBytes({ seed: 2, revisions: 100, keys: 40, compacted: 50 })
  assert.equal(ours(bytes, 49), 'Error: mvcc: required revision has been compacted')
  assert.equal(ours(bytes, 102), 'Error: mvcc: required revision is a future revision')
  assert.match(ours(bytes, 101), /"hashRevision":101,"compactRevision":50/)
})

test('entries that are no revisions and values that are no pairs end in an error', () => {
  const short = boltBytes({ key: [['abcde', 'x']], meta: [['finishedCompactRev', Buffer.alloc(17, '_')]] })
  assert.match(ours(short, 0), /^Error: /)
  const key = Buffer.from('00000000000000025f0000000000000000', 'hex')
  const mark = Buffer.from('00000000000000055f0000000000000000', 'hex')
  const noPair = boltBytes({ key: [[key, 'x']], meta: [['finishedCompactRev', mark]] })
  assert.match(ours(noPair, 0), /^Error: .*cannot unmarshal value/)
})
