import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import test, { type TestContext } from 'node:test'
import type { EtcdClient } from '../../src/client/client.ts'
import { create } from '../../src/rpc/codec.ts'
import { putRequestType } from '../../src/rpc/fields.ts'
import type { RequestOp } from '../../src/rpc/messages.ts'
import { openTestClient } from '../client/open.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { runBin } from '../support/run-bin.ts'
import { openTerminal, type Terminal, terminalProblem } from '../support/terminal.ts'

const bin = ourProgram('etcdctl')
const { binaries } = await findEtcdBinaries()
const etcd = binaries.filter((each) => each.release === '3.5').at(-1) ?? binaries.at(-1)
const skip = etcd === undefined && 'no etcd server found'
const skipTerminal = skip || ((await terminalProblem()) ?? false)

const batch = 20
const endless = { deadlineMs: Number.POSITIVE_INFINITY }

async function start(t: TestContext, options: Omit<ClusterOptions, 'binaries'> = {}): Promise<Cluster> {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, ...options })
  t.after(() => cluster.close())
  return cluster
}

test('a watch gets each of 20,000 events once and in order while members are killed', { skip }, async (t) => {
  const cluster = await start(t, { size: 3 })
  const client = await openTestClient(t, cluster.endpoints)
  const live = new EventLog(startWatch(t, cluster))
  await live.until(() => live.isReady(client))
  const writing = write(client, 20_000 / batch)
  for (const [index, events] of [3000, 8000, 13_000].entries()) {
    await live.until(() => live.events.length >= events)
    await cluster.kill(cluster.member(index))
    await live.until(() => live.events.length >= events + 1500)
    await cluster.restart(cluster.member(index))
  }
  await writing
  await client.kv.put({ key: Buffer.from('k/last') }, endless)
  await live.until(() => live.events.at(-1)?.key === 'k/last')
  const past = new EventLog(startWatch(t, cluster, '--rev=1'))
  await past.until(() => past.events.at(-1)?.key === 'k/last')
  assert.ok(live.events.length > 20_000, `${live.events.length} events`)
  assert.deepEqual(live.events, past.events.slice(-live.events.length))
  assert.equal(
    past.events.length - live.events.length,
    live.readies,
    'only what was written before the watch is missing',
  )
  assert.equal(live.stderr, '')
})

test('50,000 events that are there already come in bounded memory', { skip }, async (t) => {
  const cluster = await start(t)
  const client = await openTestClient(t, cluster.endpoints)
  await write(client, 50_000 / 10, 10, 400)
  const watch = startWatch(t, cluster, '--rev=1')
  const log = new EventLog(watch, { pauseMs: 1500 })
  await log.until(() => log.events.length >= 50_000)
  assert.ok(log.peakKib < 300 * 1024, `${log.peakKib} KiB`)
})

test('a watch ends with the signal, and in silence when its reader has gone', { skip }, async (t) => {
  const cluster = await start(t)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const child = startWatch(t, cluster)
    const log = new EventLog(child)
    await log.until(() => log.isReady(cluster))
    child.kill(signal)
    await once(child, 'close')
    assert.deepEqual([child.signalCode, log.stderr], [signal, ''])
  }
  const script = '"$0" "$@"; echo "code $?" >&2'
  const args = [bin, 'watch', 'k', '--prefix', '--rev=1', ...cluster.clientFlags()]
  const child = spawn('sh', ['-c', `{ ${script}; } | head -n 1`, ...args])
  const stderr: string[] = []
  child.stderr.on('data', (chunk) => stderr.push(String(chunk)))
  const closed = once(child, 'close')
  while (!stderr.join('').includes('code')) {
    await cluster.etcdctl('put', 'k/pipe', 'v')
  }
  await closed
  assert.equal(stderr.join(''), 'code 141\n')
})

