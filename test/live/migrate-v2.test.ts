import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { databasePath } from '../../src/offline/data-dir/paths.ts'
import { readDatabase } from '../../src/offline/database/patch-database.ts'
import { type Random, randomOf } from '../offline/damage/random.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { commitSeed } from '../support/commit-seed.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { missingHere } from '../support/required-releases.ts'
import { type ProcessRun, runProcess } from '../support/run-process.ts'
import { changeTextAtRandom, keysOverV2 } from '../support/v2-store.ts'

const { binaries, reasons } = await findEtcdBinaries()
const known = binaries.filter(({ release }) => release === '3.4')
const skip = known.length === 0 && missingHere(reasons)

/** The entries of a database that a server reads, `bucket key value` in hexadecimal. */
function entriesOf(dataDir: string): string[] {
  return readDatabase(databasePath(dataDir), '3.4', (reader) => {
    const entries: string[] = []
    for (const name of reader.bucketNames()) {
      reader.bucket(name)?.visit((key, value) => {
        entries.push([name, key, value].map((part) => Buffer.from(part).toString('hex')).join(' '))
      })
    }
    return entries
  })
}

function copy(from: string, to: string): string {
  execFileSync('cp', ['-a', '--sparse=always', from, to])
  return to
}

const env = { PATH: process.env.PATH, ETCDCTL_API: '3' }

interface Migration {
  readonly flags?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
}

function migrate(
  program: string,
  dataDir: string,
  { flags = [], variables = {} }: Migration = {},
): Promise<ProcessRun> {
  return runProcess(program, ['migrate', '--data-dir', dataDir, ...flags], { env: { ...env, ...variables } })
}

async function migrated(program: string, dataDir: string, migration: Migration = {}): Promise<string[]> {
  const run = await migrate(program, dataDir, migration)
  assert.deepEqual([run.code, String(run.stderr).replace(/^WARNING: .*\n/gm, '')], [0, ''], String(run.stdout))
  assert.match(String(run.stdout), /finished transforming keys\n$/)
  return entriesOf(dataDir)
}

interface Round {
  readonly seed: number
  readonly changes: number
  /** Of the server. */
  readonly flags: readonly string[]
  readonly isKilled: boolean
}

async function stoppedMember(etcd: EtcdBinaries, { seed, changes, flags, isKilled }: Round): Promise<Cluster> {
  const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true', ...flags] })
  const member = cluster.member(0)
  const random: Random = randomOf(seed)
  await changeTextAtRandom(member.clientUrl, random, changes)
  // keys whose time is over go
  await sleep(1_600)
  await changeTextAtRandom(member.clientUrl, random, Math.ceil(changes / 4))
  await (isKilled ? cluster.kill(member) : cluster.stop(member))
  // a key whose time was over less than a second ago has none in the eyes of the original
  await sleep(2_200)
  return cluster
}

const rounds: readonly Omit<Round, 'seed'>[] = [
  { changes: 200, flags: [], isKilled: false },
  { changes: 300, flags: ['--snapshot-count=37'], isKilled: false },
  { changes: 150, flags: ['--snapshot-count=100'], isKilled: true },
  { changes: 30, flags: [], isKilled: true },
]

for (const etcd of known) {
  for (const [at, round] of rounds.entries()) {
    const seed = commitSeed() + at
    test(`${etcd.version}: migrates as the original, entry by entry (${JSON.stringify({ ...round, seed })})`, {
      skip,
    }, async (t) => {
      const cluster = await stoppedMember(etcd, { ...round, seed })
      t.after(() => cluster.close())
      const { dataDir } = cluster.member(0)
      for (const flags of [[], ['--no-ttl']]) {
        const theirs = copy(dataDir, `${dataDir}-theirs${flags.length}`)
        const ours = copy(dataDir, `${dataDir}-ours${flags.length}`)
        const expected = await migrated(etcd.etcdctl, theirs, { flags })
        const found = await migrated(ourProgram('etcdctl'), ours, { flags })
        const missing = expected.filter((entry) => !found.includes(entry))
        const other = found.filter((entry) => !expected.includes(entry))
        assert.deepEqual({ missing, other, count: found.length }, { missing: [], other: [], count: expected.length })
        assert.ok(expected.length > 5, `${expected.length} entries`)
      }
    })
  }
}

