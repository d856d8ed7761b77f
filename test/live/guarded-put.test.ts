import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { releases } from '../../src/base/release.ts'
import { startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { type BinOptions, runBin } from '../support/run-bin.ts'

const found = await findEtcdBinaries()
// older ones are for the v2 API
const binaries = found.binaries.filter(({ release }) => releases.some((known) => known === release))
const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

async function start(t: TestContext, etcd: EtcdBinaries) {
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const flags = cluster.clientFlags()
  const run = async (args: readonly (string | Uint8Array)[], options: BinOptions = {}) => {
    const { code, stdout, stderr } = await runBin([...flags, ...args], options)
    return { code, stdout: stdout.toString('latin1'), stderr }
  }
  const raw = async (key: string) => {
    const { stdout } = await runBin([...flags, 'get', key, '--print-value-only'])
    return stdout.subarray(0, -1)
  }
  return { run, raw, cluster }
}

for (const etcd of binaries) {
  test(`${etcd.version}: a guarded put is made when the guard holds, and says what is there when not`, async (t) => {
    const { run, cluster } = await start(t, etcd)
    const done = { code: 0, stdout: 'OK\n', stderr: '' }
    const refused = (line: string) => ({ code: 1, stdout: '', stderr: `Error: refused: ${line}\n` })
    assert.deepEqual(await run(['put', 'k', '1', '--if-absent']), done)
    const first = '"k" has revision 2 (version 1), and its value is "1"'
    assert.deepEqual(await run(['put', 'k', '2', '--if-absent']), refused(first))
    assert.deepEqual(await run(['put', 'k', '2', '--if-revision', '0']), refused(first))
    assert.deepEqual(await run(['put', 'k', '2', '--if-value', '']), refused(first))
    assert.deepEqual(await run(['put', 'k', '2', '--if-value', '1']), done)
    assert.deepEqual(await run(['put', 'k', '3', '--if-revision', '3', '--prev-kv']), { ...done, stdout: 'OK\nk\n2\n' })
    assert.deepEqual(await run(['put', 'none', '3', '--if-revision', '3']), refused('"none" does not exist'))
    assert.deepEqual(await run(['put', 'none', '3', '--if-value', '']), refused('"none" does not exist'))
    assert.deepEqual(await run(['put', 'none', '', '--if-revision', '0']), done)
    assert.deepEqual(await run(['put', 'none', 'x', '--if-value', '']), done)
    const last = await cluster.etcdctl('get', 'k', '-w', 'fields')
    assert.match(last, /"ModRevision" : 4\n/)
  })

  test(`${etcd.version}: --dry-run of put and del changes nothing`, async (t) => {
    const { run, cluster } = await start(t, etcd)
    for (const key of ['a/1', 'a/2', 'b']) await run(['put', key, 'v'])
    const plan = async (...args: string[]) => (await run([...args, '--dry-run'])).stdout
    assert.equal(await plan('put', 'a/1', 'w'), '~ a/1\n')
    assert.equal(await plan('put', 'new', 'w', '--if-absent'), '+ new\n')
    assert.equal((await run(['put', 'b', 'w', '--if-absent', '--dry-run'])).code, 1)
    assert.equal(
      await plan('put', 'b', 'w', '-w', 'jsonl'),
      '{"action":"put","key":"b","value":"w","guard_revision":4}\n',
    )
    assert.equal(await plan('del', 'a/', '--prefix'), 'a/1\na/2\n2\n')
    assert.equal(await plan('del', 'a/', 'b'), 'a/1\na/2\n2\n')
    assert.equal(await plan('del', 'none'), '0\n')
    assert.equal(await plan('del', 'b', '--prev-kv'), 'b\nv\n1\n')
    const fields = await plan('del', 'b', '--prev-kv', '-w', 'fields')
    assert.match(fields, /"Revision" : 4\n.*"Deleted" : 1\n"PrevKey" : "b"\n.*"PrevValue" : "v"\n/s)
    assert.match(await cluster.etcdctl('get', '', '--prefix', '-w', 'fields'), /"Revision" : 4\n.*"Count" : 3\n$/s)
    assert.equal((await run(['del', 'a/', '--prefix'])).stdout, '2\n')
  })
}

const newest = binaries.at(-1)
const skip = newest === undefined && 'no etcd server found'

test('a value is stored to the byte, from wherever and in whatever form it comes', { skip }, async (t) => {
  assert.ok(newest !== undefined)
  const { run, raw } = await start(t, newest)
  const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'value')
  await writeFile(file, all)
  const stored = async (args: readonly string[], stdin: Uint8Array | string = '') => {
    assert.deepEqual(await run(['put', 'k', ...args], { stdin: Buffer.from(stdin) }), {
      code: 0,
      stdout: 'OK\n',
      stderr: '',
    })
    return Buffer.from(await raw('k')).toString('latin1')
  }
  const latin1 = all.toString('latin1')
  assert.equal(await stored(['--file', file]), latin1)
  assert.equal(await stored(['--value-hex'], `${all.toString('hex')}\n`), latin1)
  assert.equal(await stored(['--value-base64', all.toString('base64')]), latin1)
  assert.equal(await stored(['--chomp'], 'a\n\n'), 'a\n')
  assert.equal(await stored(['--chomp'], 'a\r\n'), 'a\r')
  assert.equal(await stored(['--chomp'], 'a'), 'a')
  assert.equal(await stored(['--allow-empty'], ''), '')
  assert.equal(await stored(['--allow-empty', '--chomp'], '\n'), '')
  assert.equal(await stored(['--allow-empty'], '\n'), '\n')
})

