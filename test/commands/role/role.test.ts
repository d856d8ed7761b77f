import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Permission } from '../../../src/rpc/messages.ts'
import { Auth } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, startFakeServer } from '../../support/fake-server.ts'
import { type RunOptions, runCli } from '../../support/run-cli.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 3n, raftTerm: 4n }
const headerJson = '"header":{"cluster_id":1,"member_id":2,"revision":3,"raft_term":4}'
const headerFields = '"ClusterID" : 1\n"MemberID" : 2\n"Revision" : 3\n"RaftTerm" : 4\n'
const [read, write, readWrite] = [0, 1, 2]

function permission(permType: number, key: string, rangeEnd = ''): Permission {
  return { permType, key: bytes(key), rangeEnd: bytes(rangeEnd) }
}

function bytes(latin1: string): Uint8Array {
  return new Uint8Array(Buffer.from(latin1, 'latin1'))
}

const permissions = [
  permission(read, '\0', '\0'),
  permission(read, 'foo'),
  permission(write, 'foo2', 'foo5'),
  permission(readWrite, 'pfx/', 'pfx0'),
  permission(readWrite, 'zz', '\0'),
]

async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  const done = [answer({ header })]
  server.on(Auth.roleAdd, done)
  server.on(Auth.roleDelete, done)
  server.on(Auth.roleGrantPermission, done)
  server.on(Auth.roleRevokePermission, done)
  server.on(Auth.roleGet, [answer({ header, perm: permissions })])
  server.on(Auth.roleList, [answer({ header, roles: ['r1', 'r"2'] })])
  return server
}

function role(server: FakeServer, args: readonly string[], options: RunOptions = {}) {
  return runCli(['--endpoints', server.endpoint, 'role', ...args], options)
}

test('changes of roles print their line, or the header', async (t) => {
  const server = await serve(t)
  for (const [args, line] of [
    [['add', 'r1'], 'Role r1 created'],
    [['delete', 'r1'], 'Role r1 deleted'],
    [['grant-permission', 'r1', 'read', 'k'], 'Role r1 updated'],
    [['revoke-permission', 'r1', 'k'], 'Permission of key k is revoked from role r1'],
  ] as const) {
    assert.equal((await role(server, args)).stdout, `${line}\n`)
    assert.equal((await role(server, [...args, '-w', 'json'])).stdout, `{${headerJson}}\n`)
    assert.equal((await role(server, [...args, '-w', 'fields'])).stdout, headerFields)
    assert.equal((await role(server, [...args, '-w', 'protobuf'])).stdout, '\x0a\x08\x08\x01\x10\x02\x18\x03\x20\x04')
  }
})

test('role get shows keys, prefixes, ranges and open ends', async (t) => {
  const server = await serve(t)
  assert.equal(
    (await role(server, ['get', 'r1'])).stdout,
    [
      'Role r1',
      'KV Read:',
      '\t[\0, <open ended>',
      '\tfoo',
      '\t[pfx/, pfx0) (prefix pfx/)',
      '\t[zz, <open ended>',
      'KV Write:',
      '\t[foo2, foo5)',
      '\t[pfx/, pfx0) (prefix pfx/)',
      '\t[zz, <open ended>',
      '',
    ].join('\n'),
  )
})

test('an end that happens to be that of the prefix is shown as one', async (t) => {
  const server = await serve(t)
  server.on(Auth.roleGet, [answer({ perm: [permission(read, 'a', 'b'), permission(read, '\xff', '\0')] })])
  const { stdout } = await role(server, ['get', 'r1'])
  assert.equal(stdout, 'Role r1\nKV Read:\n\t[a, b) (prefix a)\n\t[\ufffd, <open ended> (prefix \ufffd)\nKV Write:\n')
})

test('role get in json and fields', async (t) => {
  const server = await serve(t)
  assert.equal(
    (await role(server, ['get', 'r1', '-w', 'json'])).stdout,
    `{${headerJson},"perm":[{"key":"AA==","range_end":"AA=="},{"key":"Zm9v"},{"permType":1,"key":"Zm9vMg==","range_end":"Zm9vNQ=="},{"permType":2,"key":"cGZ4Lw==","range_end":"cGZ4MA=="},{"permType":2,"key":"eno=","range_end":"AA=="}]}\n`,
  )
  server.on(Auth.roleGet, [answer({ header, perm: permissions.slice(0, 3) })])
  assert.equal(
    (await role(server, ['get', 'r1', '-w', 'fields'])).stdout,
    `${headerFields}"PermType" :  READ\n"Key" : "\\x00"\n"RangeEnd" : "\\x00"\n"PermType" :  READ\n"Key" : "foo"\n"RangeEnd" : ""\n"PermType" :  WRITE\n"Key" : "foo2"\n"RangeEnd" : "foo5"\n`,
  )
})

test('role list in each format', async (t) => {
  const server = await serve(t)
  assert.equal((await role(server, ['list'])).stdout, 'r1\nr"2\n')
  assert.equal((await role(server, ['list', '-w', 'json'])).stdout, `{${headerJson},"roles":["r1","r\\"2"]}\n`)
  assert.equal((await role(server, ['list', '-w', 'fields'])).stdout, `${headerFields}"Roles" : "r1" "r\\"2"\n`)
  server.on(Auth.roleList, [answer({ header })])
  assert.equal((await role(server, ['list'])).stdout, '')
  assert.equal((await role(server, ['list', '-w', 'fields'])).stdout, `${headerFields}"Roles" :\n`)
})

