import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RestoreOptions, restore } from '../../../src/offline/restore/restore.ts'
import { defaults, writeSample } from '../sample-snapshot.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const child = join(import.meta.dirname, 'restore-child.ts')
const isRoot = process.getuid?.() === 0

type Flags = Partial<Omit<RestoreOptions, 'revisionBump' | 'onStart' | 'onWait' | 'interrupts'>>

function runChild(flags: Flags, prefix: readonly string[] = []): string {
  const [program = process.execPath, ...args] = [
    ...prefix,
    process.execPath,
    '--import',
    'tsx',
    child,
    JSON.stringify(flags),
  ]
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return stdout + stderr.replace(/^npm warn.*\n/gm, '')
}

/** Kills a restore some time after its first folder appears; true when it was still under way. */
async function killAfter(flags: Flags, folder: string, delayMs: number): Promise<boolean> {
  const watcher = watch(folder)
  const appeared = once(watcher, 'change')
  const run = spawn(process.execPath, ['--import', 'tsx', child, JSON.stringify(flags)], { stdio: 'ignore' })
  const ended = once(run, 'exit')
  await Promise.race([appeared, ended])
  await sleep(delayMs)
  run.kill('SIGKILL')
  const [, signal] = await ended
  watcher.close()
  return signal === 'SIGKILL'
}

const isWhole = (dataDir: string) =>
  existsSync(join(dataDir, 'member', 'wal')) && existsSync(join(dataDir, 'member', 'snap', 'db'))

test('a killed restore leaves nothing under the name, and the next one nothing of it', async (context) => {
  const folder = temporaryFolder(context)
  const target = join(folder, 'target')
  mkdirSync(target)
  const snapshotPath = join(folder, 'snapshot.db')
  writeSample(snapshotPath, { keys: 20_000, valueBytes: 1000 })
  let killed = 0
  for (const delayMs of [0, 10, 20, 30, 45]) {
    const dataDir = join(target, `data${delayMs}`)
    if (await killAfter({ snapshotPath, dataDir }, target, delayMs)) killed += 1
    assert.equal(existsSync(dataDir), isWhole(dataDir), `killed after ${delayMs} ms`)
    if (existsSync(dataDir)) continue
    await restore({ ...defaults, snapshotPath, dataDir })
    assert.deepEqual(
      readdirSync(target).filter((name) => name.startsWith(`data${delayMs}.`)),
      [],
    )
    assert.ok(isWhole(dataDir))
  }
  assert.ok(killed > 0, 'at least one restore was killed under way')
})

test('a killed restore into a folder that was there does not block the next one', async (context) => {
  const folder = temporaryFolder(context)
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const snapshotPath = join(folder, 'snapshot.db')
  writeSample(snapshotPath, { keys: 20_000, valueBytes: 1000 })
  assert.ok(await killAfter({ snapshotPath, dataDir }, dataDir, 5))
  assert.match(readdirSync(dataDir).join(), /^member\.part-\d+$/)
  await restore({ ...defaults, snapshotPath, dataDir })
  assert.deepEqual(readdirSync(dataDir), ['member'])
})

test('with the log elsewhere, no database is in its place before the log is', async (context) => {
  const folder = temporaryFolder(context)
  const target = join(folder, 'target')
  mkdirSync(target)
  const snapshotPath = join(folder, 'snapshot.db')
  writeSample(snapshotPath, { keys: 20_000, valueBytes: 1000 })
  for (const delayMs of [0, 15, 25, 35]) {
    const dataDir = join(target, `data${delayMs}`)
    const walDir = join(target, `wal${delayMs}`)
    await killAfter({ snapshotPath, dataDir, walDir }, target, delayMs)
    const database = join(dataDir, 'member', 'snap', 'db')
    if (!existsSync(database)) {
      assert.equal(existsSync(walDir), false)
      continue
    }
    const isDatabase = readFileSync(database).length > 4096
    assert.ok(!isDatabase || existsSync(walDir), `killed after ${delayMs} ms`)
  }
})

/** Only root may mount, and not in every container: without a file system of its own there is no disk to fill. */
function smallDisk(context: TestContext, size: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'etcdutl-ts-'))
  const isMounted = isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0
  context.after(() => {
    if (isMounted) execFileSync('umount', [folder])
    rmdirSync(folder)
  })
  if (isMounted) return folder
  context.skip('no right to mount a small file system')
  return undefined
}

test('a full disk is said, and nothing is left on it', async (context) => {
  for (const [size, place] of [
    ['10m', 'snap/db'],
    ['40m', 'wal'],
  ] as const) {
    const disk = smallDisk(context, size)
    if (disk === undefined) return
    const snapshotPath = join(temporaryFolder(context), 'snapshot.db')
    writeSample(snapshotPath, { keys: 20_000, valueBytes: 1000 })
    const error = await restore({ ...defaults, snapshotPath, dataDir: join(disk, 'data') }).catch(
      (reason: Error) => reason,
    )
    assert.ok(error instanceof Error)
    assert.match(error.message, /no space left on device$/)
    assert.ok(error.message.includes(place), error.message)
    assert.deepEqual(readdirSync(disk), [])
  }
})

test('a folder that is a file system of its own is filled in place', async (context) => {
  const disk = smallDisk(context, '100m')
  if (disk === undefined) return
  const snapshotPath = join(temporaryFolder(context), 'snapshot.db')
  writeSample(snapshotPath)
  await restore({ ...defaults, snapshotPath, dataDir: disk })
  assert.ok(isWhole(disk))
})

test('missing rights are said', (context) => {
  const folder = temporaryFolder(context)
  const snapshotPath = join(folder, 'snapshot.db')
  writeSample(snapshotPath)
  chmodSync(folder, 0o755)
  // rights mean nothing to root, which has to become somebody else first
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  if (isRoot && spawnSync('setpriv', [...nobody.slice(1), 'true']).status !== 0) {
    context.skip('no way to run as somebody else')
    return
  }
  const prefix = isRoot ? nobody : []
  const dataDir = join(folder, 'closed', 'data')
  mkdirSync(join(folder, 'closed'), { mode: isRoot ? 0o755 : 0o555 })
  chmodSync(snapshotPath, 0o000)
  assert.equal(runChild({ snapshotPath, dataDir }, prefix), `FileFailure: open ${snapshotPath}: permission denied\n`)
  chmodSync(snapshotPath, 0o644)
  const text = runChild({ snapshotPath, dataDir }, prefix)
  assert.equal(text, `CliError: mkdir ${dataDir}: permission denied\n`)
  assert.deepEqual(readdirSync(join(folder, 'closed')), [])
})