test('txn -i asks for each part of what a person types', { skip: skipTerminal }, async (t) => {
  const cluster = await start(t)
  const terminal = openTerminal(t, [bin, 'txn', '-i', ...cluster.clientFlags()])
  await terminal.waitFor('compares:\r\n')
  terminal.type('mod("k") = "0"\r\r')
  await terminal.waitFor('success requests (get, put, del):\r\n')
  terminal.type('put k "two wx\x7fords"\rget k\r\r')
  await terminal.waitFor('failure requests (get, put, del):\r\n')
  terminal.type('\r')
  await terminal.waitFor('SUCCESS\r\n\r\nOK\r\n\r\nk\r\ntwo words\r\n')
  assert.deepEqual(await terminal.ended, { code: 0, signal: null })
})

test('txn -i ends with Ctrl-D and Ctrl-C as the original does', { skip: skipTerminal }, async (t) => {
  const cluster = await start(t)
  const left = openTerminal(t, [bin, 'txn', '-i', ...cluster.clientFlags()])
  await left.waitFor('compares:\r\n')
  left.type('\x04')
  await left.waitFor('EOF\r\n')
  assert.deepEqual(await left.ended, { code: 3, signal: null })
  const interrupted = openTerminal(t, [bin, 'txn', '-i', ...cluster.clientFlags()])
  await interrupted.waitFor('compares:\r\n')
  interrupted.type('\x03')
  assert.deepEqual(await interrupted.ended, { code: null, signal: 2 })
})

test('watch -i follows several watches while a person types', { skip: skipTerminal }, async (t) => {
  const cluster = await start(t)
  const terminal = openTerminal(t, [bin, 'watch', '-i', ...cluster.clientFlags()])
  terminal.type('watch a\rnonsense\r')
  await terminal.waitFor('Invalid command nonsense (only support watch)\r\n')
  terminal.type('watch b --prefix -- sh -c \'echo "program $ETCD_WATCH_KEY"\'\rnonsense\r')
  await terminal.waitFor('Invalid command nonsense (only support watch)\r\n')
  await cluster.etcdctl('put', 'a', '1')
  await terminal.waitFor('PUT\r\na\r\n1\r\n')
  await cluster.etcdctl('put', 'b2', '2')
  await terminal.waitFor('PUT\r\nb2\r\n2\r\nprogram "b2"\r\n')
  await cluster.etcdctl('del', 'a')
  await terminal.waitFor('DELETE\r\na\r\n\r\n')
  terminal.type('progress\r')
  await terminal.waitFor('progress notify: 4\r\n')
  await terminal.waitFor('progress notify: 4\r\n')
  terminal.type('\x04')
  await terminal.waitFor('error reading watch request line: EOF\r\n')
  assert.deepEqual(await terminal.ended, { code: 3, signal: null })
})

test('on a terminal a watch says that it waits for a server, and that one is back', {
  skip: skipTerminal,
}, async (t) => {
  const cluster = await start(t)
  const terminal = openTerminal(t, [bin, 'watch', 'k', ...cluster.clientFlags()])
  await whenShown(terminal, 'PUT', () => cluster.etcdctl('put', 'k', '1'))
  await cluster.stop(cluster.member(0))
  await terminal.waitFor('watch: waiting for a server at ')
  await cluster.restart(cluster.member(0))
  await terminal.waitFor('watch: a server follows it again\r\n')
  await cluster.etcdctl('put', 'k', 'after')
  await terminal.waitFor('PUT\r\nk\r\nafter\r\n')
  terminal.type('\x03')
  assert.deepEqual(await terminal.ended, { code: null, signal: 2 })
})

test('with a login a watch is let in again after its token has expired', { skip }, async (t) => {
  const cluster = await start(t, { size: 3, etcdArgs: ['--auth-token-ttl=2'] })
  const setUp = [
    ['user', 'add', 'root:r'],
    ['user', 'grant-role', 'root', 'root'],
    ['role', 'add', 'reader'],
    ['role', 'grant-permission', 'reader', '--prefix=true', 'readwrite', 'k'],
    ['user', 'add', 'u:p'],
    ['user', 'grant-role', 'u', 'reader'],
  ]
  for (const args of setUp) await runOurs(cluster, args)
  await runOurs(cluster, ['auth', 'enable'])
  const log = new EventLog(startWatch(t, cluster, '--user=u:p'))
  const put = (value: string) => runOurs(cluster, ['put', 'k/auth', value, '--user=u:p'])
  while (log.events.length === 0) await put('ready')
  const seen = log.events.length
  await new Promise((resolve) => setTimeout(resolve, 3500))
  await cluster.kill(cluster.member(0))
  await put('after')
  await log.until(() => log.events.length > seen)
  assert.equal(log.stderr, '')
  const refused = await runBin(['watch', 'other', '--user=u:p', '-w', 'json', ...cluster.clientFlags()])
  assert.equal(refused.code, 5)
  assert.match(
    refused.stderr,
    /^watch was canceled \(.*permission denied\)\n.*: auth: user "u" has no right to read "other"; .*\nError: watch is canceled by the server\n$/,
  )
})

