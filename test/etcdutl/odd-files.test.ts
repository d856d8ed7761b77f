import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { runUtl } from '../support/run-cli.ts'

const skip = process.platform === 'win32' ? 'no pipes with names, no devices in folders' : false

function setUp(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'odd-files-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [pipe, device, directory] = ['pipe', 'device', 'folder'].map((name) => join(folder, name))
  assert.ok(pipe && device && directory)
  execFileSync('mkfifo', [pipe])
  symlinkSync('/dev/null', device)
  mkdirSync(directory)
  return { folder, pipe, device, directory }
}

test('a pipe is refused at once, in the words with which the original ends once it has a writer', {
  skip,
}, async (t) => {
  const { folder, pipe } = setUp(t)
  const refused = (message: string) => ({ code: 1, stdout: '', stderr: `Error: ${message}\n` })
  for (const release of ['3.5', '3.6', '3.7']) {
    const env = { ETCDCTL_COMPAT: release }
    assert.deepEqual(await runUtl(['snapshot', 'status', pipe], { env }), refused(`write ${pipe}: illegal seek`))
  }
  assert.deepEqual(await runUtl(['hashkv', pipe]), refused(`write ${pipe}: illegal seek`))
  const target = join(folder, 'restored')
  const restored = await runUtl(['snapshot', 'restore', pipe, '--data-dir', target])
  assert.deepEqual(restored, refused(`seek ${pipe}: illegal seek`))
  assert.ok(!existsSync(target))
})

test('a pipe in place of a database makes no command wait', { skip }, async (t) => {
  const { folder, pipe } = setUp(t)
  const dataDir = join(folder, 'data')
  mkdirSync(join(dataDir, 'member', 'snap'), { recursive: true })
  mkdirSync(join(dataDir, 'member', 'wal'))
  const database = join(dataDir, 'member', 'snap', 'db')
  renameSync(pipe, database)
  for (const args of [
    ['defrag', '--data-dir', dataDir],
    ['migrate', '--data-dir', dataDir, '--target-version', '3.6'],
  ]) {
    const { code, stderr } = await runUtl(args)
    assert.deepEqual([args[0], code], [args[0], 1])
    assert.match(stderr, /: illegal seek\)?\n$/, args[0])
  }
  assert.ok(lstatSync(database).isFIFO())
})

test('/dev/null is no snapshot, in the words of the original', { skip }, async (t) => {
  const { folder, device } = setUp(t)
  const status = await runUtl(['snapshot', 'status', device])
  assert.deepEqual(status, { code: 1, stdout: '', stderr: `Error: write ${device}: bad file descriptor\n` })
  const target = join(folder, 'restored')
  const restored = await runUtl(['snapshot', 'restore', device, '--data-dir', target])
  assert.deepEqual(restored, { code: 1, stdout: '', stderr: 'Error: EOF\n' })
  assert.ok(!existsSync(target))
})

test('the status of a folder is refused in the words of the release', { skip }, async (t) => {
  const { directory } = setUp(t)
  for (const [release, message] of [
    ['3.4', `open ${directory}: is a directory`],
    ['3.5', `open ${directory}: is a directory`],
    ['3.6', 'invalid database'],
    ['3.7', 'invalid database'],
  ] as const) {
    const { code, stderr } = await runUtl(['snapshot', 'status', directory], { env: { ETCDCTL_COMPAT: release } })
    assert.deepEqual([code, stderr], [1, `Error: ${message}\n`])
  }
})
