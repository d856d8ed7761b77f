import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Auth } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { type RunOptions, runCli } from '../../support/run-cli.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 3n, raftTerm: 4n }
const headerJson = '"header":{"cluster_id":1,"member_id":2,"revision":3,"raft_term":4}'
const headerFields = '"ClusterID" : 1\n"MemberID" : 2\n"Revision" : 3\n"RaftTerm" : 4\n'
const prompts = 'Password of bob: \nType password of bob again for confirmation: \n'

async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  const done = [answer({ header })]
  server.on(Auth.userAdd, done)
  server.on(Auth.userDelete, done)
  server.on(Auth.userChangePassword, done)
  server.on(Auth.userGrantRole, done)
  server.on(Auth.userRevokeRole, done)
  server.on(Auth.userGet, [answer({ header, roles: ['r1', 'r2'] })])
  server.on(Auth.userList, [answer({ header, users: ['bob', 'root'] })])
  server.on(Auth.roleGet, ({ role }) =>
    answer({ header, perm: [{ permType: 0, key: Buffer.from(`of ${role}`), rangeEnd: new Uint8Array() }] }),
  )
  return server
}

function user(server: FakeServer, args: readonly string[], options: RunOptions = {}) {
  return runCli(['--endpoints', server.endpoint, 'user', ...args], options)
}

test('user add takes the password from the first place that has one', async (t) => {
  const server = await serve(t)
  const stdin = 'typed\ntyped\n'
  const flags = { noPassword: false }
  for (const [args, name, password] of [
    [['bob:pw'], 'bob', 'pw'],
    [['a:b:c'], 'a', 'b:c'],
    [['bob:'], 'bob', ''],
    [['dave:x', '--new-user-password=pw'], 'dave:x', 'pw'],
    [['bob', '--new-user-password='], 'bob', 'typed'],
    [['bob', '--interactive=false'], 'bob', 'typed'],
    [['bob'], 'bob', 'typed'],
  ] as const) {
    server.calls.length = 0
    const { code, stdout } = await user(server, ['add', ...args], { stdin })
    assert.deepEqual([code, stdout.split('\n').at(-2)], [0, `User ${name} created`])
    assert.deepEqual(server.requests(Auth.userAdd), [{ name, password, options: flags, hashedPassword: '' }])
  }
})

test('user add --no-password keeps the whole argument as the name', async (t) => {
  const server = await serve(t)
  const { stdout } = await user(server, ['add', 'h:x', '--no-password', '--new-user-password=pw'])
  assert.equal(stdout, 'User h:x created\n')
  assert.deepEqual(server.requests(Auth.userAdd), [
    { name: 'h:x', password: '', options: { noPassword: true }, hashedPassword: '' },
  ])
})

test('user add and passwd prompt on stdout, twice', async (t) => {
  const server = await serve(t)
  const stdin = 'pw\npw\n'
  assert.deepEqual(await user(server, ['add', 'bob'], { stdin }), {
    code: 0,
    stdout: `${prompts}User bob created\n`,
    stderr: '',
  })
  assert.deepEqual(await user(server, ['passwd', 'bob'], { stdin }), {
    code: 0,
    stdout: `${prompts}Password updated\n`,
    stderr: '',
  })
  assert.deepEqual(server.requests(Auth.userChangePassword), [{ name: 'bob', password: 'pw', hashedPassword: '' }])
})

test('user passwd takes the first word of its input without a question', async (t) => {
  const server = await serve(t)
  const { stdout } = await user(server, ['passwd', 'bob', '--interactive=false'], { stdin: 'two words\n' })
  assert.equal(stdout, 'Password updated\n')
  assert.equal(server.requests(Auth.userChangePassword)[0]?.password, 'two')
})