async function keysOverV3(etcd: EtcdBinaries, cluster: Cluster): Promise<Map<string, string>> {
  const { stdout } = await runProcess(etcd.etcdctl, ['get', '', '--prefix', '-w', 'json', ...cluster.clientFlags()], {
    env,
  })
  const { kvs = [] } = JSON.parse(String(stdout)) as { kvs?: readonly { key: string; value?: string }[] }
  const text = (base64 = ''): string => Buffer.from(base64, 'base64').toString()
  return new Map(kvs.map(({ key, value }) => [text(key), text(value)]))
}

for (const etcd of known) {
  const seed = commitSeed()
  test(`${etcd.version}: a server without v2 serves what was migrated (seed ${seed})`, { skip }, async (t) => {
    const flags = ['--enable-v2=true', '--snapshot-count=50']
    const cluster = await startCluster({ binaries: etcd, etcdArgs: flags })
    t.after(() => cluster.close())
    const member = cluster.member(0)
    await changeTextAtRandom(member.clientUrl, randomOf(seed), 200)
    await sleep(2_000)
    await cluster.stop(member)
    // names that are no UTF-8 are others once they come out of a .snap file
    await cluster.restart(member)
    const expected = await keysOverV2(member.clientUrl)
    await cluster.stop(member)
    await migrated(ourProgram('etcdctl'), member.dataDir)
    flags.splice(0, flags.length)
    await cluster.restart(member)
    assert.ok(expected.size > 5, `${expected.size} keys`)
    const found = await keysOverV3(etcd, cluster)
    assert.deepEqual([...found].sort(), [...expected].sort())
    await cluster.etcdctl('put', 'after', 'the migration')
    assert.equal((await cluster.etcdctl('get', 'after')).trim(), 'after\nthe migration')
  })
}

const transformer = join(import.meta.dirname, '..', 'support', 'transformer.mjs')

/** What a transformer read; the time to live depends on when it was asked. */
function inputAt(path: string): string {
  return readFileSync(path, 'utf8').replace(/"ttl":-?\d+/g, '"ttl":TTL')
}

for (const etcd of known) {
  const seed = commitSeed() + 7
  test(`${etcd.version}: a transformer is given the same nodes, and its records come in (seed ${seed})`, {
    skip,
  }, async (t) => {
    const cluster = await stoppedMember(etcd, { seed, changes: 120, flags: [], isKilled: false })
    t.after(() => cluster.close())
    const { dataDir } = cluster.member(0)
    const run = async (program: string, name: string) => {
      const variables = { TRANSFORMER_INPUT: join(cluster.folder, `${name}.json`) }
      const entries = await migrated(program, copy(dataDir, `${dataDir}-${name}`), {
        flags: ['--transformer', transformer],
        variables,
      })
      return { entries, input: inputAt(variables.TRANSFORMER_INPUT) }
    }
    const expected = await run(etcd.etcdctl, 'theirs')
    assert.deepEqual(await run(ourProgram('etcdctl'), 'ours'), expected)
    assert.match(expected.input, /"ttl":TTL/)
  })
}

interface Refusal {
  readonly name: string
  readonly migration?: Migration
  readonly message: RegExp
  readonly stdout?: string
  /** Makes the directory what is refused. */
  readonly harm?: (dataDir: string) => void
}

const ownProgram = { TRANSFORMER_INPUT: '/dev/null' }

const refusals: readonly Refusal[] = [
  {
    name: 'no such folder',
    message: /^Error: open .*member\/snap: no such file or directory\n$/,
    harm: (dir) => remove(dir),
  },
  {
    name: 'no log',
    message: /^Error: open .*member\/wal: no such file/,
    harm: (dir) => remove(join(dir, 'member/wal')),
  },
  {
    name: 'a damaged log',
    message: /^Error: (?:walpb: |wal: |the log in )/,
    harm: (dir) => damage(dir, 'wal', 2_000),
  },
  { name: 'a damaged .snap', message: /^Error: .*snap: crc mismatch/, harm: (dir) => damage(dir, '.snap', 500) },
  { name: 'a damaged database', message: /^Error: /, harm: (dir) => damageDatabase(dir) },
  {
    name: 'no such transformer',
    migration: { flags: ['--transformer', './nope'] },
    message: /^Error: fork\/exec \.\/nope: no such file or directory\n$/,
    stdout: '',
  },
  {
    name: 'a transformer that fails',
    migration: { flags: ['--transformer', transformer], variables: { ...ownProgram, TRANSFORMER_EXIT: '3' } },
    message: /^Error: exit status 3\n$/,
    stdout: 'failed to transform keys\n',
  },
  {
    name: 'a transformer whose output is cut',
    migration: { flags: ['--transformer', transformer], variables: { ...ownProgram, TRANSFORMER_CUT: '1' } },
    message: /^Error: the transformer's output is cut/,
    stdout: '',
  },
]

