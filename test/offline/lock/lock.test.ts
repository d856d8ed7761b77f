import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { openLocked } from '../../../src/offline/lock/database-lock.ts'
import { type LockOptions, lockFile } from '../../../src/offline/lock/lock.ts'
import { holderText, type LockHolder, lockHolder } from '../../../src/offline/lock/lock-holder.ts'
import { holdLock, withoutFlock } from '../../support/lock-holder.ts'
import { temporaryFolder } from '../temporary-folder.ts'

type Waiter = LockOptions['onWait']

const soon = { mode: 'exclusive', waitMs: 200 } as const

function lockable(context: TestContext): string {
  const path = join(temporaryFolder(context), 'db')
  writeFileSync(path, '')
  return path
}

test('an exclusive lock keeps others out until it is released', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  const lock = await lockFile(path, soon)
  assert.equal(spawnSync('flock', ['-n', '-s', path, 'true']).status, 1)
  await assert.rejects(
    lockFile(path, soon),
    /^CliError: failed to lock db file \(.*\): timeout: (process \d+|another process)/,
  )
  lock.release()
  assert.equal(spawnSync('flock', ['-n', '-x', path, 'true']).status, 0)
})

test('shared locks go together', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  await holdLock(context, path, '-s')
  const shared = await lockFile(path, { ...soon, mode: 'shared' })
  await assert.rejects(lockFile(path, soon), /timeout/)
  shared.release()
})

test('a lock is waited for, with one remark after a second', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  const release = await holdLock(context, path, '-x')
  const said: string[] = []
  const onWait = async (holder: LockHolder | undefined) => {
    said.push(holderText(holder))
    // only now may the other one go
    setTimeout(release, 300)
    return async () => void said.push('over')
  }
  const lock = await lockFile(path, { mode: 'exclusive', waitMs: Number.POSITIVE_INFINITY, onWait })
  assert.match(said.join(), /^process \d+ \(flock\),over$/)
  lock.release()
})

for (const [name, open] of [
  ['lockFile', (path: string, onWait: Waiter) => lockFile(path, { mode: 'exclusive', waitMs: 60_000, onWait })],
  ['openLocked', (path: string, onWait: Waiter) => openLocked(path, { waitMs: 60_000, onWait })],
] as const) {
  test(`${name} waits for the file that a server which defragments puts in the place of its own`, {
    skip: withoutFlock,
  }, async (context) => {
    const path = lockable(context)
    const releaseOld = await holdLock(context, path, '-x')
    const events: string[] = []
    const releases = [
      async () => {
        writeFileSync(`${path}.tmp`, 'new')
        const releaseNew = await holdLock(context, `${path}.tmp`, '-x')
        renameSync(`${path}.tmp`, path)
        releases.push(releaseNew)
        await releaseOld()
      },
    ]
    const onWait = async () => {
      events.push('waiting')
      void releases.shift()?.()
      return async () => {}
    }
    const { fd } = await open(path, onWait)
    assert.deepEqual(events, ['waiting', 'waiting'])
    assert.equal(fstatSync(fd).ino, statSync(path).ino)
    closeSync(fd)
  })
}

test('waiting ends with a signal', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  await holdLock(context, path, '-x')
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 50)
  await assert.rejects(
    lockFile(path, { mode: 'shared', waitMs: Number.POSITIVE_INFINITY, signal: controller.signal }),
    {
      message: 'interrupted',
      exitCode: 5,
    },
  )
})

test('where there is no program to take it, locks of others are seen', { skip: withoutFlock }, async (context) => {
  const path = lockable(context)
  const release = await holdLock(context, path, '-s')
  const before = process.env.PATH
  context.after(() => {
    process.env.PATH = before
  })
  process.env.PATH = '/nowhere'
  await assert.rejects(lockFile(path, soon), /timeout: (process \d+|another process)/)
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
