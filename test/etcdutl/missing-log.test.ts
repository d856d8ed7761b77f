import assert from 'node:assert/strict'
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { recordTypes } from '../../src/offline/wal/record.ts'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { runUtl } from '../support/run-cli.ts'
import { writeDatabase, writeLog } from './sample-data-dir.ts'

interface Member {
  readonly dataDir: string
  readonly path: string
  readonly wal: string
  readonly segment: string
}

/** A member whose log ends with entry 9, and whose database has applied it up to `applied`. */
function member(t: TestContext, applied: bigint): Member {
  const dataDir = join(temporaryFolder(t), 'm.etcd')
  const path = join(dataDir, 'member', 'snap', 'db')
  writeDatabase(path, applied)
  writeLog(dataDir)
  const wal = join(dataDir, 'member', 'wal')
  return { dataDir, path, wal, segment: join(wal, readdirSync(wal)[0] ?? '') }
}

/** The log with entries in the place of its states: a record's type is under no checksum. */
function withoutStates(log: Buffer): Buffer {
  for (const at of startsOf(log)) if (log[at + 9] === recordTypes.state) log[at + 9] = recordTypes.entry
  return log
}

/** Where the records begin. */
function startsOf(log: Buffer): number[] {
  const starts: number[] = []
  for (let at = 0; log.readUIntLE(at, 6) > 0; at += 8 + log.readUIntLE(at, 6) + ((log[at + 7] ?? 0) & 7))
    starts.push(at)
  return starts
}

const env = { ETCDCTL_COMPAT: '3.5' }
const check = (dataDir: string, ...flags: string[]) =>
  runUtl(['check', 'v2store', '--data-dir', dataDir, ...flags], { env })

const lost: readonly (readonly [what: string, lose: (member: Member) => void, message: RegExp])[] = [
  ['has no file', ({ segment }) => rmSync(segment), /^Error: wal: file not found\n$/],
  [
    'has no file of a log\u2019s name',
    ({ segment, wal }) => renameSync(segment, join(wal, '0.tmp')),
    /^Error: wal: file not found\n$/,
  ],
  ['has an empty file', ({ segment }) => truncateSync(segment, 0), /^Error: the log in .*wal is empty\n$/],
  [
    'has only space',
    ({ segment }) => writeFileSync(segment, Buffer.alloc(4096)),
    /^Error: the log in .*wal is empty\n$/,
  ],
  [
    'is cut behind its head',
    ({ segment }) => truncateSync(segment, 150),
    /^Error: the log in .*wal is cut: it ends with entry 2, .*db with 9\n$/,
  ],
  [
    'is a file',
    ({ wal }) => {
      rmSync(wal, { recursive: true })
      writeFileSync(wal, '')
    },
    /^Error: readdirent .*wal: not a directory\n$/,
  ],
  ['is not there', ({ wal }) => rmSync(wal, { recursive: true }), /^Error: open .*wal: no such file or directory\n$/],
]

for (const [what, lose, message] of lost) {
  test(`check v2store proves nothing by a log that ${what}`, async (t) => {
    const files = member(t, 9n)
    lose(files)
    const { code, stdout, stderr } = await check(files.dataDir)
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, message)
  })
}

test('a log that is cut before a .snap file shows that it was longer is no proof, with no database either', async (t) => {
  const { dataDir, path, segment } = member(t, 9n)
  rmSync(path)
  truncateSync(segment, 150)
  const { code, stderr } = await check(dataDir)
  assert.equal(code, 1)
  assert.match(stderr, /is cut: it ends with entry 2, .*0000000000000003\.snap with 3\n$/)
})

test('backup copies no log whose last entry was turned into a state', async (t) => {
  const { dataDir, segment } = member(t, 8n)
  const log = readFileSync(segment)
  const starts = startsOf(log)
  const entries = starts.filter((at) => log[at + 9] === recordTypes.entry)
  for (const at of entries.slice(-2)) log[at + 9] = recordTypes.state
  writeFileSync(segment, log)
  const backupDir = join(temporaryFolder(t), 'backup')
  const { code, stderr } = await runUtl(['backup', '--data-dir', dataDir, '--backup-dir', backupDir], { env })
  assert.equal(code, 1)
  assert.match(stderr, /^Error: the log in .* is cut: it ends with entry 8, and 9 is known to be committed\n$/)
})

