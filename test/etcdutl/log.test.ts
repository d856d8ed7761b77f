import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { type CliRun, runCli, runUtl } from '../support/run-cli.ts'
import { writeDatabase, writeLog, writeSnapshot } from './sample-data-dir.ts'

const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)\t/gm

function dataDir(t: TestContext): string {
  const folder = temporaryFolder(t)
  writeDatabase(join(folder, 'member', 'snap', 'db'), 9n)
  writeLog(folder)
  return folder
}

async function migrate(pin: string, folder: string, target: string, ...flags: string[]): Promise<CliRun> {
  const args = ['migrate', '--data-dir', folder, '--target-version', target, ...flags]
  const run = await runUtl(args, { env: { ETCDCTL_COMPAT: pin } })
  return { ...run, stderr: run.stderr.replace(stamp, '') }
}

test('migrate logs each step under a pin, and that it was forced', async (t) => {
  const folder = dataDir(t)
  const logged = (stderr: string): CliRun => ({ code: 0, stdout: '', stderr })
  assert.deepEqual(
    await migrate('3.7', folder, '3.6'),
    logged('info\tstorage version up-to-date\t{"storage-version": "3.6"}\n'),
  )
  assert.deepEqual(
    await migrate('3.7', folder, '3.7'),
    logged('info\tupdated storage version\t{"new-storage-version": "3.7.0"}\n'),
  )
  assert.deepEqual(
    await migrate('3.7', folder, '3.5'),
    logged(
      'info\tupdated storage version\t{"new-storage-version": "3.6.0"}\ninfo\tupdated storage version\t{"new-storage-version": "3.5.0"}\n',
    ),
  )
  const reason = String.raw`cannot create migration plan: version \"3.7.0\" is not supported`
  assert.deepEqual(
    await migrate('3.6', folder, '3.9', '--force'),
    logged(
      `info\tnormal migrate failed, trying with force\t{"error": "${reason}"}\nwarn\tforcefully set storage version\t{"storage-version": "3.9"}\n`,
    ),
  )
})

test('without a pin there are remarks and no log', async (t) => {
  const folder = dataDir(t)
  assert.deepEqual(await migrate('auto', folder, '3.7'), { code: 0, stdout: '', stderr: '' })
  assert.deepEqual(
    (await migrate('auto', folder, '3.9', '--force')).stderr.split(':')[0],
    'going on because it was forced, although',
  )
  assert.deepEqual(await runUtl(['defrag', '--data-dir', folder]), { code: 0, stdout: '', stderr: '' })
})

test('defrag logs the sizes before and after it under a pin from 3.5 on', async (t) => {
  const folder = dataDir(t)
  const path = join(folder, 'member', 'snap', 'db')
  const sizes =
    '"current-db-size-bytes": 12288, "current-db-size": "12 kB", "current-db-size-in-use-bytes": 12288, "current-db-size-in-use": "12 kB"'
  const grown = sizes.replace(/"(current-db-size(?:-in-use)?)-bytes": /g, '"$1-bytes-diff": 0, $&')
  for (const [program, pin] of [
    [runUtl, '3.5'],
    [runUtl, '3.7'],
    [runCli, '3.5'],
  ] as const) {
    const run = await program(['defrag', '--data-dir', folder], { env: { ETCDCTL_COMPAT: pin } })
    const [first, second] = run.stderr.replace(stamp, '').split('\n').slice(-3)
    assert.equal(first, `info\tdefragmenting\t{"path": "${path}", ${sizes}}`)
    assert.match(second ?? '', /, "took": "[\d.]+m?s"\}$/)
    assert.equal(
      second?.replace(/, "took".*/, '}'),
      `info\tfinished defragmenting directory\t{"path": "${path}", ${grown}}`,
    )
  }
  assert.equal((await runCli(['defrag', '--data-dir', folder], { env: { ETCDCTL_COMPAT: '3.4' } })).stderr, '')
})

test('restore logs what it makes in the layout of the pinned release', async (t) => {
  const target = temporaryFolder(t)
  const snapshot = join(temporaryFolder(t), 'snap.db')
  writeSnapshot(snapshot)
  const play = async (program: typeof runUtl, pin: string, ...flags: string[]) => {
    const data = join(target, pin)
    const args = ['snapshot', 'restore', snapshot, '--data-dir', data, ...flags]
    const { code, stderr } = await program(args, { env: { ETCDCTL_COMPAT: pin } })
    assert.equal(code, 0, stderr)
    return stderr.replaceAll(data, 'DIR').replaceAll(snapshot, 'SNAP')
  }
  const bumped = ['--bump-revision', '10', '--mark-compacted']
  const places = '"path": "SNAP", "wal-dir": "DIR/member/wal", "data-dir": "DIR", "snap-dir": "DIR/member/snap"'
  assert.equal(
    (await play(runUtl, '3.7', ...bumped)).replace(stamp, ''),
    [
      `info\trestoring snapshot\t{${places}, "initial-memory-map-size": 10737418240}`,
      'info\tTrimming membership information from the backend...',
      'info\tbumping latest revision\t{"latest-revision": 4, "bump-amount": 10, "new-latest-revision": 14}',
      'info\tmarking revision compacted\t{"revision": 14}',
      'info\tadded member\t{"cluster-id": "cdf818194e3a8c32", "local-member-id": "0", "added-peer-id": "8e9e05c52164694d", "added-peer-peer-urls": ["http://localhost:2380"], "added-peer-is-learner": false}',
      `info\trestored snapshot\t{${places}, "initial-memory-map-size": 10737418240}\n`,
    ].join('\n'),
  )
  const old = places.replaceAll('": "', '":"').replaceAll(', ', ',')
  assert.equal(
    (await play(runCli, '3.4')).replace(/"ts":\d{10}\.\d+,/g, ''),
    [
      `{"level":"info","msg":"restoring snapshot",${old}}`,
      '{"level":"info","msg":"added member","cluster-id":"cdf818194e3a8c32","local-member-id":"0","added-peer-id":"8e9e05c52164694d","added-peer-peer-urls":["http://localhost:2380"]}',
      `{"level":"info","msg":"restored snapshot",${old}}\n`,
    ].join('\n'),
  )
  assert.match(await play(runCli, '3.5'), /^Deprecated: .*\n\n\d.*, "initial-memory-map-size": 0\}\n/)
})
