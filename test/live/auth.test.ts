import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTestClient, within } from '../client/open.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const bin = ourProgram('etcdctl')
const { binaries } = await findEtcdBinaries()
const oldest = binaries[0]
const newest = binaries.at(-1)
const skip = newest === undefined && 'no etcd server found'
const noTerminal = await terminalProblem()
const ends = binaries.length < 2 ? binaries : [oldest, newest].filter((each) => each !== undefined)

const root = { name: 'root', password: 'rootpw' }
const rootFlag = '--user=root:rootpw'
const key = new Uint8Array(Buffer.from('k'))

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the real program; `stdin` may come late. */
async function run(args: readonly string[], stdin: string | Promise<string> = ''): Promise<Outcome> {
  const child = spawn(bin, args, { env: { PATH: process.env.PATH }, timeout: 60_000 })
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] }
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (chunk: Buffer) => chunks[name].push(chunk))
  child.stdin.on('error', () => undefined)
  const closed = once(child, 'close')
  child.stdin.end(await stdin)
  const [code] = await closed
  return { code, stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString() }
}

/** A cluster with auth on: root, and reader, who may read what begins with /a/. */
async function startGuarded(
  t: TestContext,
  etcd: EtcdBinaries | undefined,
  options: Omit<ClusterOptions, 'binaries'> = {},
): Promise<{ cluster: Cluster; etcdctl: (...args: string[]) => Promise<Outcome> }> {
  assert.ok(etcd !== undefined)
  const etcdArgs = ['--bcrypt-cost=4', ...(options.etcdArgs ?? [])]
  const cluster = await startCluster({ binaries: etcd, ...options, etcdArgs })
  t.after(() => cluster.close())
  const etcdctl = (...args: string[]) => run([`--endpoints=${cluster.endpoints.join(',')}`, ...args])
  for (const line of [
    'user add root:rootpw',
    'user add reader:pw',
    'role add readers',
    'role grant-permission readers read /a/ --prefix',
    'user grant-role reader readers',
    'auth enable',
  ]) {
    const { code, stderr } = await etcdctl(...line.split(' '))
    assert.equal(code, 0, `${line}: ${stderr}`)
  }
  return { cluster, etcdctl }
}

/**
 * Some runs of a 3.5 server (16 and 30) look up users as they were before the last change until it is on disk, every 100 ms,
 * and refuse even root meanwhile: the original client is refused just as well.
 */
function committed(): Promise<void> {
  return sleep(250)
}

for (const etcd of ends) {
  test(`etcd ${etcd.version}: a client outlives its token, for reads, writes and changes of users`, async (t) => {
    const { cluster } = await startGuarded(t, etcd, { etcdArgs: ['--auth-token-ttl=1'] })
    const client = await openTestClient(t, cluster.endpoints, { login: root })
    for (const call of [
      () => client.kv.range({ key }, within(60_000)),
      () => client.kv.put({ key, value: key }, within(60_000)),
      () => client.auth.roleAdd({ name: 'late' }, within(60_000)),
    ]) {
      // a second to live, and the server looks every second
      await sleep(2500)
      await call()
    }
  })

  test(`etcd ${etcd.version}: commands that hold a connection for long outlive their token`, async (t) => {
    const { etcdctl } = await startGuarded(t, etcd, { etcdArgs: ['--auth-token-ttl=1'] })
    const { code, stdout, stderr } = await etcdctl(rootFlag, 'lock', 'l', 'sleep', '3')
    assert.deepEqual([code, stdout], [0, ''], stderr)
    assert.deepEqual((await etcdctl(rootFlag, 'lease', 'list')).stdout, 'found 0 leases\n')
  })

  test(`etcd ${etcd.version}: a client outlives the restart of the member that gave its token`, async (t) => {
    const { cluster } = await startGuarded(t, etcd)
    const client = await openTestClient(t, cluster.endpoints, { login: root })
    await client.kv.put({ key, value: key }, within(60_000))
    await cluster.kill(cluster.member(0))
    await cluster.restart(cluster.member(0))
    assert.equal((await client.kv.range({ key }, within(60_000))).count, 1n)
    await client.kv.put({ key, value: key }, within(60_000))
  })

  test(`etcd ${etcd.version}: a client goes on after users and roles were changed`, async (t) => {
    const { cluster, etcdctl } = await startGuarded(t, etcd)
    const client = await openTestClient(t, cluster.endpoints, { login: root })
    for (const line of ['role add more', 'user add late:pw', 'user grant-role late more']) {
      assert.equal((await etcdctl(rootFlag, ...line.split(' '))).code, 0)
      await committed()
      await client.kv.put({ key, value: key }, within(60_000))
      await client.kv.range({ key }, within(60_000))
    }
  })

  test(`etcd ${etcd.version}: a password that was changed meanwhile ends a client with the reason`, async (t) => {
    const { cluster } = await startGuarded(t, etcd, { etcdArgs: ['--auth-token-ttl=1'] })
    const [client, other] = [
      await openTestClient(t, cluster.endpoints, { login: { name: 'reader', password: 'pw' } }),
      await openTestClient(t, cluster.endpoints, { login: root }),
    ]
    await other.auth.userChangePassword({ name: 'reader', password: 'new' }, within(60_000))
    await sleep(2500)
    await assert.rejects(client.kv.range({ key }, within(60_000)), {
      message: 'etcdserver: authentication failed, invalid user ID or password',
    })
  })

  test(`etcd ${etcd.version}: JSON web tokens come with a login, or by a flag`, async (t) => {
    const keys = makeKeys(t)
    const { cluster, etcdctl } = await startGuarded(t, etcd, { etcdArgs: [`--auth-token=${keys.option}`] })
    const client = await openTestClient(t, cluster.endpoints, { login: root })
    const { token } = await client.auth.authenticate(root, within(60_000))
    assert.equal(token.split('.').length, 3)
    for (const line of [
      'put k v',
      'get k',
      'del k',
      'member list',
      'endpoint health',
      'endpoint status',
      'endpoint hashkv',
      'lease list',
      'alarm list',
      'user list',
      'user get reader --detail',
      'role list',
      'role get readers',
    ]) {
      assert.equal((await etcdctl(...line.split(' '), rootFlag)).code, 0, line)
      const { code, stderr } = await etcdctl(...line.split(' '), `--auth-jwt-token=${token}`)
      assert.equal(code, 0, `${line}: ${stderr}`)
      assert.ok(!stderr.includes(token))
    }
  })

  test(`etcd ${etcd.version}: a token by flag that is expired or forged ends the command at once`, async (t) => {
    const keys = makeKeys(t)
    const forged = makeKeys(t)
    const { etcdctl } = await startGuarded(t, etcd, { etcdArgs: [`--auth-token=${keys.option}`] })
    const claims = { username: 'root', revision: 6 }
    const [past, future] = [Math.floor(Date.now() / 1000) - 60, Math.floor(Date.now() / 1000) + 600]
    for (const token of [keys.token({ ...claims, exp: past }), forged.token({ ...claims, exp: future })]) {
      const { code, stdout, stderr } = await etcdctl('get', 'k', `--auth-jwt-token=${token}`)
      assert.deepEqual([code, stdout, stderr.split('\n').at(-2)], [1, '', 'Error: etcdserver: invalid auth token'])
      assert.ok(!stderr.includes(token))
    }
  })
}

