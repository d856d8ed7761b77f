import assert from 'node:assert/strict'
import test from 'node:test'
import type { RangeRequest } from '../src/rpc/messages.ts'
import type { Method } from '../src/rpc/schema.ts'
import { KV } from '../src/rpc/services.ts'
import { keyValue } from './commands/samples.ts'
import { answer, fail, startFakeServer } from './support/fake-server.ts'
import { runCli } from './support/run-cli.ts'

test('ETCDCTL_API=3, or none, is the API that is spoken', async () => {
  for (const env of [{ ETCDCTL_API: '3' }, { ETCDCTL_API: '' }, {}]) {
    assert.equal((await runCli(['version'], { env: env as Record<string, string> })).code, 0)
  }
})

test('an unknown ETCDCTL_API is refused before all else, up to 3.5', async () => {
  const env = { ETCDCTL_API: '4' }
  const refused = (stderr: string) => ({ code: 1, stdout: '', stderr })
  const run = (...args: string[]) => runCli(['get', '--nosuch', ...args], { env })
  assert.deepEqual(await run('--compat', '3.4'), refused('unsupported API version 4\n'))
  assert.deepEqual(await run('--compat', '3.5'), refused('unsupported API version: 4\n'))
  assert.deepEqual(await run(), refused('Error: unsupported API version: 4\n'))
  for (const release of ['3.6', '3.7']) {
    assert.equal((await runCli(['version', '--compat', release], { env })).code, 0)
  }
})

test('ETCDCTL_API means nothing but a warning since 3.6, unless it asks for v2', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({})])
  const args = ['get', 'k', '--endpoints', server.endpoint]
  for (const version of ['3', '4']) {
    const run = await runCli([...args, '--compat', '3.6'], { env: { ETCDCTL_API: version } })
    assert.equal(run.code, 0)
    assert.match(run.stderr, /^\{"level":"warn",.*"environment-variable":"ETCDCTL_API=\d"\}\n$/)
  }
  assert.equal((await runCli(args, { env: { ETCDCTL_API: '3' } })).stderr, '')
  const old = await runCli(['--version'], { env: { ETCDCTL_API: '2', ETCDCTL_COMPAT: '3.6' } })
  assert.match(old.stdout, /^API version: 2$/m)
})

test('any patch stands for its release', async () => {
  for (const [patch, release] of [
    ['3.4.0', '3.4'],
    ['3.5.30', '3.5'],
    ['3.6.14', '3.6'],
    ['3.7.1', '3.7'],
  ] as const) {
    const expected = await runCli(['version', '--compat', release])
    assert.equal(expected.code, 0)
    assert.deepEqual(await runCli(['version', '--compat', patch]), expected)
    assert.deepEqual(await runCli(['version'], { env: { ETCDCTL_COMPAT: patch } }), expected)
  }
  for (const wrong of ['3.5.', '3.5.x', '2.3.1', '3.5.30.1', '35.30']) {
    assert.equal((await runCli(['version', '--compat', wrong])).code, 1)
  }
})

test('without a pin a flag beside its variable and an unknown variable are a sentence each', async (t) => {
  const server = await startFakeServer(t)
  const env = { ETCDCTL_ENDPOINT: 'secret', ETCDCTL_USER: 'a:b' }
  const run = await runCli(['get', 'k', '--user', 'c:d', '--endpoints', server.endpoint], { env })
  assert.deepEqual(run, {
    code: 1,
    stdout: '',
    stderr:
      'ETCDCTL_ENDPOINT is not a variable of etcdctl and has no effect\nError: --user and ETCDCTL_USER are both set: leave out the flag or unset the variable\n',
  })
  assert.equal(server.connections, 0)
})

test('a release that is not known to --compat or ETCDCTL_COMPAT is refused', async () => {
  const refused = {
    code: 1,
    stdout: '',
    stderr: 'Error: invalid value "2.3" for compat: use auto, 3.4, 3.5, 3.6, 3.7\n',
  }
  assert.deepEqual(await runCli(['version', '--compat', '2.3']), refused)
  assert.deepEqual(await runCli(['version', '--compat=2.3']), refused)
  assert.deepEqual(await runCli(['version'], { env: { ETCDCTL_COMPAT: '2.3' } }), refused)
  assert.equal((await runCli(['version', '--compat=3.4'], { env: { ETCDCTL_COMPAT: '2.3' } })).code, 0)
})

test('the release that is stood in for goes along with every call', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({})])
  for (const [release, told] of [
    ['3.4', '3.4'],
    ['3.6', '3.6'],
    ['auto', '3.7'],
  ] as const) {
    await runCli(['get', 'k', '--endpoints', server.endpoint, '--compat', release])
    assert.equal(server.calls.at(-1)?.metadata['client-api-version'], told)
  }
})

test('a reader that goes away ends the run quietly with 141', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ kvs: [keyValue('k', 'v')] })])
  const args = ['get', 'k', '--endpoints', server.endpoint]
  assert.deepEqual(await runCli(args, { closed: ['stdout'] }), { code: 141, stdout: '', stderr: '' })
  assert.deepEqual(await runCli(['version'], { closed: ['stdout'] }), { code: 141, stdout: '', stderr: '' })
  assert.deepEqual(await runCli(['--help'], { closed: ['stdout', 'stderr'] }), { code: 141, stdout: '', stderr: '' })
})

test('an error that nobody can read any more does not make the run fail in another way', async () => {
  assert.equal((await runCli(['get'], { closed: ['stderr'] })).code, 141)
})

test('the word Error: is red on a terminal and plain for everything that reads along', async () => {
  const message = 'get command needs one argument as key and an optional argument as range_end\n'
  assert.equal((await runCli(['get'])).stderr, `Error: ${message}`)
  const { stderr } = await runCli(['get'], { terminals: ['stderr'] })
  assert.ok(stderr.replace(/\x1b\[\d+m/g, '') === `Error: ${message}`, stderr)
})

test('standard output is never coloured', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ kvs: [keyValue('k', 'v')] })])
  const run = await runCli(['get', 'k', '--endpoints', server.endpoint], { terminals: ['stdout', 'stderr'] })
  assert.deepEqual(run, { code: 0, stdout: 'k\nv\n', stderr: '' })
})

test('a server that answers nonsense is an error with a reason', async (t) => {
  const server = await startFakeServer(t)
  const fields = [{ number: 1, name: 'header', protoName: 'header', type: 'int64' }] as const
  const nonsense: Method<RangeRequest, { header: bigint }> = { ...KV.range, response: { name: 'Nonsense', fields } }
  server.on(nonsense, [answer({ header: 1n })])
  const run = await runCli(['get', 'k', '--endpoints', server.endpoint])
  assert.deepEqual([run.code, run.stdout], [1, ''])
  const error = 'Error: rpc error: code = Internal desc = grpc: failed to unmarshal the received message: proto: '
  assert.match(run.stderr, new RegExp(`^cannot decode etcdserverpb\\.RangeResponse: .*\n${error}.*\n$`))
})

test('a status text is printed as it is, whatever it holds', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [fail('Unknown', '100% größe "x"')])
  const { stderr } = await runCli(['get', 'k', '--endpoints', server.endpoint])
  assert.equal(stderr, 'Error: rpc error: code = Unknown desc = 100% größe "x"\n')
})
