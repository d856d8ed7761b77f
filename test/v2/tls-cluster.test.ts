import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { freePort } from '../support/ports.ts'
import { missingHere } from '../support/required-releases.ts'
import { runProcess } from '../support/run-process.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = etcd === undefined && missingHere(reasons)

interface Ending {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

type Program = 'theirs' | 'ours'

/** Both clients beside one cluster. */
class Table {
  readonly cluster: Cluster
  private readonly original: string

  constructor(cluster: Cluster, original: string) {
    this.cluster = cluster
    this.original = original
  }

  flags(endpoints: readonly string[] = this.cluster.members.map(({ clientUrl }) => clientUrl)): string[] {
    const { ca, client } = this.cluster.certificates ?? {}
    const files = ['--ca-file', ca ?? '', '--cert-file', client?.cert ?? '', '--key-file', client?.key ?? '']
    return ['--timeout', '20s', '--total-timeout', '60s', ...files, '--endpoints', endpoints.join(',')]
  }

  async run(who: Program, words: readonly string[]): Promise<Ending> {
    const program = who === 'ours' ? ourProgram('etcdctl') : this.original
    const env = { PATH: process.env.PATH, ETCDCTL_API: '2' }
    const { code, stdout, stderr } = await runProcess(program, words, { env })
    return { code, stdout: stdout.toString(), stderr: stderr.toString() }
  }

  /** Both end alike, but for what `even` takes out. */
  async same(words: readonly string[], even: (text: string) => string = (text) => text): Promise<Ending> {
    const [theirs, ours] = [await this.run('theirs', words), await this.run('ours', words)]
    const evened = (ending: Ending): Ending => ({ ...ending, stdout: even(ending.stdout), stderr: even(ending.stderr) })
    assert.deepEqual(evened(ours), evened(theirs), words.join(' '))
    return ours
  }
}

async function lay(t: TestContext): Promise<Table> {
  assert.ok(etcd)
  const cluster = await startCluster({ binaries: etcd, size: 3, tls: 'mutual', etcdArgs: ['--enable-v2=true'] })
  t.after(() => cluster.close())
  return new Table(cluster, etcd.etcdctl)
}

/** Endpoints are asked in an order that is drawn, and each connection has a port of its own. */
function sortedLines(text: string): string {
  const lines = text.replace(/(?:; )?error #\d+/g, '\nerror').replace(/tcp 127\.0\.0\.1:\d+->/g, 'tcp OURS->')
  // ours names the member that keeps an add away
  const same = lines.split('\n').filter((line) => !/^member \S+ \(\S+\) has not started: /.test(line))
  return same.sort().join('\n')
}

const healthy = /^(?:member [0-9a-f]+ is healthy: got healthy result from https:\S+\n){3}cluster is healthy\n$/

test('a cluster of three over TLS: keys, members, health, whatever is lost', { skip }, async (t) => {
  const table = await lay(t)
  const { cluster } = table
  const flags = table.flags()

  assert.match((await table.same([...flags, 'cluster-health'])).stdout, healthy)
  const list = await table.same([...flags, 'member', 'list'])
  assert.match(list.stdout, /isLeader=true/)
  const dead = `https://127.0.0.1:${await freePort()}`
  const [first = ''] = cluster.members.map(({ clientUrl }) => clientUrl)
  for (const endpoints of [
    [dead, first],
    [dead, first, `${first}/`],
  ]) {
    for (const words of [
      ['set', 'k', 'v'],
      ['get', 'k'],
      ['--no-sync', 'get', '-q', 'k'],
      ['cluster-health'],
      ['member', 'list'],
    ]) {
      await table.same([...table.flags(endpoints), ...words])
    }
  }
  const { ca, wrongCa, client, wrongClient } = cluster.certificates ?? assert.fail()
  const trust = ['--endpoints', first, '--ca-file']
  const older = (text: string): string => sortedLines(text).replaceAll('tls: failed to verify certificate: ', '')
  for (const words of [['get', 'k'], ['member', 'list'], ['cluster-health'], ['rm', 'k'], ['user', 'list']]) {
    await table.same([...trust, wrongCa, '--cert-file', client.cert, '--key-file', client.key, ...words], older)
    await table.same(['--endpoints', first.replace('https', 'http'), ...words], older)
    await table.same([...trust, ca, ...words], older)
    await table.same([...trust, ca, '--cert-file', wrongClient.cert, '--key-file', wrongClient.key, ...words], older)
    await table.same([...trust, ca, '--cert-file', client.cert, '--key-file', wrongClient.key, ...words], older)
  }

  await replaceThird(table)
  assert.match((await table.same([...flags, 'cluster-health'])).stdout, healthy)

  const [, second, third] = cluster.members
  assert.ok(second && third)
  await cluster.kill(third)
  const degraded = await table.same([...flags, 'cluster-health'])
  assert.equal(degraded.code, 5)
  assert.match(degraded.stdout, /cluster is degraded\n$/)
  await table.same([...flags, 'set', 'k', 'w'])

  await cluster.kill(second)
  const alone = table.flags([first])
  const lost = await table.same([...alone, 'cluster-health'])
  assert.equal(lost.code, 5)
  assert.match(lost.stdout, /cluster is unavailable\n$/)
  assert.equal((await table.same([...alone, 'get', 'k'])).stdout, 'w\n')
  const hasty = ['--timeout', '1s', '--total-timeout', '60s']
  for (const words of [
    ['set', 'k', 'x'],
    ['get', '-q', 'k'],
    ['rm', 'k'],
    ['member', 'list'],
    ['member', 'remove', 'x'],
  ]) {
    const ending = await table.same([...alone, ...hasty, '--no-sync', ...words], sortedLines)
    assert.notEqual(ending.code, 0, words.join(' '))
  }
})

/** A server takes no change of members until it has seen all of them for five seconds; it answers that it has no leader. */
async function whenReady(table: Table, who: Program, words: readonly string[]): Promise<Ending> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const ending = await table.run(who, words)
    if (!ending.stderr.includes('has no leader') || Date.now() > deadline) return ending
    await sleep(500)
  }
}