interface Keys {
  /** The value of the server's `--auth-token`. */
  readonly option: string
  token(claims: object): string
}

function makeKeys(t: TestContext): Keys {
  const folder = mkdtempSync(join(tmpdir(), 'jwt-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const [pub, priv] = [join(folder, 'public.pem'), join(folder, 'private.pem')]
  writeFileSync(pub, publicKey)
  writeFileSync(priv, privateKey)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    option: `jwt,pub-key=${pub},priv-key=${priv},sign-method=RS256,ttl=10m`,
    token: (claims) => {
      const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
      return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
    },
  }
}

test('each of three members takes the login, also when the first endpoint is dead', { skip }, async (t) => {
  const { cluster, etcdctl } = await startGuarded(t, newest, { size: 3 })
  for (const command of ['endpoint health', 'endpoint status', 'endpoint hashkv', 'member list']) {
    const { code, stderr } = await etcdctl(...command.split(' '), rootFlag)
    assert.equal(code, 0, `${command}: ${stderr}`)
  }
  await cluster.kill(cluster.member(0))
  for (const command of ['get k', 'put k v', 'user list', 'auth status', 'role get readers']) {
    // an election takes a second or two
    const { code, stderr } = await etcdctl(...command.split(' '), rootFlag, '--dial-timeout=20s')
    assert.equal(code, 0, `${command}: ${stderr}`)
  }
})

test('user commands wait for a server that starts later, and end when they can never be answered', {
  skip,
}, async (t) => {
  assert.ok(newest !== undefined)
  const cluster = await startCluster({ binaries: newest })
  t.after(() => cluster.close())
  await cluster.kill(cluster.member(0))
  const waiting = run([`--endpoints=${cluster.endpoints}`, 'user', 'list', '--command-timeout=100ms'])
  await sleep(1000)
  await cluster.restart(cluster.member(0))
  assert.deepEqual(await waiting, { code: 0, stdout: '', stderr: '' })
  const hopeless = await run([`--endpoints=https://${cluster.endpoints}`, 'user', 'list'])
  assert.deepEqual([hopeless.code, hopeless.stderr.split('\n').at(-2)], [1, 'Error: context deadline exceeded'])
})

test('a person makes a user at a terminal, and logs in as that user', { skip: skip || noTerminal }, async (t) => {
  const { cluster, etcdctl } = await startGuarded(t, newest)
  const env = { ETCDCTL_ENDPOINTS: cluster.endpoints.join(',') }
  const adding = openTerminal(t, [bin, '--user', 'root', 'user', 'add', 'alice'], { env })
  for (const [prompt, answer] of [
    ['Password of alice: ', 'pass word'],
    ['Type password of alice again for confirmation: ', 'pass word'],
    ['Password: ', 'rootpw'],
  ] as const) {
    await adding.waitFor(prompt)
    adding.type(`${answer}\r`)
  }
  assert.deepEqual(await adding.ended, { code: 0, signal: null })
  assert.match(adding.screen, /\r\nUser alice created\r\n$/)
  assert.ok(!/pass word|rootpw/.test(adding.screen))
  await committed()
  assert.equal((await etcdctl(rootFlag, 'user', 'grant-role', 'alice', 'readers')).code, 0)
  await committed()
  assert.equal((await etcdctl(rootFlag, 'put', '/a/1', 'one')).code, 0)
  const reading = openTerminal(t, [bin, '--user', 'alice', 'get', '/a/1'], { env })
  await reading.waitFor('Password: ')
  reading.type('pass word\r')
  assert.deepEqual(await reading.ended, { code: 0, signal: null })
  assert.equal(reading.screen, 'Password: \r\n/a/1\r\none\r\n')
})
