import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { KV } from '../../src/rpc/services.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { answer, type FakeServer, startFakeServer } from '../support/fake-server.ts'
import { ourProgram } from '../support/our-program.ts'
import { startRecordingProxy } from '../support/recording-proxy.ts'
import { runProcess } from '../support/run-process.ts'

/** From 3.5.30 on all releases have the rules of one gRPC; before, 3.5 asks for each endpoint by itself. */
const oldest = '3.5.30'

const { binaries } = await findEtcdBinaries()
const originals = binaries.filter(({ version }) => oldest.localeCompare(version, 'en', { numeric: true }) <= 0)
const skip = originals.length === 0 && `no etcdctl of ${oldest} or later found`

/** What is set, with `$` for the proxy's address, and the endpoints. */
type Case = readonly [env: Readonly<Record<string, string>>, endpoints: string]

const usual = { HTTPS_PROXY: 'http://$' }
const hosts: readonly string[] = [
  'etcd.invalid:2379',
  'http://etcd.invalid:2379/path',
  'http://Etcd.INVALID:2379',
  'etcd.invalid.:2379',
  'etcd.invalid',
  'etcd.invalid:http',
  '[2001:db8::1]:2379',
  'http://[fe80::1%25eth0]:2379',
  '10.255.255.1:2379',
  'localhost.:2379',
  'LOCALHOST:2379',
  'bücher.invalid:2379',
  'unix:///nowhere/etcd.sock',
  'unix:///nowhere/etcd.sock,etcd.invalid:2379',
  '127.0.0.1:1,etcd.invalid:2379',
]
const variables: readonly Readonly<Record<string, string>>[] = [
  {},
  { HTTPS_PROXY: '$' },
  { HTTPS_PROXY: 'https://$' },
  { HTTPS_PROXY: 'socks5://$' },
  { HTTPS_PROXY: 'what.ever://$' },
  { HTTPS_PROXY: 'http://bob@$' },
  { HTTPS_PROXY: 'http://bob:p%40w%20@$/path?query#fragment' },
  { HTTPS_PROXY: 'bob:p@w@$' },
  { HTTPS_PROXY: 'http://$/%zz' },
  { HTTPS_PROXY: 'http://bob:p w@$' },
  { HTTPS_PROXY: '//$' },
  { HTTPS_PROXY: 'http://127.0.0.1:1' },
  { HTTPS_PROXY: 'http://nowhere.invalid' },
  { HTTPS_PROXY: '', https_proxy: 'http://$' },
  { HTTPS_PROXY: 'http://$', https_proxy: 'http://127.0.0.1:1' },
  { http_proxy: 'http://$', HTTP_PROXY: 'http://$', ALL_PROXY: 'http://$' },
  { grpc_proxy: 'http://$' },
  { ...usual, no_grpc_proxy: 'etcd.invalid' },
  { ...usual, REQUEST_METHOD: 'GET' },
]
const exclusions: readonly string[] = [
  '*',
  'a.invalid, *',
  '.invalid',
  '*.invalid',
  'invalid',
  'd.invalid',
  'ETCD.invalid',
  '.etcd.invalid',
  'etcd.invalid.',
  'etcd.invalid:2379',
  'etcd.invalid:2380',
  ' a.invalid ,\tetcd.invalid ',
  'a.invalid etcd.invalid',
  'e*.invalid',
  '0.0.0.0/0,::/0',
  ',,',
  'http://etcd.invalid',
]
const addresses: readonly (readonly [noProxy: string, endpoint: string])[] = [
  ['10.255.255.1', '10.255.255.1:2379'],
  ['10.255.255.1', '10.255.255.10:2379'],
  ['10.255.255.1:2379', '10.255.255.1:2379'],
  ['10.255.255.1:2380', '10.255.255.1:2379'],
  ['10.0.0.0/8', '10.255.255.1:2379'],
  ['10.255.255.0/32', '10.255.255.1:2379'],
  ['::ffff:10.0.0.0/104', '10.255.255.1:2379'],
  ['2001:db8::/32', '[2001:db8::1]:2379'],
  ['[2001:db8::1]', '[2001:db8::1]:2379'],
  ['a.invalid', 'a.invalid:1,b.invalid:2'],
]
const cases: readonly Case[] = [
  ...hosts.map((endpoints): Case => [usual, endpoints]),
  ...variables.map((env): Case => [env, 'etcd.invalid:2379']),
  ...exclusions.map((list): Case => [{ ...usual, NO_PROXY: list }, 'etcd.invalid:2379']),
  ...exclusions.slice(0, 3).map((list): Case => [{ ...usual, NO_PROXY: '', no_proxy: list }, 'etcd.invalid:2379']),
  ...addresses.map(([list, endpoints]): Case => [{ ...usual, NO_PROXY: list }, endpoints]),
]

interface Seen {
  /** What the proxy was asked for; a program may ask again. */
  readonly requests: readonly string[]
  readonly code: number | string
  readonly stdout: string
  readonly lastLine: string
}

async function play(t: TestContext, { program, server, pin }: Player, [given, endpoints]: Case): Promise<Seen> {
  const proxy = await startRecordingProxy(t, { port: server.port })
  const set = Object.entries(given).map(([name, value]) => [name, value.replace('$', proxy.address)])
  const env = { PATH: process.env.PATH, ...Object.fromEntries(set), ...pin }
  const words = ['get', 'k', '--count-only', '-w', 'fields', `--endpoints=${endpoints}`, '--command-timeout=2s']
  const { code, stdout, stderr } = await runProcess(program, [...words, '--dial-timeout=2s'], {
    env,
    killAfterMs: 60_000,
  })
  const lines = stderr.toString().split('\n')
  const requests = new Set(proxy.requests.map((request) => request.replace(/(User-Agent: ).*/, '$1<name>')))
  const lastLine = lines.filter((line) => line !== '' && !line.startsWith('{')).at(-1) ?? ''
  return { requests: [...requests], code, stdout: stdout.toString(), lastLine }
}

interface Player {
  readonly program: string
  readonly server: FakeServer
  readonly pin: Readonly<Record<string, string>>
}

async function compare(t: TestContext, { etcdctl, release }: EtcdBinaries): Promise<void> {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ header: { clusterId: 1n, memberId: 2n, revision: 3n, raftTerm: 4n }, count: 7n })])
  const their: Player = { program: etcdctl, server, pin: {} }
  const our: Player = { program: ourProgram('etcdctl'), server, pin: { ETCDCTL_COMPAT: release } }
  const left = [...cases]
  let proxied = 0
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const theirs = await play(t, their, next)
      assert.deepEqual(await play(t, our, next), theirs, JSON.stringify(next))
      if (theirs.requests.length > 0) proxied++
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  assert.ok(proxied > cases.length / 3 && proxied < cases.length, `${proxied} of ${cases.length}`)
}

for (const each of originals) {
  test(`proxies are asked for the same as by ${each.version}`, (t) => compare(t, each))
}

test('an original to compare proxies with was found', { skip }, () => assert.ok(originals.length > 0))
