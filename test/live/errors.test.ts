import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificates } from '../support/certificates.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { startFullQueue } from '../support/full-queue.ts'
import { freePort } from '../support/ports.ts'
import { type BinRun, runBin } from '../support/run-bin.ts'
import { startSilentServer } from '../support/silent-server.ts'

const { binaries } = await findEtcdBinaries()
const newest = new Map(binaries.map((each) => [each.release, each]))
const chosen = ['3.4', '3.5'].flatMap((release) => newest.get(release) ?? [])
const skip = chosen.length === 0 && 'no etcd 3.4 or 3.5 found'

/** Longer than a run may take before it is killed: what ends does so by itself, not by the time that is up. */
const patient = ['--command-timeout=1h', '--dial-timeout=1h']

async function start(t: TestContext, options: ClusterOptions): Promise<Cluster> {
  const cluster = await startCluster(options)
  t.after(() => cluster.close())
  return cluster
}

interface Expected {
  readonly code: number
  /** The one line before the last. */
  readonly remark: RegExp
  readonly error: string
}

function assertEnded(run: BinRun, { code, remark, error }: Expected): void {
  const [first = '', last = '', ...more] = run.stderr.split('\n')
  assert.match(first, remark)
  assert.deepEqual([last, more, run.code], [`Error: ${error}`, [''], code], run.stderr)
  assert.equal(run.stdout.toString(), '')
}

const deadline = { code: 1, error: 'context deadline exceeded' }

function certificatesOf(cluster: Cluster): Certificates {
  assert.ok(cluster.certificates !== undefined)
  return cluster.certificates
}

for (const etcd of chosen) {
  test(`${etcd.version} with mutual TLS: each mistake is named at once, with its layer`, { skip }, async (t) => {
    const cluster = await start(t, { binaries: etcd, tls: 'mutual' })
    const { ca, client, wrongCa, wrongClient } = certificatesOf(cluster)
    const { endpoint } = cluster.member(0)
    const https = `--endpoints=https://${endpoint}`
    const identity = [`--cert=${client.cert}`, `--key=${client.key}`]
    const cases: readonly (readonly [name: string, args: readonly string[], remark: RegExp])[] = [
      [
        'a CA that signed nothing',
        [https, `--cacert=${wrongCa}`, ...identity],
        /: TLS: .*unknown authority; check --cacert$/,
      ],
      ["the system's roots", [https, ...identity], /: TLS: .*unknown authority; check --cacert$/],
      [
        'no client certificate',
        [https, `--cacert=${ca}`],
        /: TLS: .*asks for a client certificate; give --cert and --key$/,
      ],
      [
        'a client certificate of another CA',
        [https, `--cacert=${ca}`, `--cert=${wrongClient.cert}`, `--key=${wrongClient.key}`],
        /: TLS: the server refuses the client certificate; check --cert: /,
      ],
      [
        'plain to TLS',
        [`--endpoints=http://${endpoint}`],
        /: TLS: the server speaks TLS, the endpoint is plain; write /,
      ],
      [
        'plain to TLS, no scheme',
        [`--endpoints=${endpoint}`],
        /: TLS: the server speaks TLS, the endpoint is plain; write /,
      ],
    ]
    for (const [name, args, remark] of cases) {
      const run = await runBin(['get', 'k', ...args, ...patient])
      assert.notEqual(run.code, 'SIGKILL', name)
      assertEnded(run, { ...deadline, remark })
    }
    assert.equal((await runBin(['put', 'k', 'v', ...cluster.clientFlags()])).code, 0)
    const skipping = await runBin(['get', 'k', https, '--insecure-skip-tls-verify', `--cacert=${wrongCa}`, ...identity])
    assert.deepEqual([skipping.code, skipping.stdout.toString()], [0, 'k\nv\n'])
  })
}

