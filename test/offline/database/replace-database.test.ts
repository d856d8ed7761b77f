import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { CliError } from '../../../src/base/errors.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { replaceDatabase } from '../../../src/offline/database/replace-database.ts'
import { defragDataDir } from '../../../src/offline/defrag.ts'
import { openFile, sourceOf } from '../../../src/offline/files/file-source.ts'
import { lockFile } from '../../../src/offline/lock/lock.ts'
import { migrateDataDir } from '../../../src/offline/migrate.ts'
import { type SampleMember, sampleMember } from '../../etcdutl/sample-data-dir.ts'

const lock = { waitMs: 0 }
const steps = {
  defrag: ({ dataDir }: SampleMember) => defragDataDir({ dataDir, release: '3.6', lock }),
  migrate: ({ dataDir }: SampleMember) =>
    migrateDataDir({ dataDir, target: { major: 3n, minor: 5n, patch: 0n }, force: true, release: '3.6', lock }),
}

for (const [name, step] of Object.entries(steps)) {
  test(`a server that waited through ${name} cannot go on with the file that is gone`, async (context) => {
    const files = sampleMember(context)
    const waiting = openSync(files.path, 'r')
    await step(files)
    const source = sourceOf('old', waiting)
    assert.throws(() => openBolt(source).bucketNames(), /invalid database/)
    source.close()
    const current = openFile(files.path)
    assert.ok(openBolt(current).bucketNames().length > 0)
    current.close()
  })

  test(`another name of the old database keeps it through ${name}`, async (context) => {
    const files = sampleMember(context)
    const copy = join(files.dataDir, 'copy')
    linkSync(files.path, copy)
    const before = readFileSync(copy)
    await step(files)
    assert.deepEqual(readFileSync(copy), before)
  })
}

test('a database that a server has put in place of the locked one is not replaced', async (context) => {
  const { path } = sampleMember(context)
  const held = await lockFile(path, { mode: 'exclusive', waitMs: 0 })
  const replaced = replaceDatabase(path, { lock: held, signal: undefined }, (part) => {
    writeFileSync(part, 'ours')
    writeFileSync(`${path}.new`, 'of the server')
    renameSync(`${path}.new`, path)
  })
  await assert.rejects(replaced, /^CliError: .*db was replaced by another process: is its server running\?$/)
  held.release()
  assert.equal(readFileSync(path, 'utf8'), 'of the server')
  const names = readdirSync(dirname(path))
  assert.deepEqual(
    names.filter((name) => name.startsWith('db')),
    ['db'],
  )
})

const root = process.getuid?.() === 0
const nobody = 65_534

test('the owner of a database who is not in its group may defragment it, and gives other groups nothing', {
  skip: root ? false : 'files are given away by root only',
}, async (context) => {
  const { dataDir, path } = sampleMember(context)
  for (const folder of [dataDir, dirname(dirname(path)), dirname(path)]) chownSync(folder, nobody, nobody)
  chownSync(path, nobody, 0)
  chmodSync(path, 0o640)
  process.setegid?.(nobody)
  const groups = process.getgroups?.() ?? []
  process.setgroups?.([])
  process.seteuid?.(nobody)
  try {
    await defragDataDir({ dataDir, release: '3.6', lock })
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
    process.setgroups?.(groups)
  }
  const { uid, gid, mode } = statSync(path)
  assert.deepEqual([uid, gid, mode & 0o777], [nobody, nobody, 0o600])
})

test('a database that is in its place is no failure when its folder cannot be flushed, and a power cut loses neither', async (context) => {
  const { path } = sampleMember(context)
  const held = await lockFile(path, { mode: 'exclusive', waitMs: 0 })
  const sync = (folder: string): void => {
    throw new CliError(`sync ${folder}: input/output error`)
  }
  const before = readFileSync(path)
  const old = openSync(path, 'r')
  const { built, unsynced } = await replaceDatabase(path, { lock: held, signal: undefined, sync }, (part) => {
    writeFileSync(part, 'new')
    return 7
  })
  held.release()
  assert.equal(built, 7)
  assert.equal(
    unsynced,
    `WARNING: the new database is in place at ${path}, but a power cut may bring the old one back (sync ${dirname(path)}: input/output error)`,
  )
  assert.equal(readFileSync(path, 'utf8'), 'new')
  // what a power cut would bring back
  assert.deepEqual(readFileSync(old), before)
  closeSync(old)
})

test('the error says what kept a database from being written, not what kept its rest from being removed', async (context) => {
  const { path } = sampleMember(context)
  const held = await lockFile(path, { mode: 'exclusive', waitMs: 0 })
  const replaced = replaceDatabase(path, { lock: held, signal: undefined }, (part) => {
    // a folder cannot be removed as a file
    mkdirSync(part)
    throw new CliError('no space left')
  })
  await assert.rejects(replaced, { message: 'no space left' })
  held.release()
})
