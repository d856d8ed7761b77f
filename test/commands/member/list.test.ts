import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Member } from '../../../src/rpc/messages.ts'
import { Cluster } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'
import { assertRefused } from '../refusals.ts'
import { header } from '../samples.ts'

const members: Member[] = [
  {
    ID: 4953027505171797594n,
    name: 'm353',
    peerURLs: ['http://127.0.0.1:22323'],
    clientURLs: ['http://127.0.0.1:22313', 'http://127.0.0.2:22313'],
    isLearner: false,
  },
  { ID: 0x24f373522246810n, name: '', peerURLs: ['http://127.0.0.1:22901'], clientURLs: [], isLearner: true },
]

async function serve(t: TestContext): Promise<FakeServer> {
  return (await startFakeServer(t)).on(Cluster.memberList, [answer({ header: { ...header, revision: 0n }, members })])
}

test('member list prints a line for each member, in the order of the answer', async (t) => {
  const server = await serve(t)
  const run = await runCli(['member', 'list', 'ignored', '--endpoints', server.endpoint])
  assert.deepEqual(run, {
    code: 0,
    stdout:
      '44bcb0461081165a, started, m353, http://127.0.0.1:22323, http://127.0.0.1:22313,http://127.0.0.2:22313, false\n' +
      '24f373522246810, unstarted, , http://127.0.0.1:22901, , true\n',
    stderr: '',
  })
})

test('member list -w json and -w fields print every member', async (t) => {
  const server = await serve(t)
  const list = (...args: string[]) => runCli(['member', 'list', '--endpoints', server.endpoint, ...args])
  const headerJson = '"header":{"cluster_id":5504701352735447725,"member_id":10218001686876677239,"raft_term":2}'
  assert.equal(
    (await list('-w', 'json')).stdout,
    `{${headerJson},"members":[{"ID":4953027505171797594,"name":"m353","peerURLs":["http://127.0.0.1:22323"],` +
      '"clientURLs":["http://127.0.0.1:22313","http://127.0.0.2:22313"]},' +
      '{"ID":166412412581603344,"peerURLs":["http://127.0.0.1:22901"],"isLearner":true}]}\n',
  )
  const second = '"ID" : 166412412581603344\n"Name" : ""\n"PeerURL" : "http://127.0.0.1:22901"\n"IsLearner" : true\n\n'
  const { stdout } = await list('-w', 'fields')
  assert.ok(stdout.endsWith(second), stdout)
  assert.ok(!stdout.includes('"Revision"'))
  assert.ok((await list('-w', 'fields', '--compat', '3.5')).stdout.includes('"Revision" : 0\n'))
})

test('member list asks the leader, unless told otherwise or standing in for 3.4', async (t) => {
  const server = await serve(t)
  for (const [args, linearizable] of [
    [[], true],
    [['--consistency', 'l'], true],
    [['--consistency', 's'], false],
    [['--compat', '3.5'], true],
    [['--compat', '3.4'], false],
  ] as const) {
    server.calls.length = 0
    await runCli(['member', 'list', '--endpoints', server.endpoint, ...args])
    assert.deepEqual(server.requests(Cluster.memberList), [{ linearizable }], args.join(' '))
  }
})

test('member list refuses what it cannot do', (t) =>
  assertRefused(t, [
    [['member', 'list', '--consistency', 'x'], 4, 'unknown consistency flag "l"'],
    [['member', 'list', '-w', 'xml'], 4, 'unsupported output format'],
  ]))

test("the server's refusal ends member list with exit code 1", async (t) => {
  const server = await startFakeServer(t)
  server.on(Cluster.memberList, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const run = await runCli(['member', 'list', '--endpoints', server.endpoint])
  assert.equal(run.code, 1)
  assert.match(run.stderr, /^127\.0\.0\.1:\d+: auth: .*\nError: etcdserver: permission denied\n$/)
})