for (const [name, serve, cause] of [
  ['an expired certificate', 'expired', 'has expired; renew it, or check the clock'],
  ['a certificate for another name', 'otherName', 'is not for 127.0.0.1; check the endpoint name and the SANs'],
] as const) {
  test(`${name} of the server ends every command at once`, { skip }, async (t) => {
    const etcd = chosen.at(-1)
    assert.ok(etcd !== undefined)
    const options = { binaries: etcd, tls: 'server', serve: (all: Certificates) => all[serve] } as const
    const cluster = await start(t, options)
    const flags = [...cluster.clientFlags(), ...patient]
    const remark = new RegExp(`: TLS: the server's certificate ${cause.replaceAll('.', '\\.')}$`)
    for (const words of [
      ['get', 'k'],
      ['put', 'k', 'v'],
      ['member', 'list'],
    ]) {
      assertEnded(await runBin([...words, ...flags]), { ...deadline, remark })
    }
    const health = await runBin(['endpoint', 'health', ...flags])
    assert.equal(health.code, 1)
    assert.match(
      health.stderr,
      / is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n$/,
    )
    const login = await runBin(['get', 'k', '--user=root:pw', ...flags])
    assertEnded(login, { ...deadline, code: 2, remark })
  })
}

test('with auth, a refusal names the user and what to look at', { skip }, async (t) => {
  const etcd = chosen.at(-1)
  assert.ok(etcd !== undefined)
  const cluster = await start(t, { binaries: etcd })
  for (const words of [
    'user add root:secret',
    'user grant-role root root',
    'user add reader:other',
    'role add r',
    'role grant-permission r read k',
    'user grant-role reader r',
    'auth enable',
  ]) {
    await cluster.etcdctl(...words.split(' '))
  }
  const [endpoints = ''] = cluster.clientFlags()
  const run = (...args: string[]) => runBin([...args, endpoints])
  const failed = { code: 2, error: 'etcdserver: authentication failed, invalid user ID or password' }
  const wrong = await run('get', 'k', '--user=root:wrong')
  assertEnded(wrong, {
    ...failed,
    remark: /: auth: user "root" or its password is wrong; check --user and --password$/,
  })
  assertEnded(await run('get', 'k', '--user=nobody:x'), {
    ...failed,
    remark: /: auth: user "nobody" or its password is wrong/,
  })
  const denied = { code: 1, error: 'etcdserver: permission denied' }
  assertEnded(await run('put', 'k', 'v', '--user=reader:other'), {
    ...denied,
    remark: /: auth: user "reader" has no right to write "k"; root may give it: etcdctl role grant-permission /,
  })
  assertEnded(await run('get', 'elsewhere', '--user=reader:other'), {
    ...denied,
    remark: /: auth: user "reader" has no right to read "elsewhere"; /,
  })
  for (const words of ['lock l true', 'elect l me']) {
    assertEnded(await run(...words.split(' '), '--user=reader:other'), {
      ...denied,
      remark:
        /: auth: user "reader" has no right to read and write "l\/" --prefix; root may give it: .* readwrite "l\/"/,
    })
  }
  const watched = await run('watch', 'elsewhere', '--user=reader:other')
  assert.match(watched.stderr, /: auth: user "reader" has no right to read "elsewhere"; .*\nError: watch is canceled/)
  const empty = { code: 1, error: 'etcdserver: user name is empty' }
  assertEnded(await run('get', 'k'), { ...empty, remark: /: auth: the cluster asks for a login; give --user / })
  assertEnded(await run('put', 'k', 'v', '--user=root:'), {
    ...empty,
    remark: /: auth: user "root" came without a password, so nobody was logged in; /,
  })
  assert.equal((await run('put', 'k', 'v', '--user=root:secret')).stdout.toString(), 'OK\n')
  assert.equal((await run('get', 'k', '--user=reader', '--password=other')).stdout.toString(), 'k\nv\n')
  assert.ok(!wrong.stderr.includes('root:wrong'))
})

