import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'

const bin = ourProgram('etcdctl')
const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'
const waitMs = 120_000
/** A command that runs until a second after its file is there, however long other programs take to start. */
const untilLastSecond = 'echo runs; until [ -e "$0" ]; do sleep 0.1; done; sleep 1'

/** One run of the real program, in the background. */
class Run {
  stdout = ''
  stderr = ''
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>

  constructor(t: TestContext, args: readonly string[], stdin?: 'pipe') {
    const child = spawn(bin, args, { stdio: [stdin ?? 'ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } })
    child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk
    })
    this.child = child
    this.ended = once(child, 'close').then(([code]) => ({ code, stdout: this.stdout, stderr: this.stderr }))
    t.after(() => child.kill('SIGKILL'))
  }

  /** Waits until standard output fits the pattern. */
  async shows(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + waitMs
    while (!pattern.test(this.stdout)) {
      assert.ok(Date.now() < deadline, `no ${pattern} in: ${this.stdout}\n${this.stderr}`)
      assert.equal(this.child.exitCode, null, `ended before ${pattern}: ${this.stdout}\n${this.stderr}`)
      await sleep(20)
    }
  }

  async interrupted(signal: NodeJS.Signals = 'SIGINT') {
    this.child.kill(signal)
    return this.ended
  }
}

async function start(t: TestContext, size: number): Promise<{ cluster: Cluster; run: (...args: string[]) => Run }> {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, size })
  t.after(() => cluster.close())
  const flags = [`--endpoints=${cluster.endpoints.join(',')}`]
  return { cluster, run: (...args) => new Run(t, [...flags, ...args]) }
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'lock-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Adds one to a number in a file, slowly, and notes when it is not alone. */
function increment(path: string): string {
  return `mkdir ${path}/in || echo two >> ${path}/overlaps
    n=$(cat ${path}/count); sleep 0.05; echo $((n + 1)) > ${path}/count; rmdir ${path}/in`
}

/** Waits until it is told to end, and says so. */
const patient = `trap 'kill $!; echo told; exit 0' TERM; sleep 30 & echo runs; wait`

async function disturb(cluster: Cluster): Promise<void> {
  for (const member of cluster.members) {
    await cluster.makeLeader(member)
    await cluster.kill(member)
    await sleep(300)
    await cluster.restart(member)
  }
}

