import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Auth } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, stall, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 3n, raftTerm: 4n }
const roleMissing = fail('FailedPrecondition', 'etcdserver: root user does not have root role')

function auth(server: FakeServer, ...args: string[]) {
  return runCli(['--endpoints', server.endpoint, 'auth', ...args])
}

function paths(server: FakeServer): string[] {
  return server.calls.map(({ path }) => path.replace('/etcdserverpb.Auth/', ''))
}

async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server.on(Auth.roleAdd, [answer({})]).on(Auth.userGrantRole, [answer({})])
}

test('auth enable and disable print their line in every format', async (t) => {
  const server = await serve(t)
  server.on(Auth.authEnable, [answer({ header })]).on(Auth.authDisable, [answer({ header })])
  for (const format of ['simple', 'json', 'fields', 'protobuf', 'table']) {
    assert.deepEqual(await auth(server, 'enable', '-w', format), {
      code: 0,
      stdout: 'Authentication Enabled\n',
      stderr: '',
    })
    assert.deepEqual(await auth(server, 'disable', '-w', format), {
      code: 0,
      stdout: 'Authentication Disabled\n',
      stderr: '',
    })
  }
})

test('auth enable gives the user root its role and tries again', async (t) => {
  const server = await serve(t)
  server.on(Auth.authEnable, [roleMissing, answer({})])
  assert.equal((await auth(server, 'enable')).stdout, 'Authentication Enabled\n')
  assert.deepEqual(paths(server), ['AuthEnable', 'RoleAdd', 'UserGrantRole', 'AuthEnable'])
  assert.deepEqual(server.requests(Auth.roleAdd), [{ name: 'root' }])
  assert.deepEqual(server.requests(Auth.userGrantRole), [{ user: 'root', role: 'root' }])
})

test('auth enable ends with whatever else goes wrong', async (t) => {
  const server = await serve(t)
  server.on(Auth.authEnable, [fail('FailedPrecondition', 'etcdserver: root user does not exist')])
  assert.deepEqual(await auth(server, 'enable'), {
    code: 1,
    stdout: '',
    stderr: 'Error: etcdserver: root user does not exist\n',
  })
  server.on(Auth.authEnable, [roleMissing])
  server.on(Auth.roleAdd, [fail('FailedPrecondition', 'etcdserver: role name already exists')])
  assert.equal((await auth(server, 'enable')).stderr, 'Error: etcdserver: role name already exists\n')
  assert.deepEqual(paths(server), ['AuthEnable', 'AuthEnable', 'RoleAdd'])
})

test('one timeout holds for all calls of auth enable', async (t) => {
  const server = await serve(t)
  server.on(Auth.authEnable, [roleMissing]).on(Auth.roleAdd, [stall])
  const { code, stderr } = await auth(server, 'enable', '--command-timeout=300ms')
  assert.equal(code, 1)
  assert.match(stderr, /\nError: context deadline exceeded\n$/)
})

test('auth status in simple, json and protobuf', async (t) => {
  const server = await serve(t)
  server.on(Auth.authStatus, [answer({ header, enabled: true, authRevision: 5n })])
  assert.equal((await auth(server, 'status')).stdout, 'Authentication Status: true\nAuthRevision: 5\n')
  assert.equal(
    (await auth(server, 'status', '-w', 'json')).stdout,
    '{"header":{"cluster_id":1,"member_id":2,"revision":3,"raft_term":4},"enabled":true,"authRevision":5}\n',
  )
  assert.equal(
    (await auth(server, 'status', '-w', 'protobuf')).stdout,
    '\x0a\x08\x08\x01\x10\x02\x18\x03\x20\x04\x10\x01\x18\x05',
  )
})

test('auth status refuses the formats it does not have', async (t) => {
  const server = (await serve(t)).on(Auth.authStatus, [answer({ header })])
  for (const format of ['fields', 'table']) {
    assert.deepEqual(await auth(server, 'status', '-w', format), {
      code: 4,
      stdout: '',
      stderr: `Error: ${format} not supported as output format\n`,
    })
  }
})

test('auth commands refuse arguments before they connect', async (t) => {
  const server = await serve(t)
  for (const verb of ['enable', 'disable', 'status']) {
    assert.deepEqual(await auth(server, verb, 'more'), {
      code: 128,
      stdout: '',
      stderr: `Error: auth ${verb} command does not accept any arguments\n`,
    })
  }
  assert.equal((await auth(server, 'enable', '-w', 'xml')).code, 4)
  assert.deepEqual(server.calls, [])
})