/** Removes the third member, adds it again and starts it, as the tutorials do; both clients tell the same at each step. */
async function replaceThird(table: Table): Promise<void> {
  const { cluster } = table
  const [first, second, third] = cluster.members
  assert.ok(first && second && third)
  const flags = table.flags([first.clientUrl, second.clientUrl])
  const before = (await table.run('ours', [...flags, 'member', 'list'])).stdout
  const id = new RegExp(`^([0-9a-f]+): name=${third.name} `, 'm').exec(before)?.[1] ?? assert.fail(before)
  const removed = await whenReady(table, 'ours', [...flags, 'member', 'remove', id])
  assert.deepEqual(removed, { code: 0, stdout: `Removed member ${id} from cluster\n`, stderr: '' })
  await table.same([...flags, 'member', 'remove', id])
  await table.same([...flags, 'member', 'remove', second.name])
  await table.same([...flags, 'member', 'list'])
  await cluster.stop(third)

  const added = { theirs: '', ours: '' }
  for (const who of ['theirs', 'ours'] as const) {
    const { code, stdout } = await whenReady(table, who, [...flags, 'member', 'add', 'm"3', third.peerUrl])
    assert.equal(code, 0, stdout)
    const newId = /with ID ([0-9a-f]+) to/.exec(stdout)?.[1] ?? ''
    await table.same([...flags, 'member', 'list'])
    // the order of the members is that of their ids, and those are drawn
    added[who] = stdout
      .replaceAll(newId, 'ID')
      .replace(/CLUSTER="(.*)"$/m, (_, urls: string) => urls.split(',').sort().join())
    await table.same([...flags, 'member', 'add', 'm3', third.peerUrl], sortedLines)
    await table.same([...flags, 'cluster-health'])
    await table.same([...flags, 'member', 'update', newId, second.peerUrl])
    const updated = await table.same([...flags, 'member', 'update', newId, `${third.peerUrl},https://127.0.0.1:7`])
    assert.equal(updated.stdout, `Updated member with ID ${newId} in cluster\n`)
    await table.same([...flags, 'member', 'update', newId, third.peerUrl])
    if (who === 'theirs') await table.run(who, [...flags, 'member', 'remove', newId])
  }
  assert.equal(added.ours, added.theirs)
  await rm(third.dataDir, { recursive: true })
  await cluster.restart(third)
  await table.same([...flags, 'member', 'list'])
}

test('health for ever ends well when the user interrupts', { skip }, async (t) => {
  const table = await lay(t)
  const endings: Ending[] = []
  for (const program of [etcd?.etcdctl ?? '', ourProgram('etcdctl')]) {
    const interrupts = new AbortController()
    const words = [...table.flags(), 'cluster-health', '--forever']
    const { code, stdout, stderr } = await runProcess(program, words, {
      env: { ETCDCTL_API: '2', PATH: process.env.PATH },
      interrupts: interrupts.signal,
      onWrite: (_stream, chunk) => {
        if (chunk.includes('next check')) setTimeout(() => interrupts.abort(), 200)
      },
    })
    endings.push({ code, stdout: stdout.toString(), stderr: stderr.toString() })
  }
  const [theirs, ours] = endings
  assert.deepEqual(ours, theirs)
  assert.equal(ours?.code, 0)
})