test('root may do everything, whatever the server says; pins before 3.6 show what it says', async (t) => {
  const server = await serve(t)
  const everything = permission(readWrite, '', '\0')
  const all = 'Role root\nKV Read:\n\t[, <open ended>\nKV Write:\n\t[, <open ended>\n'
  for (const [release, perm, shown] of [
    ['3.7', [], all],
    ['3.6', [], all],
    ['3.6', [everything], all],
    ['3.5', [], 'Role root\nKV Read:\nKV Write:\n'],
    ['3.4', [everything], all.replaceAll('ended>', 'ended> (prefix )')],
  ] as const) {
    server.on(Auth.roleGet, [answer({ perm: [...perm] })])
    const { stdout } = await role(server, ['get', 'root'], { env: { ETCDCTL_COMPAT: release } })
    assert.equal(stdout, shown, release)
  }
})

const ranges: readonly (readonly [args: readonly string[], key: string, rangeEnd: string])[] = [
  [['k'], 'k', ''],
  [['k', '--prefix'], 'k', 'l'],
  [['\udcff\udcff', '--prefix'], '\xff\xff', '\0'],
  [['a\udcff', '--prefix'], 'a\xff', 'b'],
  [['k', '--from-key'], 'k', '\0'],
  [['k', 'm'], 'k', 'm'],
  [['k', ''], 'k', ''],
  [['k', 'm', 'more'], 'k', 'm'],
  [[''], '\0', ''],
  [['', 'end'], '\0', ''],
  [['', '--prefix'], '\0', '\0'],
  [['', 'end', '--from-key'], '\0', '\0'],
]

test('keys, ranges, prefixes and from-key ranges are sent as the original sends them', async (t) => {
  const server = await serve(t)
  for (const [args, key, rangeEnd] of ranges) {
    server.calls.length = 0
    await role(server, ['grant-permission', 'r1', 'ReadWrite', ...args])
    await role(server, ['revoke-permission', 'r1', ...args])
    const [granted] = server.requests(Auth.roleGrantPermission)
    const [revoked] = server.requests(Auth.roleRevokePermission)
    const { permType, ...range } = permission(readWrite, key, rangeEnd)
    assert.deepEqual(plain(granted), plain({ name: 'r1', perm: { permType, ...range } }), args.join(' '))
    assert.deepEqual(plain(revoked), plain({ role: 'r1', ...range }), args.join(' '))
  }
})

function plain(request: unknown): unknown {
  return JSON.parse(
    JSON.stringify(request, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    ),
  )
}

test('revoke-permission shows the key as it was typed', async (t) => {
  const server = await serve(t)
  for (const [args, range] of [
    [[''], 'key '],
    [['', '--prefix'], 'range [, <open ended>'],
    [['a', 'b'], 'range [a, b)'],
    [['pfx/', '--prefix'], 'range [pfx/, pfx0)'],
    [['zz', '--from-key'], 'range [zz, <open ended>'],
  ] as const) {
    const { stdout } = await role(server, ['revoke-permission', 'r1', ...args])
    assert.equal(stdout, `Permission of ${range} is revoked from role r1\n`)
  }
})

test('bad input of role commands is refused before a connection is made', async (t) => {
  const server = await serve(t)
  const grant = 'role grant command requires role name, permission type, and key [endkey] as its argument'
  const revoke = 'role revoke-permission command requires role name and key [endkey] as its argument'
  const both = '--from-key and --prefix flags are mutually exclusive'
  for (const [args, message] of [
    [['add'], 'role add command requires role name as its argument'],
    [['add', 'a', 'b'], 'role add command requires role name as its argument'],
    [['delete'], 'role delete command requires role name as its argument'],
    [['delete', 'a', 'b'], 'role delete command requires role name as its argument'],
    [['get'], 'role get command requires role name as its argument'],
    [['get', 'a', 'b'], 'role get command requires role name as its argument'],
    [['list', 'a'], 'role list command requires no arguments'],
    [['grant-permission', 'r', 'read'], grant],
    [['grant-permission', 'r', 'foo', 'k', '--prefix', '--from-key'], 'invalid permission type: foo'],
    [['grant-permission', 'r', 'constructor', 'k'], 'invalid permission type: constructor'],
    [['grant-permission', 'r', 'read', 'k', '--prefix', '--from-key'], both],
    [['grant-permission', 'r', 'read', '', 'e', '--prefix', '--from-key'], both],
    [
      ['grant-permission', 'r', 'read', 'k', 'e', '--prefix', '--from-key'],
      'unexpected endkey argument with --prefix flag',
    ],
    [['grant-permission', 'r', 'read', 'k', 'e', '--from-key'], 'unexpected endkey argument with --from-key flag'],
    [['revoke-permission', 'r'], revoke],
    [['revoke-permission', 'r', 'k', '--prefix', '--from-key'], both],
    [['revoke-permission', 'r', 'k', 'e', '--prefix'], 'unexpected endkey argument with --prefix flag'],
  ] as const) {
    const { code, stderr } = await role(server, args)
    assert.deepEqual([code, stderr], [128, `Error: ${message}\n`], args.join(' '))
  }
  for (const args of [
    ['add', 'r'],
    ['delete', 'r'],
    ['grant-permission', 'r', 'read', 'k'],
  ]) {
    const { code, stderr } = await role(server, [...args, '-w', 'table'])
    assert.deepEqual([code, stderr], [4, 'Error: table not supported as output format\n'])
  }
  assert.equal(server.connections, 0)
})
