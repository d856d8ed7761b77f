import assert from 'node:assert/strict'
import { closeSync, cpSync, existsSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { watchForWrites } from '../../src/offline/database/steady.ts'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { holdLock, withoutFlock } from '../support/lock-holder.ts'
import { ourProgram } from '../support/our-program.ts'
import { runUtl } from '../support/run-cli.ts'
import { runProcess } from '../support/run-process.ts'
import { sampleMember, writeSnapshot } from './sample-data-dir.ts'

const user = String.raw`process \d+ \(flock\)`

for (const flags of [['--bare-copy'], ['--bare-copy', '-w', 'json'], []]) {
  test(`snapshot verify ${flags.join(' ')} judges no database that a server has open`, {
    skip: withoutFlock,
  }, async (t) => {
    const { path } = sampleMember(t)
    await holdLock(t, path, '-x')
    const { code, stdout, stderr } = await runUtl(['snapshot', 'verify', path, ...flags])
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(
      stderr,
      new RegExp(`^Error: ${path} is in use by ${user}: stop it first, or take a snapshot with .*\n$`),
    )
  })
}

test('restore takes no database that a server has open, and leaves nothing', { skip: withoutFlock }, async (t) => {
  const { path } = sampleMember(t)
  await holdLock(t, path, '-x')
  const target = temporaryFolder(t)
  const args = ['snapshot', 'restore', path, '--data-dir', join(target, 'data'), '--skip-hash-check']
  const { code, stderr } = await runUtl(args)
  assert.match(stderr, new RegExp(`^Error: ${path} is in use by ${user}: `))
  assert.deepEqual([code, readdirSync(target)], [1, []])
})

for (const [pin, command] of [
  ['3.5', 'snapshot status'],
  ['3.7', 'snapshot status'],
  ['3.6', 'hashkv'],
  ['auto', 'hashkv'],
] as const) {
  test(`${command} as ${pin} waits until a server lets go, and says so`, { skip: withoutFlock }, async (t) => {
    const { path } = sampleMember(t)
    const args = [...command.split(' '), path]
    const env = { ETCDCTL_COMPAT: pin }
    const free = await runUtl(args, { env })
    const release = await holdLock(t, path, '-x')
    const onWrite = () => void release()
    const { code, stdout, stderr } = await runUtl(args, { env, onWrite })
    assert.deepEqual([code, stdout], [0, free.stdout])
    assert.match(stderr, new RegExp(`^waiting for ${user} to release its lock on "${path}"\n$`))
  })
}

test('a limit to the waiting holds for status and hashkv when it is given', { skip: withoutFlock }, async (t) => {
  const { path } = sampleMember(t)
  await holdLock(t, path, '-x')
  for (const command of [['snapshot', 'status'], ['hashkv']]) {
    const { code, stdout, stderr } = await runUtl([...command, path, '--timeout=100ms'])
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, new RegExp(`^Error: ${path} is in use by ${user}: `))
  }
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a status that waits`, { skip: withoutFlock }, async (t) => {
    const { path } = sampleMember(t)
    await holdLock(t, path, '-x')
    const controller = new AbortController()
    const onWrite = () => controller.abort(signal)
    const options = { env: { PATH: process.env.PATH }, interrupts: controller.signal, onWrite, killAfterMs: 60_000 }
    const { code } = await runProcess(ourProgram('etcdutl'), ['snapshot', 'status', path], options)
    assert.equal(code, signal)
  })
}

test('others that only read are in nobody\u2019s way', { skip: withoutFlock }, async (t) => {
  const { path } = sampleMember(t)
  await holdLock(t, path, '-s')
  for (const command of [
    ['snapshot', 'status', path],
    ['hashkv', path],
    ['snapshot', 'verify', path, '--bare-copy'],
  ]) {
    const { code, stderr } = await runUtl(command)
    assert.deepEqual([code, stderr], [0, ''])
  }
})

test('a snapshot that another program has locked is waited for too', { skip: withoutFlock }, async (t) => {
  const path = join(temporaryFolder(t), 'snap.db')
  writeSnapshot(path)
  await holdLock(t, path, '-x')
  const { code, stderr } = await runUtl(['snapshot', 'verify', path])
  assert.equal(code, 1)
  assert.match(stderr, / is in use by /)
})

for (const command of [
  'list-bucket @',
  'iterate-bucket @ key',
  'hash @',
  'scan-keys @ 1',
  'dump-logs @DIR',
  'dump-logs @DIR --raw',
]) {
  test(`${command} says that a server may write what it shows`, { skip: withoutFlock }, async (t) => {
    const { dataDir, path } = sampleMember(t)
    const args = command.replace('@DIR', dataDir).replace('@', path).split(' ')
    const free = await runUtl(args)
    assert.deepEqual([free.code, free.stderr], [0, ''])
    await holdLock(t, path, '-x')
    const { code, stdout, stderr } = await runUtl(args)
    assert.deepEqual([code, stdout], [0, free.stdout])
    assert.match(stderr, new RegExp(`^${path} is in use by ${user}: what is shown may be torn\n$`))
  })
}

test('defrag and migrate of 3.7 give up in time, and name who has the database', { skip: withoutFlock }, async (t) => {
  const { dataDir, path } = sampleMember(t)
  await holdLock(t, path, '-x')
  const migrate = ['migrate', '--data-dir', dataDir, '--target-version', '3.5']
  for (const args of [['defrag', '--data-dir', dataDir], migrate]) {
    const { code, stderr } = await runUtl([...args, '--timeout=100ms'])
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`timeout: ${user} has it open`))
  }
})

test('where nothing tells who uses a database, defrag says so', {
  skip: existsSync('/proc/locks') && 'the kernel lists locks here',
}, async (t) => {
  const { dataDir } = sampleMember(t)
  const { stderr } = await runUtl(['defrag', '--data-dir', dataDir], { env: { PATH: '/nowhere' } })
  assert.match(stderr, /^cannot tell whether a server is using /)
})

test('a database that is written while it is read gives no result', (t) => {
  const { path } = sampleMember(t)
  for (const at of [16 + 8, 4096 + 16 + 48]) {
    const copy = `${path}.${at}`
    cpSync(path, copy)
    const fd = openSync(copy, 'r+')
    t.after(() => closeSync(fd))
    const check = watchForWrites(copy, fd)
    check()
    writeSync(fd, Uint8Array.of(0xaa), 0, 1, at)
    assert.throws(check, /^CliError: .* was written while it was read, by another process: /)
  }
})
