import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { releases } from '../../src/base/release.ts'
import type { KeyValue } from '../../src/rpc/messages.ts'
import { openTestClient } from '../client/open.ts'
import { chooseSeed, HistoryModel, type Random, randomOf } from '../source/history-model.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { findEtcdBinaries, newestEtcd } from '../support/etcd-binaries.ts'
import { runCli, runCliBytes } from '../support/run-cli.ts'

const found = await findEtcdBinaries()
const binaries = found.binaries.filter(({ release }) => releases.some((known) => known === release))
const newest = await newestEtcd()
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A record as section 3 of the design has it, written another way than the program does. */
function recordOf(kv: KeyValue): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  for (const name of ['key', 'value'] as const) {
    try {
      record[name] = utf8.decode(kv[name])
    } catch {
      record[`${name}_base64`] = Buffer.from(kv[name]).toString('base64')
    }
  }
  const numbers = { create_revision: kv.createRevision, mod_revision: kv.modRevision, version: kv.version }
  for (const [name, value] of Object.entries(numbers)) record[name] = Number(value)
  if (kv.lease !== 0n) record.lease = kv.lease.toString(16).padStart(16, '0')
  return record
}

function linesOf(kvs: readonly KeyValue[]): Buffer {
  return Buffer.concat(kvs.flatMap(({ key, value }) => [key, Buffer.from('\n'), value, Buffer.from('\n')]))
}

interface Played {
  readonly cluster: Cluster
  readonly model: HistoryModel
  readonly random: Random
  /** Every way to the newest revision: its flags. */
  readonly sources: readonly (readonly string[])[]
}

async function play(t: TestContext, etcd = newest): Promise<Played> {
  if (etcd === undefined) throw new Error('no etcd server found')
  const seed = chooseSeed()
  t.diagnostic(`SOURCE_SEED=${seed}`)
  const random = randomOf(seed)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const model = new HistoryModel(await openTestClient(t, cluster.endpoints), random)
  await model.play(200)
  const snapshot = join(cluster.folder, 'snap.db')
  await cluster.etcdctl('snapshot', 'save', snapshot)
  const list = await runCliBytes(['get', '', '--prefix', '-w', 'jsonl', ...cluster.clientFlags()])
  assert.equal(list.code, 0, list.stderr.toString())
  const lines = join(cluster.folder, 'all.jsonl')
  writeFileSync(lines, list.stdout)
  const live = cluster.clientFlags()
  const sources = [live, [...live, '--from=live'], [...live, `--from=@${model.revision}`], [`--from=${snapshot}`]]
  return { cluster, model, random, sources: [...sources, [`--from=${snapshot}@-0`], [`--from=${lines}`]] }
}

async function got(args: readonly string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await runCliBytes(['get', ...args])
  assert.equal(code, 0, `${args.join(' ')}: ${stderr}`)
  return stdout
}

for (const etcd of binaries) {
  test(`get of ${etcd.version} prints the same from every source, in every format and order`, async (t) => {
    const { cluster, model, random, sources } = await play(t, etcd)
    const keys = model.at(model.revision)
    assert.ok(keys.length > 10)
    for (const source of sources) {
      const shown = source.join(' ')
      assert.deepEqual(await got(['', '--prefix', ...source]), linesOf(keys), shown)
      const records = (await got(['', '--prefix', '-w', 'jsonl', ...source])).toString().split('\n').slice(0, -1)
      assert.deepEqual(
        records.map((line) => JSON.parse(line)),
        keys.map(recordOf),
        shown,
      )
      const nul = await got(['', '--prefix', '-0', '--print-value-only', ...source])
      assert.deepEqual(nul, Buffer.concat(keys.flatMap(({ value }) => [value, Buffer.from([0])])), shown)
      const count = await got(['', '--prefix', '--count-only', '-w', 'jsonl', ...source])
      assert.equal(count.toString(), `{"count":${keys.length}}\n`, shown)
      const some = keys[random(keys.length)]
      if (some === undefined || Buffer.from(some.key).includes(0)) continue
      const key = Buffer.from(some.key).toString('latin1')
      if (/[^\x20-\x7e]/.test(key)) continue
      assert.deepEqual(await got(['-w', 'raw', ...source, '--', key]), Buffer.from(some.value), shown)
    }
    await checkOrders(etcd.release, { cluster, model, random, sources })
  })
}