test('bad input of user commands is refused before a connection is made', async (t) => {
  const server = await serve(t)
  for (const [args, message, stdin] of [
    [['add'], 'user add command requires user name as its argument'],
    [['add', 'a', 'b'], 'user add command requires user name as its argument'],
    [['add', ':pw'], 'empty user name is not allowed'],
    [['add', 'bob'], 'empty password', ''],
    [['add', 'bob'], 'given passwords are different', 'one\ntwo\n'],
    [['delete'], 'user delete command requires user name as its argument'],
    [['delete', 'a', 'b'], 'user delete command requires user name as its argument'],
    [['get'], 'user get command requires user name as its argument'],
    [['get', 'a', 'b'], 'user get command requires user name as its argument'],
    [['list', 'a'], 'user list command requires no arguments'],
    [['passwd'], 'user passwd command requires user name as its argument'],
    [['passwd', 'a', 'b'], 'user passwd command requires user name as its argument'],
    [['passwd', 'bob'], 'given passwords are different', 'one\ntwo\n'],
    [['grant-role', 'a'], 'user grant command requires user name and role name as its argument'],
    [['grant-role', 'a', 'b', 'c'], 'user grant command requires user name and role name as its argument'],
    [['revoke-role', 'a'], 'user revoke-role requires user name and role name as its argument'],
    [['revoke-role', 'a', 'b', 'c'], 'user revoke-role requires user name and role name as its argument'],
  ] as const) {
    const { code, stderr } = await user(server, args, { stdin: stdin ?? '' })
    assert.deepEqual([code, stderr], [128, `Error: ${message}\n`], args.join(' '))
  }
  assert.equal(server.connections, 0)
})

test('changes of users print their line, or the header', async (t) => {
  const server = await serve(t)
  for (const [args, line] of [
    [['add', 'bob:pw'], 'User bob created'],
    [['delete', 'bob'], 'User bob deleted'],
    [['grant-role', 'bob', 'r1'], 'Role r1 is granted to user bob'],
    [['revoke-role', 'bob', 'r1'], 'Role r1 is revoked from user bob'],
  ] as const) {
    assert.equal((await user(server, args)).stdout, `${line}\n`)
    assert.equal((await user(server, [...args, '-w', 'json'])).stdout, `{${headerJson}}\n`)
    assert.equal((await user(server, [...args, '-w', 'fields'])).stdout, headerFields)
    assert.equal((await user(server, [...args, '-w', 'protobuf'])).stdout, '\x0a\x08\x08\x01\x10\x02\x18\x03\x20\x04')
  }
  assert.deepEqual(server.requests(Auth.userRevokeRole)[0], { name: 'bob', role: 'r1' })
})

test('user get and list in each format', async (t) => {
  const server = await serve(t)
  assert.equal((await user(server, ['get', 'bob'])).stdout, 'User: bob\nRoles: r1 r2\n')
  assert.equal((await user(server, ['get', 'bob', '-w', 'json'])).stdout, `{${headerJson},"roles":["r1","r2"]}\n`)
  assert.equal((await user(server, ['list'])).stdout, 'bob\nroot\n')
  assert.equal((await user(server, ['list', '-w', 'json'])).stdout, `{${headerJson},"users":["bob","root"]}\n`)
  for (const args of [['get', 'bob'], ['list']]) {
    for (const format of ['fields', 'table']) {
      const { code, stderr } = await user(server, [...args, '-w', format])
      assert.deepEqual([code, stderr], [4, `Error: ${format} not supported as output format\n`])
    }
  }
  server.on(Auth.userGet, [answer({ header })])
  assert.equal((await user(server, ['get', 'bob'])).stdout, 'User: bob\nRoles:\n')
})

test('user get --detail shows each role in the chosen format', async (t) => {
  const server = await serve(t)
  assert.equal(
    (await user(server, ['get', 'bob', '--detail'])).stdout,
    'User: bob\n\nRole r1\nKV Read:\n\tof r1\nKV Write:\n\nRole r2\nKV Read:\n\tof r2\nKV Write:\n',
  )
  assert.equal(
    (await user(server, ['get', 'bob', '--detail', '-w', 'json'])).stdout,
    `User: bob\n\n{${headerJson},"perm":[{"key":"b2YgcjE="}]}\n\n{${headerJson},"perm":[{"key":"b2YgcjI="}]}\n`,
  )
})

test('a role that cannot be read ends user get --detail after what was printed', async (t) => {
  const server = await serve(t)
  server.on(Auth.roleGet, [answer({ header }), fail('PermissionDenied', 'etcdserver: permission denied')])
  const { code, stdout, stderr } = await user(server, ['get', 'bob', '--detail'])
  assert.equal(code, 1)
  assert.equal(stdout, 'User: bob\n\nRole r1\nKV Read:\nKV Write:\n\n')
  assert.match(stderr, /\nError: etcdserver: permission denied\n$/)
})

