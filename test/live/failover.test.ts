import assert from 'node:assert/strict'
import test from 'node:test'
import { type Member, startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { type BinOptions, type BinRun, runBin } from '../support/run-bin.ts'

const { binaries } = await findEtcdBinaries()
const etcd = binaries.filter((each) => each.release === '3.5').at(-1) ?? binaries.at(-1)
const skip = etcd === undefined && 'no etcd server found'

test('three members with mutual TLS', { skip }, async (t) => {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, size: 3, tls: 'mutual', distinctHosts: true })
  t.after(() => cluster.close())
  const [first, second, third] = [cluster.member(0), cluster.member(1), cluster.member(2)]
  const run: Run = (args, members = cluster.members, options = {}) =>
    runBin([...args, ...cluster.clientFlags(members.map((member) => member.clientUrl))], options)

  await t.test('values of 1 MiB and keys of every byte come back exactly', () => roundTrips(run))

  await t.test('with a dead member, health tells which', async () => {
    await cluster.kill(second)
    const health = await run(['endpoint', 'health', '--command-timeout=5s'])
    assert.equal(health.code, 1)
    const healthy = /^https:\/\/127\.0\.0\.[13]:\d+ is healthy: successfully committed proposal: took = \S+$/
    const lines = health.stdout.toString().trimEnd().split('\n')
    assert.equal(lines.filter((line) => healthy.test(line)).length, 2, health.stdout.toString())
    assert.deepEqual(health.stderr.trimEnd().split('\n'), [
      `${second.clientUrl}: TCP: connection refused; is etcd running, and is this its client port?`,
      `${second.clientUrl} is unhealthy: failed to commit proposal: context deadline exceeded`,
      'Error: unhealthy cluster',
    ])
  })

  await t.test('with a dead member, reads and writes work wherever it is named', async () => {
    const places = [
      [second, first, third],
      [first, second, third],
      [first, third, second],
    ]
    for (const [index, members] of places.entries()) {
      const put = await run(['put', 'place', String(index), '--command-timeout=60s'], members)
      assert.deepEqual([put.code, put.stdout.toString(), put.stderr], [0, 'OK\n', ''])
      const get = await run(['get', 'place', '--command-timeout=60s'], members)
      assert.deepEqual([get.code, get.stdout.toString(), get.stderr], [0, `place\n${index}\n`, ''])
    }
    await cluster.restart(second)
  })

  await t.test('a first endpoint that is frozen is passed over', async () => {
    await cluster.makeLeader(third)
    cluster.pause(first)
    try {
      const put = await run(['put', 'frozen', 'v', '--command-timeout=60s'])
      assert.deepEqual([put.code, put.stdout.toString(), put.stderr], [0, 'OK\n', ''])
      const get = await run(['get', 'frozen', '--command-timeout=60s'])
      assert.deepEqual([get.code, get.stdout.toString(), get.stderr], [0, 'frozen\nv\n', ''])
      const health = await run(['endpoint', 'health', '--command-timeout=3s'])
      assert.equal(health.code, 1)
      assert.ok(health.stderr.startsWith(`${first.clientUrl}: TLS: no answer; `), health.stderr)
    } finally {
      cluster.resume(first)
    }
  })

  await t.test('without a quorum the time runs out, and the last line says so', async () => {
    await Promise.all([cluster.kill(first), cluster.kill(second)])
    const runs = await Promise.all([
      run(['get', 'place', '--command-timeout=2s']),
      // such a write may still be done later, when the members are back
      run(['put', 'doubtful', 'v', '--command-timeout=2s']),
      run(['get', 'place', '--command-timeout=2s'], [third]),
    ])
    for (const { code, stdout, stderr } of runs) {
      assert.deepEqual([code, stdout.toString()], [1, ''])
      assert.match(stderr, /\nError: context deadline exceeded\n$/)
      assert.ok(stderr.includes(third.clientUrl), stderr)
    }
    const local = await run(['get', 'place', '--consistency=s'])
    assert.deepEqual([local.code, local.stdout.toString()], [0, 'place\n2\n'])
  })

  await t.test('a member that comes back makes the cluster work again', async () => {
    await cluster.restart(first)
    const get = await run(['get', 'place', '--command-timeout=60s'])
    assert.deepEqual([get.code, get.stdout.toString()], [0, 'place\n2\n'], get.stderr)
    await cluster.restart(second)
    assert.equal((await healthWhenSettled(run)).code, 0)
  })
})

type Run = (
  args: readonly (string | Uint8Array)[],
  members?: readonly Member[],
  options?: BinOptions,
) => Promise<BinRun>

/** A member that has just come back may need a moment to hear of its leader. */
async function healthWhenSettled(run: Run): Promise<BinRun> {
  const deadlineMs = Date.now() + 120_000
  for (;;) {
    const health = await run(['endpoint', 'health'])
    if (health.code === 0 || Date.now() > deadlineMs) return health
  }
}

async function roundTrips(run: Run): Promise<void> {
  const big = Buffer.alloc(1024 * 1024, 'etcd')
  const stored = await run(['put', 'big'], undefined, { stdin: big })
  assert.deepEqual([stored.code, stored.stderr], [0, ''])
  const read = await run(['get', 'big', '--print-value-only'])
  assert.equal(Buffer.compare(read.stdout, Buffer.concat([big, Buffer.from('\n')])), 0)

  // an argument cannot hold a zero byte
  const everyByte = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1))
  const withZero = Buffer.concat([Buffer.from([0]), everyByte, Buffer.from('\r\n')])
  await run(['put', 'bytes'], undefined, { stdin: withZero })
  assert.deepEqual(
    (await run(['get', 'bytes'])).stdout,
    Buffer.concat([Buffer.from('bytes\n'), withZero, Buffer.from('\n')]),
  )

  const stored255 = await run(['put', everyByte, everyByte])
  assert.deepEqual([stored255.code, stored255.stderr], [0, ''])
  const newline = Buffer.from('\n')
  assert.deepEqual((await run(['get', everyByte])).stdout, Buffer.concat([everyByte, newline, everyByte, newline]))

  const text = 'ключ/キー/🔑 \u00a0 "\'\\'
  await run(['put', text, text])
  assert.equal((await run(['get', text])).stdout.toString(), `${text}\n${text}\n`)
}
