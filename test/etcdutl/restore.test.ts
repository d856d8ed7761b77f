import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { ourProgram } from '../support/our-program.ts'
import { runUtl } from '../support/run-cli.ts'
import { runProcess } from '../support/run-process.ts'
import { writeSnapshot } from './sample-data-dir.ts'

/** A snapshot, and an empty folder to restore it in. */
function prepare(t: TestContext): { snapshot: string; target: string } {
  const snapshot = join(temporaryFolder(t), 'snap.db')
  writeSnapshot(snapshot)
  return { snapshot, target: temporaryFolder(t) }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a restore that waits for a name, which says so`, async (t) => {
    const { snapshot, target } = prepare(t)
    const cluster = ['--initial-cluster', 'default=http://nosuch.invalid:1']
    const args = [
      'snapshot',
      'restore',
      snapshot,
      ...cluster,
      '--initial-advertise-peer-urls',
      'http://other.invalid:1',
    ]
    const controller = new AbortController()
    const { code, stdout, stderr } = await runProcess(ourProgram('etcdutl'), args, {
      cwd: target,
      env: { PATH: process.env.PATH },
      interrupts: controller.signal,
      onWrite: () => controller.abort(signal),
      killAfterMs: 60_000,
    })
    assert.deepEqual([code, stdout.toString()], [signal, ''])
    assert.match(stderr.toString(), /^waiting for the address of "other\.invalid", in "http:\/\/other\.invalid:1": /)
    assert.deepEqual(readdirSync(target), [])
  })
}

test('a log around the database is refused, in the original\u2019s words, and nothing is left', async (t) => {
  const { snapshot, target } = prepare(t)
  const data = join(target, 'x')
  for (const [walDir, message] of [
    [data, `expected "${data}" to be empty, got ["member"]`],
    [`${data}/`, `expected "${data}/" to be empty, got ["member"]`],
    [`${data}/../x`, `expected "${data}/../x" to be empty, got ["member"]`],
    [join(data, 'member'), `expected "${data}/member" to be empty, got ["snap"]`],
    [join(data, 'member', 'snap'), `expected "${data}/member/snap" to be empty, got ["db"]`],
    [join(data, 'member', 'snap', 'db'), `open ${data}/member/snap/db/.touch: not a directory`],
    [join(data, 'member', 'snap', 'db', 'y'), `mkdir ${data}/member/snap/db: not a directory`],
  ] as const) {
    const run = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', data, '--wal-dir', walDir])
    assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: ${message}\n` })
    assert.deepEqual(readdirSync(target), [])
  }
  const outer = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', join(data, 'y'), '--wal-dir', data])
  assert.equal(outer.stderr, `Error: expected "${data}" to be empty, got ["y"]\n`)
  assert.deepEqual(readdirSync(target), [])
})

test('the log may lie anywhere else in the data directory', async (t) => {
  for (const walDir of ['wal', 'member/snap/w', 'member/wal']) {
    const { snapshot, target } = prepare(t)
    const data = join(target, 'x')
    const run = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', data, '--wal-dir', join(data, walDir)])
    assert.equal(run.code, 0)
    assert.match(readdirSync(join(data, walDir)).join(), /^[0-9a-f-]+\.wal$/)
  }
})

for (const bytes of [239, 240, 255]) {
  test(`a data directory and a log may have names of ${bytes} bytes`, async (t) => {
    for (const letter of ['x', 'é']) {
      const { snapshot, target } = prepare(t)
      const name = letter.repeat(bytes).slice(0, letter === 'x' ? bytes : Math.floor(bytes / 2))
      const [data, wal] = [join(target, name), join(target, `${name.slice(0, -1)}y`)]
      const run = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', data, '--wal-dir', wal])
      assert.deepEqual(run.code, 0, run.stderr)
      assert.deepEqual(readdirSync(target).sort(), [name, `${name.slice(0, -1)}y`].sort())
    }
  })
}

test('a name that no folder can have is refused before the work, under that name', async (t) => {
  const { snapshot, target } = prepare(t)
  const data = join(target, 'x'.repeat(256))
  const run = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', data])
  assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: mkdir ${data}: file name too long\n` })
  assert.deepEqual(readdirSync(target), [])
})

test('a file where a folder would have to be is named as the original does', async (t) => {
  const { snapshot, target } = prepare(t)
  const file = join(target, 'file')
  writeFileSync(file, '')
  for (const flags of [
    ['--data-dir', join(file, 'a', 'b')],
    ['--data-dir', join(target, 'd'), '--wal-dir', join(file, 'w')],
  ]) {
    const run = await runUtl(['snapshot', 'restore', snapshot, ...flags])
    assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: mkdir ${file}: not a directory\n` })
    assert.deepEqual(readdirSync(target), ['file'])
  }
})

test('a restore tells what it made, in one line', async (t) => {
  const { snapshot, target } = prepare(t)
  const data = join(target, 'data')
  const cluster = ['--name', 'b', '--initial-cluster', 'a=http://h:1,b=http://h:2', '--initial-advertise-peer-urls']
  const bump = ['--bump-revision', '7', '--mark-compacted']
  const run = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', data, ...cluster, 'http://h:2', ...bump])
  const made = 'member f1f52c0654efe0c6 ("b") of the new cluster 73fa658fd768cc57 with 2 members'
  assert.deepEqual(run, { code: 0, stdout: '', stderr: `restored revision 11 into "${data}": ${made}\n` })
})

test('all that a restore makes is for its owner only', async (t) => {
  const { snapshot, target } = prepare(t)
  const data = join(target, 'data')
  assert.equal((await runUtl(['snapshot', 'restore', snapshot, '--data-dir', data])).code, 0)
  const modes = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => {
    const { mode } = statSync(join(data, name))
    return `${name.replace(/^.*\/(?=[^/]*$)/, '').replace(/^[0-9a-f-]{10,}/, '')} ${(mode & 0o777).toString(8)}`
  })
  assert.deepEqual(modes.sort(), ['.snap 600', '.wal 600', 'db 600', 'member 700', 'snap 700', 'wal 700'])
})

test('a new file system holds lost+found, which is left as it is', async (t) => {
  const { snapshot, target } = prepare(t)
  mkdirSync(join(target, 'lost+found'))
  writeFileSync(join(target, 'lost+found', '#123'), 'x')
  const env = { ETCDCTL_COMPAT: '3.5' }
  const run = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', target], { env })
  assert.equal(run.code, 0, run.stderr)
  assert.deepEqual(readdirSync(target).sort(), ['lost+found', 'member'])
  assert.deepEqual(readdirSync(join(target, 'lost+found')), ['#123'])
  const again = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', target])
  assert.match(again.stderr, /not empty or could not be read\n$/)
})

test('a file of the name lost+found is no new file system', async (t) => {
  const { snapshot, target } = prepare(t)
  writeFileSync(join(target, 'lost+found'), '')
  const run = await runUtl(['snapshot', 'restore', snapshot, '--data-dir', target])
  assert.equal(run.stderr, `Error: data-dir "${target}" not empty or could not be read\n`)
})
