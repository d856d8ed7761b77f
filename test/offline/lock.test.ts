import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { lockFile, lockHolder } from '../../src/offline/lock.ts'
import { temporaryFolder } from './temporary-folder.ts'

const withoutFlock = spawnSync('flock', ['--version']).status === 0 ? false : 'no flock program here'
const soon = { mode: 'exclusive', timeoutMs: 200 } as const

function lockable(context: TestContext): string {
  const path = join(temporaryFolder(context), 'db')
  writeFileSync(path, '')
  return path
}

/** Another program that holds the lock until it is ended. */
async function hold(context: TestContext, path: string, flag: '-x' | '-s'): Promise<() => Promise<void>> {
  const child = spawn('flock', [flag, path, 'sh', '-c', 'echo; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] })
  context.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}

test('an exclusive lock keeps others out until it is released', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  const lock = await lockFile(path, soon)
  assert.equal(spawnSync('flock', ['-n', '-s', path, 'true']).status, 1)
  await assert.rejects(
    lockFile(path, soon),
    /^CliError: failed to lock db file \(.*\): timeout: process \d+ has it open/,
  )
  lock.release()
  assert.equal(spawnSync('flock', ['-n', '-x', path, 'true']).status, 0)
})

test('shared locks go together', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  await hold(context, path, '-s')
  const shared = await lockFile(path, { ...soon, mode: 'shared' })
  await assert.rejects(lockFile(path, soon), /timeout/)
  shared.release()
})

test('a lock is waited for, with one remark after a second', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  const release = await hold(context, path, '-x')
  let remarks = 0
  const waiting = lockFile(path, { mode: 'exclusive', timeoutMs: 0, onWait: () => (remarks += 1) })
  setTimeout(release, 1_300)
  const lock = await waiting
  assert.equal(remarks, 1)
  lock.release()
})

test('waiting ends with a signal', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  await hold(context, path, '-x')
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 50)
  await assert.rejects(lockFile(path, { mode: 'shared', timeoutMs: 0, signal: controller.signal }), {
    message: 'interrupted',
    exitCode: 5,
  })
})

test('where there is no program to take it, locks of others are seen', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  const release = await hold(context, path, '-s')
  const before = process.env.PATH
  context.after(() => {
    process.env.PATH = before
  })
  process.env.PATH = '/nowhere'
  await assert.rejects(lockFile(path, soon), /timeout: process \d+ has it open/)
  const shared = await lockFile(path, { ...soon, mode: 'shared' })
  shared.release()
  await release()
  const free = await lockFile(path, soon)
  free.release()
})

test('a file that nobody locks has no holder', (context) => {
  assert.equal(lockHolder(openSync(lockable(context), 'r'), 'exclusive'), undefined)
})

test('a missing file is not made', async (context) => {
  const folder = temporaryFolder(context)
  const path = join(folder, 'db')
  await assert.rejects(lockFile(path, soon), { message: `open ${path}: no such file or directory` })
  assert.deepEqual(readdirSync(folder), [])
})
