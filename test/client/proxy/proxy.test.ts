import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { KV, Lease, Maintenance } from '../../../src/rpc/services.ts'
import { createIdentity } from '../../support/certificates.ts'
import { answer, startFakeServer } from '../../support/fake-server.ts'
import { freePort } from '../../support/ports.ts'
import { silence, startRecordingProxy } from '../../support/recording-proxy.ts'
import { type BinRun, runBin } from '../../support/run-bin.ts'
import { bytes, openTestClient, within } from '../open.ts'

const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const authority = { name: 'own authority', ...createIdentity({ name: 'own authority' }) }
const ca = join(folder, 'ca.pem')
writeFileSync(ca, authority.cert)
const tls = createIdentity({ name: 'etcd', issuer: authority, hosts: ['etcd.invalid'] })

/** No such host is known here: only a proxy leads to it. */
const host = 'etcd.invalid:2379'
const tunnelRequest = `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: etcdctl-ts`

function run(words: readonly string[], env: Record<string, string>, endpoints = host): Promise<BinRun> {
  return runBin([...words, `--endpoints=${endpoints}`], { env, killAfterMs: 60_000 })
}

const count = ['get', 'k', '--count-only', '-w', 'fields']

/** The line that names the cause, and the last one. */
function causeAndEnd({ stderr }: BinRun): string[] {
  return stderr.trimEnd().split('\n').slice(-2)
}

for (const endpoint of [host, `https://${host}`]) {
  const isSecure = endpoint !== host
  test(`calls and streams to ${endpoint} go through the proxy, each over one tunnel`, async (t) => {
    const server = await startFakeServer(t, isSecure ? { tls } : {})
    server.on(KV.range, [answer({ count: 7n })]).on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 9n })])
    const proxy = await startRecordingProxy(t, { port: server.port })
    const env = { HTTPS_PROXY: `http://${proxy.address}`, ETCDCTL_CACERT: isSecure ? ca : '' }
    const get = await run(count, isSecure ? env : { HTTPS_PROXY: env.HTTPS_PROXY }, endpoint)
    assert.deepEqual([get.code, get.stderr], [0, ''])
    assert.match(get.stdout.toString(), /"Count" : 7\n/)
    assert.deepEqual(proxy.requests, [tunnelRequest])
    assert.equal(server.calls[0]?.metadata[':authority'], host)
    const words = ['lease', 'keep-alive', '1', '--once']
    const renewal = await run(words, isSecure ? env : { HTTPS_PROXY: env.HTTPS_PROXY }, endpoint)
    assert.deepEqual([renewal.code, renewal.stderr], [0, ''])
    assert.equal(server.callsOf(Lease.leaseKeepAlive).length, 1)
    assert.ok(proxy.requests.every((request) => request === tunnelRequest))
  })
}

test('a server behind a proxy is held to the name of the endpoint', async (t) => {
  const server = await startFakeServer(t, {
    tls: createIdentity({ name: 'x', issuer: authority, hosts: ['127.0.0.1'] }),
  })
  const proxy = await startRecordingProxy(t, { port: server.port })
  const env = { HTTPS_PROXY: proxy.address, ETCDCTL_CACERT: ca }
  const get = await run(count, env, `https://${host}`)
  assert.equal(get.code, 1)
  assert.match(causeAndEnd(get)[0] ?? '', /: TLS: the server's certificate is not for etcd\.invalid; /)
  assert.equal(server.calls.length, 0)
})

test('the user in HTTPS_PROXY is named to the proxy and to nobody else', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ count: 7n })])
  const proxy = await startRecordingProxy(t, { port: server.port })
  const users = { 'bob@': 'bob:', 'bob:s%40crt@': 'bob:s@crt' }
  for (const [user, credentials] of Object.entries(users)) {
    const get = await run([...count, '--debug'], { HTTPS_PROXY: `socks5://${user}${proxy.address}` })
    assert.equal(get.code, 0)
    assert.equal(proxy.requests.at(-1), `${tunnelRequest}\r\nProxy-Authorization: Basic ${btoa(credentials)}`)
    assert.doesNotMatch(get.stderr + get.stdout.toString(), /s@crt|s%40crt/)
  }
  assert.equal(server.calls[0]?.metadata['proxy-authorization'], undefined)
})