test('TLS to a plain server is named at once', { skip }, async (t) => {
  const etcd = chosen.at(-1)
  assert.ok(etcd !== undefined)
  const cluster = await start(t, { binaries: etcd })
  const { endpoint } = cluster.member(0)
  for (const args of [[`--endpoints=https://${endpoint}`], [`--endpoints=${endpoint}`, '--insecure-transport=false']]) {
    const run = await runBin(['get', 'k', ...args, ...patient])
    assertEnded(run, { ...deadline, remark: /: TLS: the server speaks no TLS; write the endpoint as http:/ })
  }
})

test('a port where nobody listens is tried until the time is over', async () => {
  const endpoint = `127.0.0.1:${await freePort()}`
  const remark = new RegExp(`^${endpoint}: TCP: connection refused; is etcd running`)
  const commands = [
    ['get', 'k'],
    ['put', 'k', 'v'],
    ['del', 'k'],
  ]
  const flags = [`--endpoints=${endpoint}`, '--command-timeout=1500ms']
  for (const run of await Promise.all(commands.map((words) => runBin([...words, ...flags])))) {
    assertEnded(run, { ...deadline, remark })
    assert.ok(run.elapsedMs > 1400, `${run.elapsedMs} ms`)
  }
  const login = await runBin(['get', 'k', `--endpoints=${endpoint}`, '--user=root:pw', '--dial-timeout=500ms'])
  assertEnded(login, { ...deadline, code: 2, remark })
})

test('a server that comes up within the time is used', { skip }, async (t) => {
  const etcd = chosen.at(-1)
  assert.ok(etcd !== undefined)
  const clientPort = await freePort()
  const early = runBin(['put', 'k', 'v', `--endpoints=127.0.0.1:${clientPort}`, '--command-timeout=2m'])
  // time to be refused at least once
  await sleep(400)
  const cluster = await start(t, { binaries: etcd, clientPort })
  assert.equal(cluster.member(0).clientPort, clientPort)
  const run = await early
  assert.deepEqual([run.code, run.stdout.toString(), run.stderr], [0, 'OK\n', ''])
})

test('a server that takes connections and says nothing is named, and does not keep the process', async (t) => {
  const { endpoint } = await startSilentServer(t)
  const timeout = '--command-timeout=2s'
  const plain = await runBin(['get', 'k', `--endpoints=${endpoint}`, timeout])
  assertEnded(plain, {
    ...deadline,
    remark: /: HTTP2: no answer; is this the client port of etcd, or is the member frozen\?$/,
  })
  const secure = await runBin(['get', 'k', `--endpoints=https://${endpoint}`, timeout])
  assertEnded(secure, { ...deadline, remark: /: TLS: no answer; is this the client port of a TLS etcd\?$/ })
})

test('an address that swallows packets is named, and does not keep the process', async (t) => {
  const endpoint = await startFullQueue(t)
  if (endpoint === undefined) return t.skip('this kernel has no full queues')
  const run = await runBin(['get', 'k', `--endpoints=${endpoint}`, '--command-timeout=1s'])
  assertEnded(run, { ...deadline, remark: /: TCP: no answer; check the address and any firewall on the way$/ })
})

test('a time that is up while it is measured makes no runtime speak', async () => {
  const endpoint = `127.0.0.1:${await freePort()}`
  for (const time of ['1ns', '1us', '500us', '1ms', '1us', '500us']) {
    const { stderr } = await runBin(['get', 'k', `--endpoints=${endpoint}`, `--command-timeout=${time}`])
    const ours = `${endpoint}: TCP: no answer within ${time.replace('us', 'µs')}; --command-timeout gives it more time`
    assert.deepEqual(stderr.split('\n'), [ours, 'Error: context deadline exceeded', ''])
  }
})

test('an endpoint without a port, and a host that does not exist, are named', async () => {
  const bad = await runBin(['get', 'k', '--endpoints=127.0.0.1', ...patient])
  assertEnded(bad, {
    ...deadline,
    remark: /^127\.0\.0\.1: name: address 127\.0\.0\.1: missing port in address; write /,
  })
})