async function leaseOf(cluster: Cluster, prefix: string): Promise<string> {
  const keys = await cluster.etcdctl('get', prefix, '--prefix', '--keys-only', '--sort-by=CREATE')
  return keys.split('\n')[0]?.replace(/^.*\//, '') ?? ''
}

test('while members die and leaders change', { skip }, async (t) => {
  const { cluster, run } = await start(t, 3)

  await t.test('a lock never has two holders and is always got in the end', async (t) => {
    const path = folder(t)
    writeFileSync(join(path, 'count'), '0')
    const workers = Array.from({ length: 4 }, async () => {
      for (let round = 0; round < 6; round++) {
        const { code, stderr } = await run('lock', 'count', '--', 'sh', '-c', increment(path)).ended
        assert.equal(code, 0, stderr)
      }
    })
    await Promise.all([...workers, disturb(cluster)])
    assert.equal(readFileSync(join(path, 'count'), 'utf8').trim(), '24')
    assert.throws(() => readFileSync(join(path, 'overlaps')), { code: 'ENOENT' })
    assert.equal(await cluster.etcdctl('get', 'count', '--prefix'), '')
  })

  await t.test('a lease is kept alive, a lock is kept and each leader is seen', async () => {
    const granted = await cluster.etcdctl('lease', 'grant', '4')
    const id = /lease (\w+)/.exec(granted)?.[1] ?? ''
    const keeper = run('lease', 'keep-alive', id)
    const holder = run('lock', 'held', '--ttl=4')
    const listener = run('elect', '--listen', 'chief')
    const first = run('elect', 'chief', 'one')
    await Promise.all([keeper.shows(/TTL\(4\)/), holder.shows(/held\//), first.shows(/one/)])
    const next = run('lock', 'held', 'echo', 'mine')
    const rival = run('elect', 'chief', 'two')

    await disturb(cluster)
    const [frozen, leader] = cluster.members
    assert.ok(frozen !== undefined && leader !== undefined)
    // a frozen leader that wakes up may first revoke what ran out on its own clock, before it learns that it was replaced
    await cluster.makeLeader(leader)
    cluster.pause(frozen)
    await sleep(5000)
    cluster.resume(frozen)

    const codes = [keeper, holder, listener, first, next, rival].map(({ child }) => child.exitCode)
    assert.deepEqual(codes, Array(6).fill(null))
    assert.match(await cluster.etcdctl('lease', 'timetolive', id), /remaining\([1-4]s\)/)
    assert.equal(next.stdout, '')
    assert.equal((await holder.interrupted()).code, 0)
    assert.deepEqual(await next.ended, { code: 0, stdout: 'mine\n', stderr: '' })

    assert.equal((await first.interrupted('SIGTERM')).code, 0)
    await rival.shows(/two/)
    await listener.shows(/one[\s\S]*two/)
    assert.equal((await rival.interrupted()).code, 0)
    assert.equal((await listener.interrupted()).code, 0)
    assert.match(listener.stdout, /^chief\/\w+\none\nchief\/\w+\ntwo\n$/)

    await cluster.etcdctl('lease', 'revoke', id)
    assert.match((await keeper.ended).stdout, new RegExp(`lease ${id} expired or revoked.\n$`))
  })

  await t.test('while no member answers, the command is told', async () => {
    const holder = run('lock', 'lost', '--ttl=3', '--', 'sh', '-c', patient)
    await holder.shows(/runs/)
    for (const member of cluster.members) cluster.pause(member)
    const { code, stdout, stderr } = await holder.ended
    for (const member of cluster.members) cluster.resume(member)
    assert.deepEqual([code, stdout], [1, 'runs\ntold\n'])
    assert.match(stderr, /\nError: session expired\n$/)
  })
})

test('on one server', { skip }, async (t) => {
  const { cluster, run } = await start(t, 1)

  await t.test('the exit status of the command is passed on, and nothing is left behind', async () => {
    const seven = await run('lock', 'a', '--', 'sh', '-c', 'exit 7').ended
    assert.deepEqual(seven, { code: 7, stdout: '', stderr: 'Error: exit status 7\n' })
    const killed = await run('lock', 'a', '--', 'sh', '-c', 'kill -9 $$').ended
    assert.deepEqual(killed, { code: 255, stdout: '', stderr: 'Error: signal: killed\n' })
    assert.equal(await cluster.etcdctl('lease', 'list'), 'found 0 leases\n')
  })

  await t.test('a revoked lease ends the command, not only the lock', async () => {
    const holder = run('lock', 'b', '--', 'sh', '-c', patient)
    await holder.shows(/runs/)
    await cluster.etcdctl('lease', 'revoke', await leaseOf(cluster, 'b/'))
    const { code, stdout, stderr } = await holder.ended
    assert.deepEqual([code, stdout], [1, 'runs\ntold\n'])
    assert.match(stderr, /Error: session expired\n$/)
  })

  await t.test('signals to etcdctl alone leave the command to end by itself', async () => {
    const holder = run('lock', 'c', '--', 'sh', '-c', 'echo runs; sleep 1; echo done')
    await holder.shows(/runs/)
    holder.child.kill('SIGINT')
    holder.child.kill('SIGTERM')
    assert.deepEqual(await holder.ended, { code: 0, stdout: 'runs\ndone\n', stderr: '' })
  })

  await t.test('an interrupted waiter leaves the queue', async () => {
    const holder = run('lock', 'd')
    await holder.shows(/d\//)
    const waiter = run('lock', 'd', 'true')
    while ((await cluster.etcdctl('get', 'd/', '--prefix', '--keys-only')).split('\n').length < 5) await sleep(20)
    assert.deepEqual(await waiter.interrupted(), { code: 1, stdout: '', stderr: 'Error: context canceled\n' })
    assert.equal((await cluster.etcdctl('get', 'd/', '--prefix', '--keys-only')).split('\n').length, 3)
    assert.equal((await holder.interrupted()).code, 0)
  })

  await t.test(
    'a terminal that is closed gives locks and offices back, and leaves the command to end by itself',
    async () => {
      const lastSecond = join(folder(t), 'last-second')
      const busy = run('lock', 'hang-up', '--', 'sh', '-c', `${untilLastSecond}; echo done`, lastSecond)
      const idle = run('lock', 'hang-up-idle')
      const leader = run('elect', 'hang-up-office', 'first')
      await Promise.all([busy.shows(/runs/), idle.shows(/idle/), leader.shows(/first/)])
      writeFileSync(lastSecond, '')
      const ends = await Promise.all([busy, idle, leader].map((holder) => holder.interrupted('SIGHUP')))
      for (const { code, stderr } of ends) assert.deepEqual({ code, stderr }, { code: 129, stderr: '' })
      assert.equal(busy.stdout, 'runs\ndone\n')
      assert.equal(await cluster.etcdctl('get', 'hang-up', '--prefix', '--keys-only'), '')
    },
  )

  await t.test('a hang-up is no success for waiters, listeners and locks whose command failed', async () => {
    const lastSecond = join(folder(t), 'last-second')
    const holder = run('lock', 'hung', '--', 'sh', '-c', `${untilLastSecond}; exit 7`, lastSecond)
    await holder.shows(/runs/)
    const waiter = run('lock', 'hung', 'true')
    while ((await cluster.etcdctl('get', 'hung/', '--prefix', '--keys-only')).split('\n').length < 5) await sleep(20)
    const leader = run('elect', 'hung-office', 'first')
    const listener = run('elect', '-l', 'hung-office')
    await listener.shows(/first/)
    assert.deepEqual(await waiter.interrupted('SIGHUP'), { code: 129, stdout: '', stderr: 'Error: context canceled\n' })
    writeFileSync(lastSecond, '')
    assert.deepEqual(await holder.interrupted('SIGHUP'), {
      code: 129,
      stdout: 'runs\n',
      stderr: 'Error: exit status 7\n',
    })
    assert.equal((await listener.interrupted('SIGHUP')).code, 129)
    assert.equal((await leader.interrupted()).code, 0)
  })

  await t.test('a leader proclaims the lines of standard input when asked to', async (t) => {
    const flags = [`--endpoints=${cluster.endpoints}`]
    const listener = run('elect', '-l', 'e')
    const leader = new Run(t, [...flags, 'elect', '--proclaim', 'e', 'first'], 'pipe')
    await listener.shows(/first/)
    leader.child.stdin?.write('second\nthird\n')
    await listener.shows(/third/)
    assert.match(listener.stdout, /first\ne\/\w+\nsecond\ne\/\w+\nthird\n$/)
    assert.equal((await leader.interrupted()).code, 0)
    assert.equal(await cluster.etcdctl('get', 'e/', '--prefix'), '')
  })
})
