import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
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
import { runProcess } from '../support/run-process.ts'
import { changeAtRandom } from '../support/v2-store.ts'

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

async function migrated(program: string, dataDir: string, flags: readonly string[] = []): Promise<string[]> {
  const run = await runProcess(program, ['migrate', '--data-dir', dataDir, ...flags], { env })
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
  await changeAtRandom(member.clientUrl, random, changes)
  // keys whose time is over go
  await sleep(1_600)
  await changeAtRandom(member.clientUrl, random, Math.ceil(changes / 4))
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
        const expected = await migrated(etcd.etcdctl, theirs, flags)
        const found = await migrated(ourProgram('etcdctl'), ours, flags)
        const missing = expected.filter((entry) => !found.includes(entry))
        const other = found.filter((entry) => !expected.includes(entry))
        assert.deepEqual({ missing, other, count: found.length }, { missing: [], other: [], count: expected.length })
        assert.ok(expected.length > 5, `${expected.length} entries`)
      }
    })
  }
}

/** What the server answers over v2, `path value`, without hidden keys. */
async function keysOverV2(url: string): Promise<Map<string, string>> {
  const response = await fetch(`${url}/v2/keys/?recursive=true&quorum=true`)
  const keys = new Map<string, string>()
  const visit = ({ key = '/', value, nodes }: JsonNode): void => {
    if (value !== undefined) keys.set(key, value)
    nodes?.forEach(visit)
  }
  visit(((await response.json()) as { node: JsonNode }).node)
  return keys
}

interface JsonNode {
  readonly key?: string
  readonly value?: string
  readonly nodes?: readonly JsonNode[]
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
    await changeAtRandom(member.clientUrl, randomOf(seed), 200)
    await sleep(2_000)
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