test('flags that contradict each other are bad arguments', async () => {
  const refused: readonly (readonly [args: string[], stderr: string])[] = [
    [
      ['k', 'v', '--if-absent', '--if-revision=1'],
      '--if-absent and --if-revision cannot be set at the same time, choose one',
    ],
    [
      ['k', 'v', '--if-revision=1', '--if-value='],
      '--if-revision and --if-value cannot be set at the same time, choose one',
    ],
    [['k', 'v', '--if-revision=-1'], '--if-revision: a revision is no negative number'],
    [['k', 'v', '--file=x'], 'a value and --file cannot be given at the same time, choose one'],
    [['k', '--file='], 'empty string is passed to --file option'],
    [['k', 'v', '--chomp'], '--chomp is for standard input and --file'],
    [
      ['k', '00', '--value-hex', '--value-base64'],
      '--value-hex and --value-base64 cannot be set at the same time, choose one',
    ],
    [['k', '0', '--value-hex'], '--value-hex: the value is no pairs of hexadecimal digits'],
    [['k', 'Zg=', '--value-base64'], '--value-base64: the value is no base64 with its padding'],
    [['k', '--ignore-value', '--file=x'], '--ignore-value keeps the value: it takes none in any form'],
    [
      ['k', '--ignore-value', '--if-absent'],
      '--if-absent and --ignore-value contradict each other: there is no value to keep',
    ],
    [['k', '--chomp'], 'put command needs 1 argument and input from stdin or 2 arguments'],
    [['--if-absent'], 'put command needs 1 argument and input from stdin or 2 arguments'],
  ]
  for (const [args, message] of refused) {
    const { code, stdout, stderr } = await runBin(['--endpoints=127.0.0.1:1', 'put', ...args])
    assert.deepEqual([code, stdout.toString(), stderr], [128, '', `Error: ${message}\n`], args.join(' '))
  }
})

test('--confirm refuses where there is no terminal, before anything is changed', { skip }, async (t) => {
  assert.ok(newest !== undefined)
  const { run } = await start(t, newest)
  await run(['put', 'k', 'v'])
  const line = '--confirm asks on a terminal, and there is none: nothing was changed (delete 1 key?)'
  assert.deepEqual(await run(['del', 'k', '--confirm']), { code: 1, stdout: '', stderr: `Error: ${line}\n` })
  assert.equal((await run(['get', 'k'])).stdout, 'k\nv\n')
})

test('a line of txn knows the flags of the original only', { skip }, async (t) => {
  assert.ok(newest !== undefined)
  const { run } = await start(t, newest)
  for (const line of ['put k v --if-absent', 'put k --file=x', 'del k --dry-run', 'del k --confirm']) {
    const { code, stderr } = await run(['txn'], { stdin: Buffer.from(`\n${line}\n\n\n`) })
    assert.equal(code, 3)
    assert.match(stderr, /unknown flag: .*\nError: invalid txn request: /s)
  }
})