test('backup copies no log that is empty or cut', async (t) => {
  for (const bytes of [0, 150]) {
    const { dataDir, segment } = member(t, 9n)
    truncateSync(segment, bytes)
    const backupDir = join(temporaryFolder(t), 'backup')
    const { code, stderr } = await runUtl(['backup', '--data-dir', dataDir, '--backup-dir', backupDir], { env })
    assert.equal(code, 1)
    assert.match(stderr, /^Error: the log in .* is (empty|cut: .*)\n$/)
    assert.deepEqual(readdirSync(join(backupDir, '..')), [])
  }
})

/** Without what a restore says it has made. */
const withoutReport = (stderr: string) => stderr.replace(/^restored revision .*\n/m, '')

const ahead = (range: string) =>
  new RegExp(`^WARNING: the log in .*/m\\.etcd/member/wal has ${range} that this database has not: `)
const commands: readonly (readonly string[])[] = [
  ['snapshot', 'status', '@'],
  ['hashkv', '@'],
  ['snapshot', 'verify', '--bare-copy', '@'],
  ['snapshot', 'restore', '--skip-hash-check', '--data-dir', '@OUT', '@'],
]

for (const command of commands) {
  const name = command.slice(0, 2).join(' ').replace(' @', '')
  const play = (t: TestContext, path: string) => {
    const out = join(temporaryFolder(t), 'out')
    return runUtl(command.map((word) => word.replace('@OUT', out).replace('@', path)))
  }

  test(`${name} tells how many entries of the log are not in the database`, async (t) => {
    const silent = await play(t, member(t, 9n).path)
    assert.deepEqual([silent.code, withoutReport(silent.stderr)], [0, ''])
    for (const [applied, range] of [
      [8n, String.raw`1 entry \(9, 1 known to be committed\)`],
      [5n, String.raw`4 entries \(6 to 9, 4 known to be committed\)`],
    ] as const) {
      const { code, stdout, stderr } = await play(t, member(t, applied).path)
      assert.equal(code, 0)
      assert.match(stderr, ahead(range))
      assert.equal(withoutReport(stderr).split('\n').length, 2)
      if (name !== 'snapshot status') assert.equal(stdout, silent.stdout)
    }
  })

  test(`${name} finds the log of a database by a link to it`, async (t) => {
    const link = join(temporaryFolder(t), 'link')
    symlinkSync(member(t, 5n).path, link)
    assert.match((await play(t, link)).stderr, ahead('4 entries .*'))
  })

  test(`${name} counts the entries of a log whose states are lost`, async (t) => {
    const { path, segment } = member(t, 5n)
    writeFileSync(segment, withoutStates(readFileSync(segment)))
    const { code, stderr } = await play(t, path)
    assert.equal(code, 0)
    assert.match(stderr, /^WARNING: .* has 4 entries \(6 to 9, 0 known to be committed\)/)
  })

  test(`${name} says when the log beside a database has no beginning`, async (t) => {
    const { path, segment } = member(t, 0n)
    const [, , snapshot = 0] = startsOf(readFileSync(segment))
    truncateSync(segment, snapshot + 12)
    const { code, stderr } = await play(t, path)
    assert.equal(code, 0)
    assert.match(stderr, /^WARNING: it is not known whether the log in .* has entries .*: it is cut\n/)
  })

  test(`${name} says when the log beside a database cannot be read`, async (t) => {
    const { path, segment } = member(t, 5n)
    const bytes = readFileSync(segment)
    bytes[400] = (bytes[400] ?? 0) ^ 0xff
    writeFileSync(segment, bytes)
    const { code, stderr } = await play(t, path)
    assert.equal(code, 0)
    assert.match(
      stderr,
      /^WARNING: it is not known whether the log in .* has entries that this database has not: walpb: crc mismatch/,
    )
  })
}

test('a copy elsewhere, and a database without a log, are compared with none', async (t) => {
  const { path, wal } = member(t, 5n)
  const copy = join(temporaryFolder(t), 'db')
  writeFileSync(copy, readFileSync(path))
  assert.equal((await runUtl(['snapshot', 'status', copy])).stderr, '')
  rmSync(wal, { recursive: true })
  assert.equal((await runUtl(['snapshot', 'status', path])).stderr, '')
})
