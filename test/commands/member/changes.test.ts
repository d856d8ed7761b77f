import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Member } from '../../../src/rpc/messages.ts'
import { Cluster } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'
import { assertRefused } from '../refusals.ts'

const header = { clusterId: 0x64b365d2391c423cn, memberId: 0x80ed9f103b6aedc1n, revision: 0n, raftTerm: 2n }
const started: Member = {
  ID: 0x80ed9f103b6aedc1n,
  name: 'm1',
  peerURLs: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
  clientURLs: ['http://127.0.0.1:3'],
  isLearner: false,
}
const added: Member = {
  ID: 0x24f373522246810n,
  name: '',
  peerURLs: ['http://127.0.0.1:4'],
  clientURLs: [],
  isLearner: true,
}
const unstarted: Member = { ...added, ID: 7n, peerURLs: ['http://127.0.0.1:5'], isLearner: false }
const members = [added, started, unstarted]

async function serve(t: TestContext): Promise<FakeServer> {
  return (await startFakeServer(t))
    .on(Cluster.memberAdd, ({ isLearner }) => answer({ header, member: { ...added, isLearner }, members }))
    .on(Cluster.memberRemove, [answer({ header, members: [started] })])
    .on(Cluster.memberUpdate, [answer({ header, members: [started] })])
    .on(Cluster.memberPromote, [answer({ header, members: [started] })])
}

function member(server: FakeServer, args: readonly string[], release = 'auto') {
  return runCli(['member', ...args, '--endpoints', server.endpoint], { env: { ETCDCTL_COMPAT: release } })
}

const variables = [
  '',
  'ETCD_NAME="n\\"4"',
  'ETCD_INITIAL_CLUSTER="n\\"4=http://127.0.0.1:4,m1=http://127.0.0.1:1,m1=http://127.0.0.1:2,=http://127.0.0.1:5"',
  'ETCD_INITIAL_ADVERTISE_PEER_URLS="http://127.0.0.1:4"',
  'ETCD_INITIAL_CLUSTER_STATE="existing"',
  '',
].join('\n')

test('member add prints what to start the new member with', async (t) => {
  const server = await serve(t)
  const run = await member(server, ['add', 'n"4', '--peer-urls=http://127.0.0.1:4'])
  const stdout = `Member  24f373522246810 added to cluster 64b365d2391c423c\n${variables}`
  assert.deepEqual(run, { code: 0, stdout, stderr: '' })
  assert.deepEqual(server.requests(Cluster.memberAdd), [{ peerURLs: ['http://127.0.0.1:4'], isLearner: false }])
})

test('member add --learner is called by its name since 3.6', async (t) => {
  const server = await serve(t)
  const args = ['add', 'n"4', '--learner', '--peer-urls=http://127.0.0.1:4']
  for (const [release, words] of [
    ['3.4', 'added to'],
    ['3.5', 'added to'],
    ['3.6', 'added as learner to'],
    ['3.7', 'added as learner to'],
  ] as const) {
    const { stdout } = await member(server, args, release)
    assert.equal(stdout, `Member  24f373522246810 ${words} cluster 64b365d2391c423c\n${variables}`)
  }
  assert.equal(server.requests(Cluster.memberAdd)[0]?.isLearner, true)
})

test('other formats of member add are the answer alone', async (t) => {
  const server = await serve(t)
  const { stdout } = await member(server, ['add', 'n4', '--learner', '--peer-urls=http://127.0.0.1:4', '-w', 'json'])
  assert.match(stdout, /^\{"header":\{.*\},"member":\{"ID":166412412581603344,.*\},"members":\[.*\]\}\n$/)
})

test('--hex shows the ids of changes as hexadecimal strings in the json of 3.7 only', async (t) => {
  const server = await serve(t)
  const args = ['add', 'n4', '--learner', '--peer-urls=http://127.0.0.1:4', '-w', 'json', '--hex']
  const shown = {
    header: { cluster_id: '64b365d2391c423c', member_id: '80ed9f103b6aedc1', raft_term: 2 },
    member: { ID: '24f373522246810', peerURLs: ['http://127.0.0.1:4'], isLearner: true },
    members: [
      { ID: '24f373522246810', peerURLs: ['http://127.0.0.1:4'], isLearner: true },
      { ID: '80ed9f103b6aedc1', name: 'm1', peerURLs: started.peerURLs, clientURLs: started.clientURLs },
      { ID: '7', peerURLs: ['http://127.0.0.1:5'] },
    ],
  }
  assert.equal((await member(server, args, '3.7')).stdout, `${JSON.stringify(shown)}\n`)
  const after = { header: shown.header, members: [shown.members[1]] }
  for (const change of [
    ['remove', '7'],
    ['promote', '7'],
    ['update', '7', '--peer-urls=http://h:1'],
  ]) {
    const { stdout } = await member(server, [...change, '-w', 'json', '--hex'], '3.7')
    assert.equal(stdout, `${JSON.stringify(after)}\n`)
  }
  for (const release of ['3.4', '3.5', '3.6']) {
    const { stdout } = await member(server, args, release)
    assert.ok(stdout.startsWith(`{"header":{"cluster_id":${header.clusterId},`), stdout)
  }
})

