import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { releases } from '../../src/base/release.ts'
import type { KeyValue } from '../../src/rpc/messages.ts'
import { openTestClient } from '../client/open.ts'
import { chooseSeed, HistoryModel, randomOf } from '../source/history-model.ts'
import { startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { runCli, runCliBytes } from '../support/run-cli.ts'

const found = await findEtcdBinaries()
const binaries = found.binaries.filter(({ release }) => releases.some((known) => known === release))

interface Played {
  readonly model: HistoryModel
  /** The flags of every way to the newest revision. */
  readonly sources: readonly (readonly string[])[]
  readonly folder: string
}

async function play(t: TestContext, etcd: EtcdBinaries): Promise<Played> {
  const seed = chooseSeed()
  t.diagnostic(`SOURCE_SEED=${seed}`)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const model = new HistoryModel(await openTestClient(t, cluster.endpoints), randomOf(seed))
  await model.play(250)
  const snapshot = join(cluster.folder, 'snap.db')
  await cluster.etcdctl('snapshot', 'save', snapshot)
  const list = await runCliBytes(['get', '', '--prefix', '-w', 'jsonl', ...cluster.clientFlags()])
  const lines = join(cluster.folder, 'all.jsonl')
  writeFileSync(lines, list.stdout)
  const live = cluster.clientFlags()
  const sources = [live, [...live, `--from=@${model.revision}`], [`--from=${snapshot}`], [`--from=${lines}`]]
  return { model, sources, folder: cluster.folder }
}

interface Sum {
  keys: number
  keyBytes: number
  valueBytes: number
  modified: number
}

/** What lies below each name, for names of at most so many levels; keys are latin1. */
function sums(kvs: readonly KeyValue[], prefix: string, depth: number): Map<string, Sum> {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const all = new Map<string, Sum>()
  for (const kv of kvs) {
    const key = Buffer.from(kv.key).toString('latin1')
    if (!key.startsWith(prefix)) continue
    const parts = key.slice(base.length).split(/(?<=\/)/)
    for (let level = 1; level <= Math.min(depth, Math.max(parts.length, 1)); level++) {
      const path = base + parts.slice(0, level).join('')
      const sum = all.get(path) ?? { keys: 0, keyBytes: 0, valueBytes: 0, modified: 0 }
      sum.keys += 1
      sum.keyBytes += kv.key.length
      sum.valueBytes += kv.value.length
      sum.modified = Math.max(sum.modified, Number(kv.modRevision))
      all.set(path, sum)
    }
  }
  return all
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'))
}

async function output(args: readonly string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await runCliBytes(args)
  assert.equal(code, 0, `${args.join(' ')}: ${stderr}`)
  return stdout
}

async function records(args: readonly string[]): Promise<Record<string, unknown>[]> {
  const text = (await output([...args, '-w', 'jsonl'])).toString()
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

function textOf(record: Record<string, unknown>, name: string): string {
  const encoded = record[`${name}_base64`]
  const bytes = encoded === undefined ? Buffer.from(String(record[name])) : Buffer.from(String(encoded), 'base64')
  return bytes.toString('latin1')
}

for (const etcd of binaries) {
  test(`ls, tree and du of ${etcd.version} show what a model says, of every source`, async (t) => {
    const { model, sources, folder } = await play(t, etcd)
    const kvs = model.at(model.revision)
    for (const source of sources) {
      for (const prefix of ['', '/registry/', '/reg', '/nothing/']) {
        await checkList({ kvs, source, prefix })
        await checkTree({ kvs, source, prefix })
        await checkUsage({ kvs, source, prefix })
      }
    }
    await checkGarbage(model, sources[2] ?? [])
    const map = join(folder, 'usage.svg')
    await output(['du', '--depth', '3', '--plot', map, ...(sources[2] ?? [])])
    const svg = readFileSync(map, 'utf8')
    assert.match(svg, /^<svg [\s\S]*<\/svg>\n$/)
    assert.match(svg, /\/registry\/pods\/: \d+ keys/)
    assert.doesNotMatch(svg, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/)
  })
}

interface Checked {
  readonly kvs: readonly KeyValue[]
  readonly source: readonly string[]
  readonly prefix: string
}

async function checkList({ kvs, source, prefix }: Checked): Promise<void> {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const expected = sums(kvs, prefix, 1)
  const paths = [...expected.keys()].sort(byBytes)
  const names = paths.map((path) => path.slice(base.length))
  const shown = `${source.join(' ')} ${prefix}`
  const lines = await output(['ls', prefix, '-0', ...source])
  assert.deepEqual(lines.toString('latin1'), names.map((name) => `${name}\0`).join(''), shown)
  const long = await records(['ls', prefix, '-l', ...source])
  const found = long.map((record) => [textOf(record, 'name'), record.keys, record.bytes, record.mod_revision])
  const sizes = paths.map((path, at) => {
    const { keys, keyBytes, valueBytes, modified } = expected.get(path) ?? {
      keys: 0,
      keyBytes: 0,
      valueBytes: 0,
      modified: 0,
    }
    return [names[at], keys, keyBytes + valueBytes, modified]
  })
  assert.deepEqual(found, sizes, shown)
  const sorted = await records(['ls', prefix, '--sort', 'bytes', ...source])
  const bytes = sorted.map((record) => Number(record.bytes))
  assert.deepEqual(
    bytes,
    bytes.toSorted((a, b) => b - a),
    shown,
  )
}

async function checkTree({ kvs, source, prefix }: Checked): Promise<void> {
  const depth = 3
  // a name without anything behind its last slash has no level of its own below
  const expected = [...sums(kvs, prefix, depth).keys()].sort(byBytes)
  const found = await records(['tree', prefix, '--depth', String(depth), ...source])
  const paths = found.map((record) => textOf(record, record.directory === true ? 'prefix' : 'key'))
  assert.deepEqual(new Set(paths), new Set(expected), `${source.join(' ')} ${prefix}`)
  const drawn = (await output(['tree', prefix, '--depth', String(depth), ...source])).toString('latin1')
  if (found.length > 0) assert.equal(drawn.startsWith(`${prefix}\n`), true)
}

async function checkUsage({ kvs, source, prefix }: Checked): Promise<void> {
  const found = await records(['du', prefix, '--depth', '2', '--top', '3', ...source])
  const shownBranches = found.filter(({ type }) => type === 'branch' || type === 'key')
  // of some names only garbage is left
  const branches = shownBranches.filter(({ keys }) => keys !== 0)
  for (const { keys, garbage_entries } of shownBranches) assert.ok(keys !== 0 || Number(garbage_entries) > 0)
  const expected = sums(kvs, prefix, 2)
  const shown = `${source.join(' ')} ${prefix}`
  assert.equal(branches.length, expected.size, shown)
  for (const branch of branches) {
    const path = textOf(branch, branch.type === 'key' ? 'key' : 'prefix')
    const { keys, keyBytes, valueBytes, modified } = expected.get(path) ?? assert.fail(`${shown}: ${path}`)
    const is = [branch.keys, branch.key_bytes, branch.value_bytes, branch.mod_revision]
    assert.deepEqual(is, [keys, keyBytes, valueBytes, modified], `${shown}: ${path}`)
  }
  const below = kvs.filter(({ key }) => Buffer.from(key).toString('latin1').startsWith(prefix))
  const total = found.find(({ type }) => type === 'total')
  assert.equal(total?.keys, below.length, shown)
  const sizes = below.map(({ key, value }) => key.length + value.length).sort((a, b) => b - a)
  const biggest = found.filter(({ type }) => type === 'biggest')
  const biggestSizes = biggest.map((record) => Number(record.key_bytes) + Number(record.value_bytes))
  assert.deepEqual(biggestSizes, sizes.slice(0, 3), shown)
}

async function checkGarbage(model: HistoryModel, source: readonly string[]): Promise<void> {
  const total = (await records(['du', ...source])).find(({ type }) => type === 'total')
  assert.equal(total?.garbage_entries, model.changes.length - model.at(model.revision).length)
}

test('what cannot be shown is refused before anything is asked', async () => {
  const cases: readonly (readonly [args: readonly string[], error: RegExp])[] = [
    [['ls', 'a', 'b'], /ls takes one prefix at most/],
    [['ls', '--separator', ''], /--separator needs at least one character/],
    [['ls', '--sort', 'size'], /bad value size for --sort/],
    [['tree', '--depth', '0'], /--depth is a number of levels/],
    [['du', '--top', '-1'], /--top is a number of keys/],
  ]
  for (const [args, error] of cases) {
    const run = await runCli([...args, '--endpoints=127.0.0.1:1', '--command-timeout=1s'])
    assert.equal(run.code, 128, args.join(' '))
    assert.match(run.stderr, error)
  }
})

test('a map is not drawn over what is no map', async (t) => {
  const file = join(import.meta.dirname, 'looking.test.ts')
  const before = readFileSync(file)
  const run = await runCli(['du', '--from', '-', '--plot', file], { stdin: '' })
  assert.equal(run.code, 1)
  assert.match(run.stderr, /exists and is no SVG file of ours/)
  assert.deepEqual(readFileSync(file), before)
  t.diagnostic(String(existsSync(file)))
})

test('names that would steer a terminal are shown escaped there, and as they are in a pipe', async () => {
  const stdin = '{"key":"a\\u001b[31m/x\\u202e","value":"1"}\n'
  const pipe = await runCli(['ls', '--from', '-'], { stdin })
  assert.equal(pipe.stdout, 'a\x1b[31m/\n')
  const terminal = await runCli(['ls', '--from', '-'], { stdin, terminals: ['stdout'] })
  assert.equal(terminal.stdout.includes('\x1b[31m'), false)
  assert.match(terminal.stdout, /\\x1b/)
  const tree = await runCli(['tree', '--from', '-'], { stdin, terminals: ['stdout'] })
  assert.match(tree.stdout, /\\u202e/)
  const long = await runCli(['ls', '-l', '--from', '-'], { stdin })
  assert.equal(long.stdout, '1\t12\t0\ta\x1b[31m/\n')
  const du = await runCli(['du', '--from', '-'], { stdin: '{"key":"a/b","value":"12345"}\n' })
  assert.equal(du.stdout, '1\t3\t5\t100.0%\ta/\n1\t3\t5\t100.0%\t\n')
})
