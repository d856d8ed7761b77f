import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Auth, KV } from '../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from './support/fake-server.ts'
import { type CliRun, type RunOptions, runCli } from './support/run-cli.ts'

const secret = 'pa55w0rd'

async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({})]).on(KV.put, [answer({})])
  return server.on(Auth.authenticate, [answer({ token: 'the-token' })])
}

function get(server: FakeServer, args: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  return runCli(['get', 'k', '--endpoints', server.endpoint, ...args], options)
}

const logins: readonly (readonly [args: readonly string[], name: string, password: string])[] = [
  [['--user', 'root:pw'], 'root', 'pw'],
  [['--user', 'root:p:w'], 'root', 'p:w'],
  [['--user', 'root', '--password', 'pw'], 'root', 'pw'],
  [['--user', 'u1:x', '--password', 'p1'], 'u1:x', 'p1'],
]

test('the user name and the password come from the flags', async (t) => {
  const server = await serve(t)
  for (const [args, name, password] of logins) {
    server.calls.length = 0
    assert.deepEqual(await get(server, args), { code: 0, stdout: '', stderr: '' })
    assert.deepEqual(server.requests(Auth.authenticate), [{ name, password }], args.join(' '))
    assert.equal(server.callsOf(KV.range)[0]?.metadata.token, 'the-token')
  }
})

test('the user name and the password come from the environment', async (t) => {
  const server = await serve(t)
  const run = await get(server, [], { env: { ETCDCTL_USER: 'root', ETCDCTL_PASSWORD: 'pw' } })
  assert.deepEqual(run, { code: 0, stdout: '', stderr: '' })
  assert.deepEqual(server.requests(Auth.authenticate), [{ name: 'root', password: 'pw' }])
})

test('nobody logs in without a name or without a password', async (t) => {
  const server = await serve(t)
  for (const args of [['--password', 'pw'], ['--user', 'root:'], ['--user', ':pw'], ['--user=']]) {
    assert.equal((await get(server, args)).code, 0, args.join(' '))
  }
  assert.equal(server.callsOf(Auth.authenticate).length, 0)
})

test('a name without a password asks for one, on a pipe as well', async (t) => {
  const server = await serve(t)
  const run = await get(server, ['--user', 'root'], { stdin: `${secret}\nrest` })
  assert.deepEqual(run, { code: 0, stdout: 'Password: \n', stderr: '' })
  assert.deepEqual(server.requests(Auth.authenticate), [{ name: 'root', password: secret }])
})

test('the end of input is an empty password, with which nobody logs in', async (t) => {
  const server = await serve(t)
  assert.deepEqual(await get(server, ['--user', 'root']), { code: 0, stdout: 'Password: \n', stderr: '' })
  assert.equal(server.callsOf(Auth.authenticate).length, 0)
})

test('put that has read its value to the end of input finds no password there', async (t) => {
  const server = await serve(t)
  const args = ['put', 'k', '--user', 'root', '--endpoints', server.endpoint]
  const run = await runCli(args, { stdin: 'the value\n' })
  assert.deepEqual(run, { code: 0, stdout: 'Password: \nOK\n', stderr: '' })
  assert.equal(Buffer.from(server.requests(KV.put)[0]?.value ?? []).toString(), 'the value\n')
})

test('a token that is given is sent in place of a login', async (t) => {
  const server = await serve(t)
  assert.equal((await get(server, ['--auth-jwt-token', 'jwt', '--user', 'root'])).code, 0)
  assert.equal(server.callsOf(Auth.authenticate).length, 0)
  assert.equal(server.callsOf(KV.range)[0]?.metadata.token, 'jwt')
})

