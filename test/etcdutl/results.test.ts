import assert from 'node:assert/strict'
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { type CliRun, runCli, runUtl } from '../support/run-cli.ts'
import { writeSnapshot } from './sample-data-dir.ts'

function sample(t: TestContext): string {
  const path = join(temporaryFolder(t), 'snap.db')
  writeSnapshot(path)
  return path
}

const printed = (stdout: string): CliRun => ({ code: 0, stdout, stderr: '' })

/** What the real etcdutl of each release says of the same file. */
const hash = 2311121810

const statuses: readonly (readonly [pin: string, format: string, stdout: string])[] = [
  ['auto', 'simple', '@HEX, 4, 1, 12 kB, 3.6.0\n'],
  ['3.6', 'simple', '@HEX, 4, 1, 12 kB, 3.6.0\n'],
  ['3.5', 'simple', '@HEX, 4, 16, 12 kB\n'],
  ['3.7', 'json', '{"hash":@DEC,"revision":4,"totalKey":1,"totalSize":12288,"version":"3.6.0"}\n'],
  ['3.5', 'json', '{"hash":@DEC,"revision":4,"totalKey":16,"totalSize":12288}\n'],
  ['auto', 'fields', '"Hash" : @DEC\n"Revision" : 4\n"Keys" : 1\n"Size" : 12288\n"Version" : 3.6.0\n'],
  ['3.5', 'fields', '"Hash" : @DEC\n"Revision" : 4\n"Keys" : 16\n"Size" : 12288\n'],
]

for (const [pin, format, stdout] of statuses) {
  test(`snapshot status -w ${format} as ${pin} prints it`, async (t) => {
    const expected = stdout.replace('@HEX', hash.toString(16)).replace('@DEC', String(hash))
    const run = await runUtl(['snapshot', 'status', sample(t), '-w', format], { env: { ETCDCTL_COMPAT: pin } })
    assert.deepEqual(run, printed(expected))
  })
}

const ascii = [
  '+----------+----------+------------+------------+---------+',
  '|   HASH   | REVISION | TOTAL KEYS | TOTAL SIZE | VERSION |',
  '+----------+----------+------------+------------+---------+',
  `| ${hash.toString(16)} |        4 |          1 |      12 kB |   3.6.0 |`,
  '+----------+----------+------------+------------+---------+\n',
].join('\n')

const box = [
  '┌──────────┬──────────┬────────────┬────────────┬─────────┐',
  '│   HASH   │ REVISION │ TOTAL KEYS │ TOTAL SIZE │ VERSION │',
  '├──────────┼──────────┼────────────┼────────────┼─────────┤',
  `│ ${hash.toString(16)} │        4 │          1 │      12 kB │   3.6.0 │`,
  '└──────────┴──────────┴────────────┴────────────┴─────────┘\n',
].join('\n')

test('tables are drawn in ASCII, under a pin to 3.7 with lines', async (t) => {
  const path = sample(t)
  const table = (pin: string) => runUtl(['snapshot', 'status', path, '-w', 'table'], { env: { ETCDCTL_COMPAT: pin } })
  assert.deepEqual(await table('auto'), printed(ascii))
  assert.deepEqual(await table('3.6'), printed(ascii))
  assert.deepEqual(await table('3.7'), printed(box))
  assert.doesNotMatch((await table('3.5')).stdout, /VERSION/)
})

test('hashkv has all formats but protobuf', async (t) => {
  const path = sample(t)
  const run = (...args: string[]) => runUtl(['hashkv', path, ...args])
  assert.equal((await run()).stdout, '2878391544, 4, 1\n')
  assert.match((await run('-w', 'json')).stdout, /^\{"hash":\d+,"hashRevision":4,"compactRevision":1\}\n$/)
  assert.match((await run('-w', 'fields')).stdout, /^"Hash" : \d+\n"Hash revision" : 4\n"Compact revision" : 1\n$/)
  assert.match(
    (await run('-w', 'table')).stdout,
    /^\+-+\+-+\+-+\+\n\| +HASH +\| HASH REVISION \| COMPACT REVISION \|\n/,
  )
  assert.equal((await run('--rev', '2')).stdout, '2555257437, 2, 1\n')
  assert.equal((await run('--rev', '5')).stderr, 'Error: mvcc: required revision is a future revision\n')
  const protobuf = { code: 4, stdout: '', stderr: 'Error: protobuf not supported as output format\n' }
  assert.deepEqual(await run('-w', 'protobuf'), protobuf)
  assert.deepEqual(await runUtl(['snapshot', 'status', path, '-w', 'protobuf']), protobuf)
})

test('3.5 looks at the format before the file, later releases the other way round', async () => {
  const run = (pin: string) => runUtl(['snapshot', 'status', 'nosuch', '-w', 'xml'], { env: { ETCDCTL_COMPAT: pin } })
  assert.equal((await run('3.5')).stderr, 'Error: unsupported output format\n')
  assert.equal((await run('3.6')).stderr, 'Error: stat nosuch: no such file or directory\n')
})

