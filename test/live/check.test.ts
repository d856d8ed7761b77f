import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertVerdict } from '../commands/check/verdict.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'

const bin = ourProgram('etcdctl')
const { binaries } = await findEtcdBinaries()
/** The ends of the range stand for all: up to 3.5 the progress bar is on stdout. */
const ends = binaries.filter((_, at) => at === 0 || at === binaries.length - 1)
const skip = binaries.length === 0 && 'no etcd server found'

async function start(t: TestContext, options: ClusterOptions): Promise<Cluster> {
  const cluster = await startCluster(options)
  t.after(() => cluster.close())
  return cluster
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
}

/** Runs a program; `interruptAfterMs` sends it SIGINT. */
async function run(
  program: string,
  args: readonly string[],
  release: string,
  interruptAfterMs?: number,
): Promise<Ended> {
  const env = { PATH: process.env.PATH, ...(program === bin ? { ETCDCTL_COMPAT: release } : {}) }
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], env })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  const ended = once(child, 'close')
  if (interruptAfterMs !== undefined) {
    await sleep(interruptAfterMs)
    child.kill('SIGINT')
  }
  const [code] = (await ended) as [number | null]
  return { code, stdout }
}

/** Up to 3.5 the original draws its bar from a thread of its own: at times once more behind the verdict. */
function withoutLateBar(stdout: string): string {
  return stdout.replace(/(?<=\n)\r? \d+ \/ \d+ [^\n]*\n?$/, '')
}

/** Puts out of sight what no two runs share: numbers, and how often the bar was drawn. */
function masked({ code, stdout }: Ended): string {
  const text = stdout
    .replace(/\r[^\n]*\r/, '\r<bar>\r')
    .replace(/\r \d+ \/ (\d+) +[\d.]+%(?: \w+)?\n/, '\r <done> / $1\n')
    .replace(/ with revision \d+/g, ' with revision <revision>')
    .replace(/-?\d+\.\d\d MB/, '<size> MB')
  return `${code}\n${text}`
}

function key(name: string): string {
  return `/etcdctl-check-${name}/`
}

for (const etcd of ends) {
  test(`check datascale prints what etcdctl ${etcd.version} prints, and leaves nothing behind`, async (t) => {
    const cluster = await start(t, { binaries: etcd })
    const args = [`--endpoints=${cluster.member(0).endpoint}`, 'check', 'datascale', '--auto-compact', '--auto-defrag']
    const expected = await run(etcd.etcdctl, args, etcd.release)
    const got = await run(bin, args, etcd.release)
    assert.equal(masked(got), masked(expected))
    assert.equal(got.code, 0)
    assert.equal(await cluster.etcdctl('get', key('datascale'), '--prefix', '--keys-only'), '')
  })
}

test('an interrupted check perf deletes its keys and gives its verdict, as the original does', { skip }, async (t) => {
  const etcd = binaries.at(-1) as EtcdBinaries
  const cluster = await start(t, { binaries: etcd })
  const args = [`--endpoints=${cluster.member(0).endpoint}`, 'check', 'perf']
  for (const program of [etcd.etcdctl, bin]) {
    const { code, stdout } = await run(program, args, etcd.release, 2500)
    assertVerdict({ code, stdout: program === bin ? stdout : withoutLateBar(stdout) })
    assert.equal(await cluster.etcdctl('get', key('perf'), '--prefix', '--keys-only'), '')
  }
})

test('check datascale reads the metrics of a server with certificates of a private authority', { skip }, async (t) => {
  const etcd = binaries.at(-1) as EtcdBinaries
  const cluster = await start(t, { binaries: etcd, tls: 'mutual' })
  const { code, stdout } = await run(bin, [...cluster.clientFlags(), 'check', 'datascale'], etcd.release)
  assert.match(stdout, /\nPASS: Approximate system memory used : -?\d+\.\d\d MB\.\n$/)
  assert.equal(code, 0)
})