test('a password is never printed: not by --debug, not in errors, not in warnings', async (t) => {
  const server = await serve(t)
  server.on(KV.range, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const refusing = await startFakeServer(t)
  refusing.on(Auth.authenticate, [
    fail('InvalidArgument', 'etcdserver: authentication failed, invalid user ID or password'),
  ])
  const inUser = ['--user', `root:${secret}`]
  const apart = ['--user', 'root', '--password', secret]
  const token = ['--auth-jwt-token', secret]
  const env = { ETCDCTL_USER: `root:${secret}`, ETCDCTL_PASSWORD: secret, ETCDCTL_AUTH_JWT_TOKEN: secret }
  const runs = [
    ...[inUser, apart, token].map((args) => get(server, [...args, '--debug'])),
    ...[inUser, apart].map((args) => get(refusing, [...args, '--debug'])),
    ...[inUser, apart, token].map((args) => get(server, [...args, '--nosuch'])),
    get(server, [...inUser, '--limit', 'x']),
    get(server, ['--debug'], { env }),
    get(server, inUser, { env: { ETCDCTL_USER: `other:${secret}` } }),
    get(server, apart, { env }),
    get(server, ['--user', 'root', '--debug'], { stdin: `${secret}\n` }),
    runCli(['--help', ...inUser, ...apart]),
    runCli(['gte', 'k', ...apart]),
  ]
  for (const { code, stdout, stderr } of await Promise.all(runs)) {
    assert.ok(!`${stdout}${stderr}`.includes(secret), `exit ${code}\n${stdout}${stderr}`)
  }
})

test('--debug lists the settings, without the secrets', async (t) => {
  const server = await serve(t)
  const { code, stderr } = await get(server, ['--debug', '--user', `root:${secret}`])
  assert.equal(code, 0)
  assert.ok(stderr.includes('ETCDCTL_COMMAND_TIMEOUT=5s\n'), stderr)
  assert.ok(stderr.includes(`ETCDCTL_ENDPOINTS=[${server.endpoint}]\n`), stderr)
  assert.ok(stderr.includes('ETCDCTL_USER=root\n'), stderr)
})

test('a format is checked before the login, and the password is asked for before the format', async (t) => {
  const server = await serve(t)
  const run = await get(server, ['--user', 'root', '-w', 'xml'], { stdin: `${secret}\n` })
  assert.deepEqual(run, { code: 4, stdout: 'Password: \n', stderr: 'Error: unsupported output format\n' })
  assert.equal(server.calls.length, 0)
})

test('settings that do not fit are refused before anything is sent', async (t) => {
  const server = await serve(t)
  const limits = ['--max-request-bytes', '1000', '--max-recv-bytes', '500']
  for (const [args, code, message] of [
    [['--cert='], 128, 'empty string is passed to --cert option'],
    [['--key='], 128, 'empty string is passed to --key option'],
    [['--cacert='], 128, 'empty string is passed to --cacert option'],
    [['--cert', 'c.pem'], 128, 'KeyFile and CertFile must both be present[key: , cert: c.pem]'],
    [['--cacert', '/nonexistent.pem'], 128, 'open /nonexistent.pem: no such file or directory'],
    [limits, 2, 'gRPC message recv limit (500 bytes) must be greater than send limit (1000 bytes)'],
  ] as const) {
    assert.deepEqual(await get(server, args), { code, stdout: '', stderr: `Error: ${message}\n` })
  }
  assert.equal(server.calls.length, 0)
})

test('TLS files are checked even when the endpoint is plain, and then not used', async (t) => {
  const server = await serve(t)
  const run = (args: string[]) => runCli(['get', 'k', '--endpoints', `http://${server.endpoint}`, ...args])
  assert.equal((await run(['--cacert', '/nonexistent.pem'])).code, 128)
  assert.equal((await run(['--insecure-transport=false'])).code, 0)
})

test('no endpoint is a bad connection', async () => {
  const stderr = 'Error: etcdclient: no available endpoints\n'
  for (const args of [
    ['get', 'k'],
    ['put', 'k', 'v'],
    ['del', 'k'],
    ['member', 'list'],
  ]) {
    assert.deepEqual(await runCli([...args, '--endpoints=']), { code: 2, stdout: '', stderr })
  }
})

test('the command timeout bounds the whole command, connecting included', async (t) => {
  const server = await serve(t)
  for (const timeout of ['0s', '-1s', '0']) {
    const { code, stderr } = await get(server, [`--command-timeout=${timeout}`])
    assert.equal(code, 1)
    assert.match(stderr, /Error: context deadline exceeded\n$/)
  }
  assert.equal(server.calls.length, 0)
})

test('limits below zero mean the defaults', async (t) => {
  const server = await serve(t)
  const run = await get(server, ['--max-recv-bytes=-5', '--max-request-bytes=-5'])
  assert.deepEqual(run, { code: 0, stdout: '', stderr: '' })
})

test('ETCDCTL_TRANSPORT chooses what calls go over, without a warning in any release', async (t) => {
  const server = await serve(t)
  for (const compat of ['auto', '3.4', '3.7']) {
    for (const transport of ['', 'http2', 'grpc-js']) {
      server.calls.length = 0
      const env = { ETCDCTL_COMPAT: compat, ETCDCTL_TRANSPORT: transport }
      assert.deepEqual(await get(server, [], { env }), { code: 0, stdout: '', stderr: '' })
      const agent = server.calls[0]?.metadata['user-agent'] ?? ''
      assert.equal(agent.startsWith('grpc-node-js/'), transport === 'grpc-js', `${agent} ${transport}`)
      assert.match(agent, /(?:^| )etcdctl-ts\/\d+\.\d+\.\d+/)
    }
  }
})

test('ETCDCTL_TRANSPORT of anything else is one clear error, before anything is sent', async (t) => {
  const server = await serve(t)
  for (const transport of ['grpc', 'HTTP2', ' http2', 'grpc-js ']) {
    const run = await get(server, [], { env: { ETCDCTL_TRANSPORT: transport } })
    const stderr = `Error: invalid value "${transport}" for ETCDCTL_TRANSPORT: use http2 or grpc-js\n`
    assert.deepEqual(run, { code: 1, stdout: '', stderr })
  }
  assert.equal(server.connections, 0)
})