/** An environment in which no proxy is asked; `$` stands for its address. */
const direct: Readonly<Record<string, Record<string, string>>> = {
  'the pin 3.4': { HTTPS_PROXY: 'http://$', ETCDCTL_COMPAT: '3.4' },
  NO_PROXY: { HTTPS_PROXY: 'http://$', NO_PROXY: 'other.invalid, .INVALID' },
  'a proxy for other programs': { http_proxy: '$', HTTP_PROXY: '$', ALL_PROXY: '$', all_proxy: '$' },
  'variables of grpc-js': { grpc_proxy: '$', http_proxy: '$' },
  'a variable that Go cannot read': { HTTPS_PROXY: 'http://$/%zz' },
}

for (const [name, given] of Object.entries(direct)) {
  test(`${name}: the host is dialled without a proxy`, async (t) => {
    const proxy = await startRecordingProxy(t, {})
    const env = Object.entries(given).map(([key, value]) => [key, value.replace('$', proxy.address)])
    const get = await run([...count, '--command-timeout=3s'], Object.fromEntries(env))
    assert.match(get.stderr, /^etcd\.invalid:2379: name: no such host; /m)
    assert.deepEqual(proxy.requests, [])
  })
}

test('grpc-js does not look for a proxy by itself', async (t) => {
  const proxy = await startRecordingProxy(t, {})
  for (const name of ['grpc_proxy', 'https_proxy', 'http_proxy']) {
    const before = process.env[name]
    process.env[name] = `http://${proxy.address}`
    t.after(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
  const client = await openTestClient(t, [host], { transport: 'grpc-js' })
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(2000)), { name: 'DeadlineError' })
  assert.deepEqual(proxy.requests, [])
})

test('no proxy is asked for an address of this machine or for a unix socket', async (t) => {
  const path = join(folder, 'etcd.sock')
  const proxy = await startRecordingProxy(t, {})
  for (const server of [await startFakeServer(t), await startFakeServer(t, { path })]) {
    server.on(KV.range, [answer({ count: 7n })]).on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 9n })])
    const names = server.endpoint.startsWith('unix') ? [server.endpoint] : [server.endpoint, `localhost:${server.port}`]
    for (const endpoint of names) {
      for (const words of [count, ['lease', 'keep-alive', '1', '--once']]) {
        const get = await run(words, { HTTPS_PROXY: proxy.address, grpc_proxy: proxy.address }, endpoint)
        assert.deepEqual([get.code, get.stderr], [0, ''], endpoint)
      }
    }
  }
  assert.deepEqual(proxy.requests, [])
})

test('what no rule of Go excludes goes through the proxy, whatever grpc-js thinks', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ count: 7n })]).on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 9n })])
  const proxy = await startRecordingProxy(t, { port: server.port })
  const env = { HTTPS_PROXY: '', https_proxy: proxy.address, NO_PROXY: 'cd.invalid', no_grpc_proxy: host.slice(0, -5) }
  for (const words of [count, ['lease', 'keep-alive', '1', '--once']]) {
    assert.equal((await run(words, env)).code, 0)
  }
  assert.ok(proxy.requests.length >= 2)
})

test('commands that ask each endpoint go through the proxy too', async (t) => {
  const server = await startFakeServer(t)
  server.on(Maintenance.status, [answer({ version: '3.7.1', dbSize: 1n, dbSizeInUse: 1n })])
  const proxy = await startRecordingProxy(t, { port: server.port })
  const status = await run(['endpoint', 'status'], { HTTPS_PROXY: proxy.address }, 'a.invalid:1,b.invalid:2')
  assert.deepEqual([status.code, status.stderr], [0, ''])
  const asked = proxy.requests.map((request) => request.split(' ')[1])
  assert.deepEqual(asked.toSorted(), ['a.invalid:1', 'b.invalid:2'])
})

