import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Lease } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, stall, startFakeServer } from '../../support/fake-server.ts'
import { runCli, runCliBytes } from '../../support/run-cli.ts'

const header = { clusterId: 1n, memberId: 0xffffffffffffffffn, revision: 3n, raftTerm: 4n }
const id = 0x694d5765fc71500bn

function lease(server: FakeServer, ...args: string[]) {
  return runCli(['--endpoints', server.endpoint, 'lease', ...args])
}

const refused: readonly (readonly [args: string, message: string])[] = [
  ['grant', 'lease grant command needs TTL argument'],
  ['grant 1 2', 'lease grant command needs TTL argument'],
  ['grant abc', 'bad TTL (strconv.ParseInt: parsing "abc": invalid syntax)'],
  ['grant 9223372036854775808', 'bad TTL (strconv.ParseInt: parsing "9223372036854775808": value out of range)'],
  ['revoke', 'lease revoke command needs 1 argument'],
  ['revoke zz', 'bad lease ID arg (strconv.ParseInt: parsing "zz": invalid syntax), expecting ID in Hex'],
  ['revoke 0x1', 'bad lease ID arg (strconv.ParseInt: parsing "0x1": invalid syntax), expecting ID in Hex'],
  ['timetolive', 'lease timetolive command needs lease ID as argument'],
  ['timetolive 1 2', 'lease timetolive command needs lease ID as argument'],
  [
    'timetolive ffffffffffffffff',
    'bad lease ID arg (strconv.ParseInt: parsing "ffffffffffffffff": value out of range), expecting ID in Hex',
  ],
  ['keep-alive', 'lease keep-alive command needs lease ID as argument'],
  ['keep-alive --once 1 2', 'lease keep-alive command needs lease ID as argument'],
]

for (const [args, message] of refused) {
  test(`lease ${args} is refused before anything is sent`, async (t) => {
    const server = await startFakeServer(t)
    assert.deepEqual(await lease(server, ...args.split(' ')), { code: 128, stdout: '', stderr: `Error: ${message}\n` })
    assert.equal(server.connections, 0)
  })
}

test('a format that cannot show the result is refused before the lease is touched', async (t) => {
  const server = await startFakeServer(t)
  for (const args of [
    ['grant', '5', '-w', 'table'],
    ['revoke', '1', '-w', 'protobuf'],
    ['keep-alive', '1', '-w', 'table'],
  ]) {
    assert.equal((await lease(server, ...args)).code, 4)
  }
  assert.equal(server.connections, 0)
})

test('a lease is granted and shown with all 64 bits', async (t) => {
  const server = (await startFakeServer(t)).on(Lease.leaseGrant, [answer({ header, ID: id, TTL: 60n })])
  const outputs: Record<string, string> = {
    simple: 'lease 694d5765fc71500b granted with TTL(60s)\n',
    json: '{"cluster_id":1,"member_id":18446744073709551615,"revision":3,"raft_term":4,"ID":7587817042727751691,"TTL":60,"Error":""}\n',
    fields:
      '"ClusterID" : 1\n"MemberID" : 18446744073709551615\n"Revision" : 3\n"RaftTerm" : 4\n"ID" : 7587817042727751691\n"TTL" : 60\n',
  }
  for (const [format, stdout] of Object.entries(outputs)) {
    assert.deepEqual(await lease(server, 'grant', '60', '-w', format), { code: 0, stdout, stderr: '' })
  }
  assert.deepEqual(server.requests(Lease.leaseGrant)[0], { TTL: 60n, ID: 0n })
})

test('the protobuf format is the bare header', async (t) => {
  const server = (await startFakeServer(t)).on(Lease.leaseLeases, [answer({ header: { ...header, memberId: 2n } })])
  const run = await runCliBytes(['--endpoints', server.endpoint, 'lease', 'list', '-w', 'protobuf'])
  assert.equal(run.stdout.toString('hex'), '0801100218032004')
})