function remove(path: string): void {
  execFileSync('rm', ['-r', path])
}

function damage(dataDir: string, ending: string, at: number): void {
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
  const name =
    names
      .filter((candidate) => candidate.endsWith(ending) && candidate.includes('.'))
      .sort()
      .at(-1) ?? ''
  flip(join(dataDir, name), at)
}

function damageDatabase(dataDir: string): void {
  for (const page of [2, 3, 4, 5, 6, 7, 8]) flip(databasePath(dataDir), page * 4096 + 9)
}

/** Changes eight bytes. */
function flip(path: string, at: number): void {
  execFileSync('dd', [`of=${path}`, 'bs=1', `seek=${at}`, 'count=8', 'conv=notrunc', 'status=none'], {
    input: 'damaged!',
  })
}

/** Every file of a folder but for the log, which is large. */
function stateOf(folder: string): readonly string[] {
  return execFileSync('sh', ['-c', 'find . -type f ! -name "*.tmp" | sort | xargs -r sha256sum'], {
    cwd: folder,
    encoding: 'utf8',
  }).split('\n')
}

for (const etcd of known.slice(0, 1)) {
  test('what cannot be migrated is refused and left as it was', { skip }, async (t) => {
    const round = { seed: commitSeed(), changes: 120, flags: ['--snapshot-count=30'], isKilled: false }
    const cluster = await stoppedMember(etcd, round)
    t.after(() => cluster.close())
    for (const [at, { name, migration, message, stdout = 'using default transformer\n', harm }] of refusals.entries()) {
      const dataDir = copy(cluster.member(0).dataDir, join(cluster.folder, `refused-${at}`))
      harm?.(dataDir)
      const before = name === 'no such folder' ? [] : stateOf(dataDir)
      const run = await migrate(ourProgram('etcdctl'), dataDir, migration)
      assert.deepEqual([run.code, String(run.stdout)], [1, stdout], `${name}: ${run.stderr}`)
      assert.match(String(run.stderr), message, name)
      if (name !== 'no such folder') assert.deepEqual(stateOf(dataDir), before, name)
    }
  })

  test('a running member is named, and nobody waits for ever', { skip }, async (t) => {
    const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
    t.after(() => cluster.close())
    const [pid] = cluster.processIds
    const run = await migrate(ourProgram('etcdctl'), cluster.member(0).dataDir)
    assert.equal(run.code, 1)
    assert.match(
      String(run.stderr),
      new RegExp(`Error: failed to lock db file .* process ${pid} \\(etcd\\) has it open`),
    )
  })

  test('v3 keys are kept: those whose revisions are free stay, others end the migration', { skip }, async (t) => {
    const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
    t.after(() => cluster.close())
    const member = cluster.member(0)
    await cluster.etcdctl('put', 'v3', 'first')
    await changeTextAtRandom(member.clientUrl, randomOf(3), 30)
    await cluster.kill(member)
    const killed = copy(member.dataDir, join(cluster.folder, 'killed'))
    await cluster.restart(member)
    for (let count = 0; count < 40; count += 1) await cluster.etcdctl('put', 'v3', `${count}`)
    await sleep(500)
    await cluster.stop(member)
    const taken = await migrate(ourProgram('etcdctl'), copy(member.dataDir, join(cluster.folder, 'taken')))
    assert.equal(taken.code, 1, String(taken.stdout))
    assert.match(String(taken.stderr), /^Error: revision \d+ of "\/.*" is taken in the database by the v3 key "v3"/m)
    const free = await migrate(ourProgram('etcdctl'), killed)
    const early = /the log changes v3 keys up to entry \d+, and the database is known to have it up to/
    // the server may have written its database before it was killed
    if (free.code === 0) assert.match(String(free.stderr), /the database has 1 revision of v3 keys/)
    else assert.match(String(free.stderr), early)
  })
}
