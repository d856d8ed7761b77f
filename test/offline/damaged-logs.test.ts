import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { encodeU64be } from '../../src/offline/bytes.ts'
import { writeSnap } from '../../src/offline/snap/writer.ts'
import { create } from '../../src/rpc/codec.ts'
import { raftSnapshotType } from '../../src/rpc/fields.ts'
import { writeLog } from '../etcdutl/sample-data-dir.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { boltBytes } from './bolt-bytes.ts'
import { type Case, manners, run } from './damage/commands.ts'
import { fileKinds } from './damage/kinds.ts'
import { type Random, randomOf } from './damage/random.ts'
import { realDatabases } from './damage/sources.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** `DAMAGE_CASES=10000` by hand; `DAMAGE_SEED` is that of the first case. */
const cases = Number(process.env.DAMAGE_CASES ?? 150)
const firstSeed = Number(process.env.DAMAGE_SEED ?? 1)
const releases = ['3.4', '3.5', '3.6', '3.7'] as const

interface SoundLog {
  readonly name: string
  readonly dataDir: string
}

/** A log with entries of all kinds, a snapshot of a v2 store, and the database that has applied all of it. */
function sampleLog(folder: string): SoundLog {
  const dataDir = join(folder, 'sample')
  writeLog(dataDir, 10n)
  const [snap, wal] = [join(dataDir, 'member', 'snap'), join(dataDir, 'member', 'wal')]
  const meta: [string, Uint8Array][] = [
    ['consistent_index', encodeU64be(10n)],
    ['term', encodeU64be(2n)],
  ]
  writeFileSync(join(snap, 'db'), boltBytes({ key: [], meta }))
  const tree = {
    Path: '/',
    CreatedIndex: 0,
    ModifiedIndex: 0,
    ExpireTime: '0001-01-01T00:00:00Z',
    Value: '',
    Children: {},
  }
  const data = Buffer.from(JSON.stringify({ Root: tree, CurrentIndex: 3, CurrentVersion: 2 }))
  const confState = { ...create(raftSnapshotType).metadata.confState, voters: [0x8e9en] }
  // in place of the one that holds no tree
  rmSync(join(snap, '0000000000000002-0000000000000003.snap'))
  writeSnap(snap, { ...create(raftSnapshotType), data, metadata: { confState, index: 3n, term: 2n } })
  cutLogs(wal)
  return { name: 'a sample', dataDir }
}

/** The room that is kept for the log takes time to copy; some is left, as after a crash. */
function cutLogs(wal: string): void {
  for (const name of readdirSync(wal)) {
    const bytes = readFileSync(join(wal, name))
    const used = bytes.findLastIndex((byte) => byte !== 0) + 1
    writeFileSync(join(wal, name), bytes.subarray(0, used + 4096))
  }
}

async function soundLogs(context: TestContext, folder: string): Promise<SoundLog[]> {
  const binaries = await newestEtcd()
  if (binaries === undefined) {
    context.diagnostic('no etcd server found: only a log from our own writer')
    return [sampleLog(folder)]
  }
  const [real] = await realDatabases(binaries, folder)
  return [
    sampleLog(folder),
    ...(real === undefined ? [] : [{ name: `the log of ${binaries.version}`, dataDir: real.template }]),
  ]
}

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

/** Logs and `.snap` files. */
function filesOf(dataDir: string): string[] {
  const member = join(dataDir, 'member')
  const names = ['wal', 'snap'].flatMap((part) => readdirSync(join(member, part)).map((name) => join(part, name)))
  return names.filter((name) => /\.(wal|snap)$/.test(name)).map((name) => join(member, name))
}