test('member remove, update and promote name the id that was given', async (t) => {
  const server = await serve(t)
  const cluster = 'cluster 64b365d2391c423c'
  for (const [args, line] of [
    [['remove', 'ABC'], `Member              abc removed from ${cluster}\n`],
    [
      ['update', '24f373522246810', '--peer-urls=http://h:1, http://i:2'],
      `Member  24f373522246810 updated in ${cluster}\n`,
    ],
    [['promote', 'ffffffffffffffff'], `Member ffffffffffffffff promoted in ${cluster}\n`],
  ] as const) {
    assert.deepEqual(await member(server, args), { code: 0, stdout: line, stderr: '' })
  }
  assert.deepEqual(server.requests(Cluster.memberRemove), [{ ID: 0xabcn }])
  const update = { ID: 0x24f373522246810n, peerURLs: ['http://h:1', ' http://i:2'] }
  assert.deepEqual(server.requests(Cluster.memberUpdate), [update])
  assert.deepEqual(server.requests(Cluster.memberPromote), [{ ID: 0xffffffffffffffffn }])
})

test('a change is sent once, whatever the server answers', async (t) => {
  const text = 'etcdserver: can only promote a learner member which is in sync with leader'
  const server = (await startFakeServer(t)).on(Cluster.memberPromote, [fail('FailedPrecondition', text)])
  const { code, stderr } = await member(server, ['promote', '1'])
  assert.deepEqual([code, server.calls.length], [1, 1])
  assert.ok(stderr.endsWith(`Error: ${text}\n`))
})

test('member commands refuse bad input before they connect', (t) =>
  assertRefused(t, [
    [['member', 'add'], 128, 'member name not provided'],
    [['member', 'add', 'a'], 128, 'member peer urls not provided'],
    [
      ['member', 'add', 'a', 'http://x:1', 'b', 'HTTPS://y:2'],
      128,
      'too many arguments, did you mean --peer-urls=http://x:1, did you mean --peer-urls=HTTPS://y:2',
    ],
    [['member', 'add', 'a', '--peer-urls=foo'], 1, 'URL scheme must be http, https, unix, or unixs: foo'],
    [['member', 'add', 'a', '--peer-urls=http://h:1/'], 1, 'URL must not contain a path: http://h:1/'],
    [['member', 'add', 'a', '--peer-urls=http://h:1,'], 1, 'URL scheme must be http, https, unix, or unixs: '],
    [['member', 'add', 'a', '--peer-urls=http://h:1', '-w', 'table'], 4, 'table not supported as output format'],
    [['member', 'remove'], 128, 'member ID is not provided'],
    [['member', 'remove', '1', '2'], 128, 'member ID is not provided'],
    [
      ['member', 'remove', 'zz'],
      128,
      'bad member ID arg (strconv.ParseUint: parsing "zz": invalid syntax), expecting ID in Hex',
    ],
    [['member', 'remove', '1', '-w', 'fields'], 4, 'fields not supported as output format'],
    [['member', 'update', '1'], 128, 'member peer urls not provided'],
    [
      ['member', 'update', '0x1', '--peer-urls=foo'],
      128,
      'bad member ID arg (strconv.ParseUint: parsing "0x1": invalid syntax), expecting ID in Hex',
    ],
    [['member', 'update', '1', '--peer-urls=http://h'], 1, 'URL address does not have the form "host:port": http://h'],
    [['member', 'promote'], 128, 'member ID is not provided'],
    [
      ['member', 'promote', '10000000000000000'],
      128,
      'bad member ID arg (strconv.ParseUint: parsing "10000000000000000": value out of range), expecting ID in Hex',
    ],
  ]))