interface SeenEvent {
  readonly key: string
  readonly revision: number
}

interface LogOptions {
  /** Reads nothing for so long at first. */
  readonly pauseMs?: number
}

/** What a watch in JSON has printed. */
class EventLog {
  readonly events: SeenEvent[] = []
  stderr = ''
  /** How many writes it took until the watch was there. */
  readies = 0
  peakKib = 0
  private readonly child: ChildProcess

  constructor(child: ChildProcess, { pauseMs = 0 }: LogOptions = {}) {
    this.child = child
    const { stdout, stderr } = child
    if (stdout === null || stderr === null) throw new Error('the watch has no output')
    stderr.on('data', (chunk) => {
      this.stderr += chunk
    })
    setTimeout(() => createInterface({ input: stdout }).on('line', (line) => this.take(line)), pauseMs)
  }

  async until(isDone: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000
    while (!(await isDone())) {
      assert.equal(this.child.exitCode, null, this.stderr)
      assert.ok(Date.now() < deadline, `${this.events.length} events, last: ${JSON.stringify(this.events.at(-1))}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      await this.measure()
    }
  }

  /** Writes until the watch shows something. */
  async isReady(target: EtcdClient | Cluster): Promise<boolean> {
    if (this.events.length > 0) return true
    if ('kv' in target) await target.kv.put({ key: Buffer.from('k/ready') }, endless)
    else await target.etcdctl('put', 'k/ready', '')
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (this.events.length === 0) this.readies++
    return this.events.length > 0
  }

  private take(line: string): void {
    const { Events } = JSON.parse(line) as { Events: { kv: { key: string; mod_revision: number } }[] }
    for (const { kv } of Events) {
      this.events.push({ key: Buffer.from(kv.key, 'base64').toString(), revision: kv.mod_revision })
    }
  }

  private async measure(): Promise<void> {
    const { readFile } = await import('node:fs/promises')
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '')
    this.peakKib = Math.max(this.peakKib, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0))
  }
}

function startWatch(t: TestContext, cluster: Cluster, ...flags: string[]): ChildProcess {
  const args = ['watch', 'k', '--prefix', '-w', 'json', ...flags, ...cluster.clientFlags()]
  const child = spawn(bin, args, { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Transactions of `size` puts each; one whose answer is lost with its member is sent again. */
async function write(client: EtcdClient, transactions: number, size = batch, valueBytes = 20): Promise<void> {
  let next = 0
  const writer = async (): Promise<void> => {
    while (next < transactions) {
      const number = next++
      const success = Array.from({ length: size }, (_, index) => put(`k/${number}/${index}`, valueBytes))
      while (!(await isWritten(client, success)));
    }
  }
  await Promise.all([writer(), writer(), writer(), writer()])
}

async function isWritten(client: EtcdClient, success: RequestOp[]): Promise<boolean> {
  return client.kv.txn({ success }, { deadlineMs: Date.now() + 5000 }).then(
    () => true,
    () => false,
  )
}

function put(key: string, valueBytes: number): RequestOp {
  return { requestPut: create(putRequestType, { key: Buffer.from(key), value: Buffer.alloc(valueBytes, 'v') }) }
}

async function whenShown(terminal: Terminal, text: string, again: () => Promise<unknown>): Promise<void> {
  while (!terminal.screen.includes(text)) await again()
}

async function runOurs(cluster: Cluster, args: readonly string[]): Promise<void> {
  const run = await runBin([...args, ...cluster.clientFlags()])
  assert.equal(run.code, 0, run.stderr)
}