const commands: Readonly<Record<string, (dataDir: string) => readonly string[]>> = {
  'dump-logs': (dataDir) => ['dump-logs', dataDir],
  'dump-logs from the beginning': (dataDir) => ['dump-logs', '--start-index', '0', dataDir],
  'dump-logs --raw': (dataDir) => ['dump-logs', '--raw', dataDir],
  'check v2store': (dataDir) => ['check', 'v2store', '--data-dir', dataDir],
  backup: (dataDir) => ['backup', '--data-dir', dataDir, '--backup-dir', `${dataDir}-backup`],
  migrate: (dataDir) => ['migrate', '--data-dir', dataDir, '--target-version', '3.7', '--force'],
}

interface Outcome {
  readonly code: number
  readonly shown: string
  readonly fault: string | undefined
}

/** What a command shows, or makes: of a backup, the entries of its log. */
async function outcome(at: Case, name: string, dataDir: string): Promise<Outcome> {
  const result = await run(at, commands[name]?.(dataDir) ?? [])
  const fault = manners(result)
  if (name !== 'backup' || result.code !== 0) return { code: result.code, shown: result.stdout, fault }
  const made = await run(at, ['dump-logs', '--start-index', '0', `${dataDir}-backup`])
  return { code: made.code, shown: made.stdout, fault: fault ?? manners(made) }
}

function prepare(from: string, to: string): void {
  for (const path of [to, `${to}-backup`]) rmSync(path, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  cpSync(from, to, { recursive: true })
}

type Outcomes = ReadonlyMap<string, Outcome>

async function soundOutcomes(logs: readonly SoundLog[], folder: string): Promise<Outcomes> {
  const sound = new Map<string, Outcome>()
  const dataDir = join(folder, 'case')
  for (const { name: source, dataDir: from } of logs) {
    for (const release of releases) {
      for (const name of Object.keys(commands)) {
        prepare(from, dataDir)
        sound.set(`${source}/${release}/${name}`, await outcome({ folder, release }, name, dataDir))
      }
    }
  }
  return sound
}

class Judge {
  readonly faults: string[] = []
  refused = 0
  accepted = 0
  readonly #sound: Outcomes

  constructor(sound: Outcomes) {
    this.#sound = sound
  }

  take(id: string, where: string, { code, shown, fault }: Outcome): void {
    if (fault !== undefined) this.faults.push(`${where}: ${fault}`)
    if (code !== 0) {
      this.refused += 1
      return
    }
    this.accepted += 1
    const expected = this.#sound.get(id)
    // a raw listing says itself what it could not read, and goes on
    if (id.endsWith('--raw') || (expected?.code === 0 && expected.shown === shown)) return
    this.faults.push(`${where} succeeds with other content: ${shown.slice(0, 300)}`)
  }
}

test('no damage to a log or a .snap file makes a command crash, or succeed with other content', async (context) => {
  const folder = temporaryFolder(context)
  const logs = await soundLogs(context, folder)
  const dataDir = join(folder, 'case')
  const judge = new Judge(await soundOutcomes(logs, folder))
  for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
    const random = randomOf(seed)
    const { name: source, dataDir: from } = oneOf(logs, random)
    const path = oneOf(filesOf(from), random)
    const [kind, damage] = oneOf(Object.entries(fileKinds), random)
    const { what, bytes } = damage(readFileSync(path), random, 4096)
    const release = oneOf(releases, random)
    for (const name of new Set([oneOf(Object.keys(commands), random), oneOf(Object.keys(commands), random)])) {
      prepare(from, dataDir)
      writeFileSync(path.replace(from, dataDir), bytes)
      const where = `seed ${seed}: ${source}, ${path.slice(-25)}, ${kind} (${what}), ${release}: ${name}`
      judge.take(`${source}/${release}/${name}`, where, await outcome({ folder, release }, name, dataDir))
    }
  }
  const { refused, accepted, faults } = judge
  context.diagnostic(
    `seeds ${firstSeed} to ${firstSeed + cases - 1}: ${refused} commands refused, ${accepted} succeeded`,
  )
  assert.deepEqual(faults.slice(0, 20), [], `${faults.length} faults`)
})