const kindCheck = 'is this an HTTP proxy?'
const refusal = 'may the proxy connect to this endpoint, and can it?'
const failures: Readonly<Record<string, { reply: string | undefined; cause: string; check: string }>> = {
  'that wants a login': {
    reply: 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
    cause: 'answered 407 Proxy Authentication Required',
    check: 'write HTTPS_PROXY as http://user:password@host:port',
  },
  'that cannot connect': {
    reply: 'HTTP/1.1 502 Bad \x1b[31mGateway\r\n\r\n',
    cause: 'answered 502 Bad ?[31mGateway',
    check: refusal,
  },
  'with another success than 200': { reply: 'HTTP/1.1 204 No\r\n\r\n', cause: 'answered 204 No', check: refusal },
  'that speaks something else': { reply: 'SSH-2.0-OpenSSH\r\n', cause: 'no answer in HTTP', check: kindCheck },
  'without an end of its headers': {
    reply: `HTTP/1.1 200 OK\r\n${'X-Y: z\r\n'.repeat(20_000)}`,
    cause: 'no answer in HTTP',
    check: kindCheck,
  },
  'that closes': { reply: undefined, cause: 'closed without an answer', check: kindCheck },
  'that is silent': { reply: silence, cause: 'no answer', check: 'check HTTPS_PROXY, or name the host in NO_PROXY' },
}

test('a proxy that makes no tunnel is named as the cause, and the time runs out', async (t) => {
  const runs = Object.entries(failures).map(async ([name, { reply, cause, check }], index) => {
    const proxy = await startRecordingProxy(t, { reply })
    const env = { HTTPS_PROXY: `http://bob:secret@${proxy.address}` }
    const words = index % 2 === 0 ? ['put', 'k', 'v'] : count
    const failed = await run([...words, '--command-timeout=8s'], env)
    const line = `${host}: proxy: the proxy ${proxy.address}: ${cause}; ${check}`
    assert.deepEqual([failed.code, ...causeAndEnd(failed)], [1, line, 'Error: context deadline exceeded'], name)
    assert.doesNotMatch(failed.stderr, /secret/)
  })
  await Promise.all(runs)
})

test('a proxy that refuses, is unknown, or is no proxy is named as the cause', async () => {
  const check = 'check HTTPS_PROXY, or name the host in NO_PROXY'
  const port = await freePort()
  const cases = {
    // nobody listens at this address, whoever takes the port at the usual one
    [`127.0.0.9:${port}`]: `the proxy 127.0.0.9:${port}: connection refused; ${check}`,
    'bob:secret@nowhere.invalid:3128': `the proxy nowhere.invalid:3128: no such host; ${check}`,
    'http://nowhere.invalid': `the proxy nowhere.invalid: no such host; ${check}`,
    '//proxy:3128': 'the proxy : no host or no such port; write HTTPS_PROXY as http://host:port',
    'proxy:99999': 'the proxy proxy:99999: no host or no such port; write HTTPS_PROXY as http://host:port',
  }
  const runs = Object.entries(cases).map(async ([proxy, line]) => {
    const get = await run([...count, '--command-timeout=8s'], { HTTPS_PROXY: proxy })
    const wanted = [1, `${host}: proxy: ${line}`, 'Error: context deadline exceeded']
    assert.deepEqual([get.code, ...causeAndEnd(get)], wanted, proxy)
  })
  await Promise.all(runs)
})

const greetings = {
  'of HTTP/1.0': 'HTTP/1.0 200 Connection established\r\nVia: x\r\n\r\n',
  'without words': 'HTTP/1.1 200\r\n\r\n',
  'with bare line feeds': 'HTTP/1.1 200 OK\nA: b\n\n',
}

for (const [name, greeting] of Object.entries(greetings)) {
  test(`an answer ${name} opens a tunnel`, async (t) => {
    const server = await startFakeServer(t)
    server.on(KV.range, [answer({ count: 7n })])
    const proxy = await startRecordingProxy(t, { port: server.port, greeting })
    assert.equal((await run(count, { HTTPS_PROXY: proxy.address })).code, 0)
  })
}

test('the first bytes of the server may come together with the answer of the proxy', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ count: 7n })]).on(Lease.leaseKeepAlive, [answer({ ID: 1n, TTL: 9n })])
  const proxy = await startRecordingProxy(t, { port: server.port, isLate: true })
  for (const words of [count, ['lease', 'keep-alive', '1', '--once']]) {
    const { code, stderr } = await run([...words, '--command-timeout=60s'], { HTTPS_PROXY: proxy.address })
    assert.deepEqual([code, stderr], [0, ''])
  }
  assert.ok(proxy.requests.length >= 2)
})