test('snapshot verify tells what was proved, and fails for a snapshot with one wrong bit', async (t) => {
  const path = sample(t)
  const sound = await runUtl(['snapshot', 'verify', path])
  assert.deepEqual([sound.code, sound.stderr], [0, ''])
  assert.match(sound.stdout, /^(ok: .*\n)+The snapshot is sound\.\n$/)
  const bytes = readFileSync(path)
  bytes[9000] = (bytes[9000] ?? 0) ^ 1
  writeFileSync(path, bytes)
  const damaged = await runUtl(['snapshot', 'verify', path])
  assert.equal(damaged.code, 1)
  assert.match(damaged.stdout, /^wrong: .*\nThe snapshot is damaged\.\n$/m)
  const report = JSON.parse((await runUtl(['snapshot', 'verify', path, '-w', 'json'])).stdout)
  assert.equal(report.sound, false)
  assert.ok(report.problems.length > 0)
  assert.equal((await runUtl(['snapshot', 'verify', path, '-w', 'table'])).code, 4)
})

test('snapshot verify does not pass a snapshot without its hash, unless it is said to be a bare copy', async (t) => {
  const path = sample(t)
  truncateSync(path, statSync(path).size - 32)
  const cut = await runUtl(['snapshot', 'verify', path])
  assert.equal(cut.code, 1)
  assert.match(cut.stdout, /^wrong: the SHA-256 at the end is missing: .*\nThe snapshot is damaged\.\n$/m)
  const bare = await runUtl(['snapshot', 'verify', path, '--bare-copy'])
  assert.equal(bare.code, 0)
  assert.match(bare.stdout, /^not proved: no trailing SHA-256: .*$/m)
})

test('a directory in place of a file is one line', async (t) => {
  const folder = dirname(sample(t))
  const refusal = async (...words: string[]) => (await runUtl([...words, folder])).stderr
  assert.equal(await refusal('snapshot', 'verify'), `Error: read ${folder}: is a directory\n`)
  assert.equal(await refusal('snapshot', 'status'), 'Error: invalid database\n')
  assert.equal(await refusal('hashkv'), 'Error: invalid database\n')
})

test('etcdctl has snapshot status, with a notice under a pin to 3.5 only', async (t) => {
  const path = sample(t)
  const notice = 'Deprecated: Use `etcdutl snapshot status` instead.\n\n'
  for (const pin of ['auto', '3.4', '3.6', '3.7']) {
    const env = { ETCDCTL_COMPAT: pin }
    assert.deepEqual(
      await runCli(['snapshot', 'status', path], { env }),
      await runUtl(['snapshot', 'status', path], { env }),
    )
  }
  const env = { ETCDCTL_COMPAT: '3.5' }
  const old = await runCli(['snapshot', 'status', path, '-w', 'json'], { env })
  assert.deepEqual([old.code, old.stderr], [0, notice])
  const refused = await runCli(['snapshot', 'status'], { env })
  assert.deepEqual(
    [refused.code, refused.stderr],
    [128, `${notice}Error: snapshot status requires exactly one argument\n`],
  )
})

test('etcdctl reads no variables for it', async (t) => {
  const env = { ETCDCTL_WRITE_OUT: 'json', ETCDCTL_NOSUCH: '1', ETCDCTL_COMPAT: '3.4' }
  const run = await runCli(['snapshot', 'status', sample(t)], { env })
  assert.deepEqual([run.code, run.stderr], [0, ''])
  assert.match(run.stdout, /^[0-9a-f]+, 4, 16, 12 kB\n$/)
})

test('etcdctl has snapshot restore and an offline defrag', async (t) => {
  const path = sample(t)
  const dataDir = join(temporaryFolder(t), 'restored')
  const restored = await runCli(['snapshot', 'restore', path, '--data-dir', dataDir])
  assert.deepEqual([restored.code, restored.stdout], [0, ''])
  assert.match(restored.stderr, /^restored revision 4 into .*\n$/)
  assert.deepEqual(await runCli(['defrag', '--data-dir', dataDir]), printed(''))
  const status = await runUtl(['snapshot', 'status', join(dataDir, 'member', 'snap', 'db')])
  assert.match(status.stdout, /^[0-9a-f]+, 4, 1, \d+ kB, 3\.6\.0\n$/)
})

const defragFailures: readonly (readonly [pin: string, stderr: string])[] = [
  ['auto', 'Error: Failed to defragment etcd data[nosuch] (stat nosuch/member/snap/db: no such file or directory)\n'],
  ['3.4', 'Failed to defragment etcd data[nosuch] (stat nosuch/member/snap/db: no such file or directory)\n'],
  [
    '3.5',
    'Use `etcdutl defrag` instead. The --data-dir is going to be decomissioned in v3.6.\n\nError: stat nosuch/member/snap/db: no such file or directory\n',
  ],
]

for (const [pin, stderr] of defragFailures) {
  test(`etcdctl defrag of a folder without a database is refused as ${pin} words it`, async () => {
    const run = await runCli(['defrag', '--data-dir', 'nosuch'], { env: { ETCDCTL_COMPAT: pin } })
    assert.deepEqual(run, { code: 1, stdout: '', stderr })
  })
}

test('etcdctl snapshot restore warns under a pin to 3.5, and needs no data directory', async () => {
  const run = await runCli(['snapshot', 'restore', 'nosuch'], { env: { ETCDCTL_COMPAT: '3.5' } })
  const notice = 'Deprecated: Use `etcdutl snapshot restore` instead.\n\n'
  const logged = /\d.*\tinfo\trestoring snapshot\t\{.*"data-dir": "default\.etcd".*\}\n/
  const stderr = `${notice}Error: open nosuch: no such file or directory\n`
  assert.deepEqual({ ...run, stderr: run.stderr.replace(logged, '') }, { code: 1, stdout: '', stderr })
  assert.match(run.stderr, logged)
})