test('a format that a change cannot be printed in is refused before the change', async (t) => {
  const server = await serve(t)
  for (const args of [
    ['add', 'bob:pw'],
    ['delete', 'bob'],
    ['grant-role', 'bob', 'r'],
    ['revoke-role', 'bob', 'r'],
  ]) {
    const { code, stderr } = await user(server, [...args, '-w', 'table'])
    assert.deepEqual([code, stderr], [4, 'Error: table not supported as output format\n'])
  }
  assert.deepEqual(server.calls, [])
})

test('names and passwords that are not UTF-8 are refused, not sent as others', async (t) => {
  const server = await serve(t)
  const wrong = 'rpc error: code = Internal desc = grpc: error while marshaling: string field contains invalid UTF-8'
  for (const [args, stdin] of [
    [['delete', 'u\udcff'], ''],
    [['passwd', 'bob', '--interactive=false'], Buffer.from([0x70, 0xff, 10])],
  ] as const) {
    const { code, stderr } = await user(server, args, { stdin })
    assert.deepEqual([code, stderr], [1, `Error: ${wrong}\n`])
  }
  assert.deepEqual(server.calls, [])
})

test('calls on users and roles carry no deadline, those of auth do', async (t) => {
  const server = await serve(t)
  server.on(Auth.authStatus, [answer({ header })]).on(Auth.roleList, [answer({ header })])
  await user(server, ['list'])
  await user(server, ['get', 'bob', '--detail'])
  await runCli(['--endpoints', server.endpoint, 'role', 'list'])
  assert.deepEqual([...new Set(server.calls.map(({ metadata }) => metadata['grpc-timeout']))], [undefined])
  await runCli(['--endpoints', server.endpoint, 'auth', 'status'])
  assert.match(server.calls.at(-1)?.metadata['grpc-timeout'] ?? '', /^\d/)
})

test('a password is in no output, whatever goes wrong', async (t) => {
  const server = await serve(t)
  const refused = fail('InvalidArgument', 'etcdserver: authentication failed, invalid user ID or password')
  server
    .on(Auth.authenticate, [refused])
    .on(Auth.userAdd, [fail('FailedPrecondition', 'etcdserver: user name is empty')])
  for (const [args, options] of [
    [['add', 'bob:hunter2', '--debug'], {}],
    [['add', 'bob', '--new-user-password=hunter2', '--debug'], {}],
    [['add', 'bob'], { stdin: 'hunter2\nhunter2\n' }],
    [['add', 'bob'], { stdin: 'hunter2\nhunter3\n' }],
    [['list', '--user=root:hunter2', '--debug'], {}],
    [['list', '--user=root:hunter2', '--password=other', '--debug'], {}],
    [['list', '--user=root', '--debug'], { env: { ETCDCTL_PASSWORD: 'hunter2' } }],
    [['list', '--user=root'], { stdin: 'hunter2\n' }],
    [['list', '--password=hunter2'], { env: { ETCDCTL_PASSWORD: 'hunter2' } }],
  ] as const) {
    const { code, stdout, stderr } = await user(server, args, options)
    if (args[0] === 'list') assert.notEqual(code, 0, args.join(' '))
    assert.ok(!/hunter/.test(stdout + stderr), `${args.join(' ')}\n${stdout}${stderr}`)
  }
})

test('a login during an election is tried again, a change of users is not', async (t) => {
  const server = await serve(t)
  const changed = fail('Unavailable', 'etcdserver: leader changed')
  server.on(Auth.authenticate, [changed, answer({ token: 'a.1' })]).on(Auth.userDelete, [changed, answer({ header })])
  assert.deepEqual(await user(server, ['list', '--user=root:pw']), { code: 0, stdout: 'bob\nroot\n', stderr: '' })
  const { code, stderr } = await user(server, ['delete', 'bob'])
  assert.deepEqual([code, stderr.split('\n').at(-2)], [1, 'Error: etcdserver: leader changed'])
})