test('what the server refuses is reported with what was tried', async (t) => {
  const server = await startFakeServer(t)
  server.on(Lease.leaseGrant, [fail('OutOfRange', 'etcdserver: too large lease TTL')])
  server.on(Lease.leaseRevoke, [fail('NotFound', 'etcdserver: requested lease not found')])
  server.on(Lease.leaseLeases, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const grant = await lease(server, 'grant', '9000000001')
  assert.deepEqual(grant, {
    code: 1,
    stdout: '',
    stderr: 'Error: failed to grant lease (etcdserver: too large lease TTL)\n',
  })
  const revoke = await lease(server, 'revoke', '1')
  assert.equal(revoke.stderr, 'Error: failed to revoke lease (etcdserver: requested lease not found)\n')
  assert.equal((await lease(server, 'list')).code, 2)
})

test('timetolive shows keys as they are, and a lease that is not there', async (t) => {
  const server = await startFakeServer(t)
  const keys = [Buffer.from('a b'), Buffer.from([0xff])]
  server.on(Lease.leaseTimeToLive, ({ ID, keys: wanted }) =>
    ID === 1n ? answer({ ID, TTL: -1n }) : answer({ ID, TTL: 9n, grantedTTL: 10n, keys: wanted ? keys : [] }),
  )
  const run = await runCliBytes(['--endpoints', server.endpoint, 'lease', 'timetolive', '2', '--keys'])
  const text = 'lease 0000000000000002 granted with TTL(10s), remaining(9s), attached keys([a b \xff])\n'
  assert.equal(run.stdout.toString('latin1'), text)
  assert.match((await lease(server, 'timetolive', '2')).stdout, /remaining\(9s\)\n$/)
  assert.equal((await lease(server, 'timetolive', '1')).stdout, 'lease 0000000000000001 already expired\n')
  assert.match(
    (await lease(server, 'timetolive', '1', '-w', 'json')).stdout,
    /"ttl":-1,"granted-ttl":0,"keys":null}\n$/,
  )
})

test('keep-alive --once asks again after a lost stream, and says when the lease is gone', async (t) => {
  const server = await startFakeServer(t)
  server.on(Lease.leaseKeepAlive, [fail('Unavailable', 'going down'), answer({ ID: 5n, TTL: 7n }), answer({ ID: 5n })])
  const renewed = { code: 0, stdout: 'lease 0000000000000005 keepalived with TTL(7)\n', stderr: '' }
  assert.deepEqual(await lease(server, 'keep-alive', '--once', '5'), renewed)
  const gone = { code: 2, stdout: '', stderr: 'Error: etcdserver: requested lease not found\n' }
  assert.deepEqual(await lease(server, 'keep-alive', '--once', '5'), gone)
  assert.deepEqual(server.requests(Lease.leaseKeepAlive), Array(3).fill({ ID: 5n }))
})

test('keep-alive prints each renewal until the lease is gone', async (t) => {
  const server = await startFakeServer(t)
  server.on(Lease.leaseKeepAlive, [
    answer({ ID: 5n, TTL: 4n }),
    fail('Unavailable', 'x'),
    answer({ ID: 5n, TTL: 2n }),
    answer({ ID: 5n }),
  ])
  const stdout =
    'lease 0000000000000005 keepalived with TTL(4)\n' +
    'lease 0000000000000005 keepalived with TTL(2)\n' +
    'lease 0000000000000005 expired or revoked.\n'
  assert.deepEqual(await lease(server, 'keep-alive', '5'), { code: 0, stdout, stderr: '' })
  for (const call of server.callsOf(Lease.leaseKeepAlive)) assert.equal(call.metadata.hasleader, 'true')
})

test('keep-alive gives up a second after the dial timeout when no server answers, and names it', async (t: TestContext) => {
  const server = await startFakeServer(t)
  server.on(Lease.leaseKeepAlive, [stall]).on(Lease.leaseTimeToLive, [stall])
  const before = performance.now()
  const run = await lease(server, 'keep-alive', '5', '--dial-timeout=100ms')
  assert.ok(performance.now() - before >= 1050)
  assert.equal(run.code, 0)
  assert.equal(run.stdout, 'lease 0000000000000005 expired or revoked.\n')
  assert.match(run.stderr, new RegExp(`^${server.endpoint}: etcd: `))
})