/** Against the server's own answers; 3.7 tells no lease of keys alone. */
async function checkOrders(release: string, { cluster, model, random, sources }: Played): Promise<void> {
  const bounds = [`--min-mod-rev=${random(Number(model.revision))}`, `--max-create-rev=${model.revision - 20n}`]
  const filters = [[], ['--limit=3'], ['--keys-only'], bounds, [...bounds, '--limit=2'], ['--count-only']]
  // several keys of one transaction have the same revision, and the server leaves open which comes first
  const orders = [[], ['--sort-by=KEY', '--order=DESCEND'], ['--order=ASCEND', '--sort-by=KEY']]
  const lines = orders.flatMap((order) => filters.map((filter) => [...order, ...filter]))
  for (const flags of lines) {
    const isCount = flags.includes('--count-only')
    const hasNoLease = flags.includes('--keys-only') && release === '3.7'
    for (const format of isCount ? ['fields'] : hasNoLease ? ['simple'] : ['simple', 'json', 'fields', 'protobuf']) {
      const args = ['/', '--prefix', '-w', format, ...flags]
      const expected = withoutHeader(await got([...args, ...cluster.clientFlags()]), format)
      for (const source of sources.slice(2)) {
        const shown = [...args, ...source]
        assert.deepEqual(withoutHeader(await got(shown), format), expected, shown.join(' '))
      }
    }
  }
}

/** Files do not tell which member they are from. */
function withoutHeader(output: Buffer, format: string): string {
  const text = output.toString('latin1')
  if (format === 'json') return text.replace(/"header":\{[^}]*\}/, '')
  if (format === 'fields') return text.replace(/^"(?:ClusterID|MemberID|Revision|RaftTerm)" : .*\n/gm, '')
  return format === 'protobuf' ? text.slice(text.indexOf('\x12')) : text
}

test('what does not go together is refused', async () => {
  const file = join(import.meta.dirname, 'get-from.test.ts')
  const cases: readonly (readonly [args: readonly string[], code: number, error: RegExp])[] = [
    [['k', '--from', 'x.db', '--rev', '3'], 128, /--rev does not go with --from/],
    [['k', '--from', '@x'], 128, /bad revision in "@x"/],
    [['k', '--from', 'context:prod'], 1, /no context "prod"/],
    [['k', '--from', '/nowhere/x.db'], 1, /open \/nowhere\/x.db: no such file or directory/],
    [['k', '--from', file], 1, /invalid database/],
    [['k', '--from', '-', '-0', '-w', 'json'], 128, /--print0 is only for/],
  ]
  for (const [args, code, error] of cases) {
    const run = await runCli(['get', ...args])
    assert.equal(run.code, code, args.join(' '))
    assert.match(run.stderr, error)
    assert.equal(run.stdout, '')
  }
})

test('lines that are not what get wrote are refused with their number', async () => {
  const good = '{"key":"a","value":"1","create_revision":2,"mod_revision":2,"version":1}\n'
  const cases: readonly (readonly [lines: string, error: RegExp])[] = [
    [`${good}{"key":"b"`, /line 2 does not end/],
    [`${good}[]\n`, /line 2: this is no line of get -w jsonl/],
    [`${good}{"value":"1"}\n`, /line 2: a record has no key/],
    [`${good}{"key":"b","key_base64":"Yg=="}\n`, /line 2: key stands there twice/],
    [`${good}{"key_base64":"Yg="}\n`, /line 2: key_base64 is not base64/],
    [`${good}{"key":"\\ud800","value":""}\n`, /line 2: key is no text/],
    [`${good}{"key":"b","value":"","version":1.5}\n`, /line 2: version is no whole number/],
    [`${good}{"key":"b","value":"","lease":"xyz"}\n`, /line 2: lease is no hexadecimal id/],
    [`${good}{"key":"b","mod_revision":2}\n`, /a record has no value: it was written with --keys-only/],
    [good + good, /a key stands there twice/],
  ]
  for (const [stdin, error] of cases) {
    const run = await runCli(['get', '', '--prefix', '--from', '-'], { stdin })
    assert.equal(run.code, 1, stdin)
    assert.match(run.stderr, error)
  }
  const empty = await runCli(['get', '', '--prefix', '--from', '-', '--fail-if-missing'], { stdin: '' })
  assert.deepEqual(empty, { code: 1, stdout: '', stderr: '' })
  const one = await runCli(['get', 'a', '--from', '-', '--fail-if-missing'], { stdin: good })
  assert.deepEqual(one, { code: 0, stdout: 'a\n1\n', stderr: '' })
})
