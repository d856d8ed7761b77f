import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { type AlarmResponse, AlarmType } from '../../../src/rpc/messages.ts'
import { Auth, Cluster, KV, Maintenance } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, stall, startFakeServer } from '../../support/fake-server.ts'
import { freePort } from '../../support/ports.ts'
import { type CliRun, runCli } from '../../support/run-cli.ts'
import { bytes, header } from '../samples.ts'

async function healthy(t: TestContext, alarms: AlarmResponse['alarms'] = []): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server.on(KV.range, [answer({ header })]).on(Maintenance.alarm, [answer({ header, alarms })])
}

function health(endpoints: readonly string[], ...args: string[]): Promise<CliRun> {
  return runCli(['endpoint', 'health', '--endpoints', endpoints.join(','), ...args])
}

/** The output with every time replaced. */
function timeless(run: CliRun): CliRun {
  const times = /\d+(\.\d+)?(µs|ms|s)\b/g
  return { ...run, stdout: run.stdout.replace(times, 'T') }
}

test('endpoint health reads a key and looks at the alarms of each endpoint', async (t) => {
  const server = await healthy(t)
  assert.deepEqual(timeless(await health([server.endpoint])), {
    code: 0,
    stdout: `${server.endpoint} is healthy: successfully committed proposal: took = T\n`,
    stderr: '',
  })
  assert.deepEqual(
    server.calls.map((call) => call.path),
    ['/etcdserverpb.KV/Range', '/etcdserverpb.Maintenance/Alarm'],
  )
  assert.deepEqual(server.requests(KV.range)[0]?.key, bytes('health'))
  assert.equal(server.requests(KV.range)[0]?.serializable, false)
})

test('endpoint health as 3.4 prints to stderr and knows no alarms', async (t) => {
  const server = await healthy(t, [{ memberID: 1n, alarm: AlarmType.NOSPACE }])
  const run = await health([server.endpoint], '--compat', '3.4')
  assert.deepEqual([run.code, run.stdout], [0, ''])
  assert.match(run.stderr, /^\S+ is healthy: successfully committed proposal: took = \S+\n$/)
  assert.equal(server.callsOf(Maintenance.alarm).length, 0)
})

test('endpoint health prints the endpoints in the order given, and one bad one fails the command', async (t) => {
  const good = (await healthy(t)).endpoint
  const dead = `127.0.0.1:${await freePort()}`
  const run = timeless(await health([dead, good], '--command-timeout', '2s'))
  assert.deepEqual(run, {
    code: 1,
    stdout: `${good} is healthy: successfully committed proposal: took = T\n`,
    stderr:
      `${dead}: TCP: connection refused; is etcd running, and is this its client port?\n` +
      `${dead} is unhealthy: failed to commit proposal: context deadline exceeded\n` +
      'Error: unhealthy cluster\n',
  })
  const json = timeless(await health([dead, good], '--command-timeout', '2s', '-w', 'json'))
  assert.equal(
    json.stdout,
    `[{"endpoint":"${dead}","health":false,"took":"T","error":"context deadline exceeded"},` +
      `{"endpoint":"${good}","health":true,"took":"T"}]\n`,
  )
  assert.match(json.stderr, /\nError: unhealthy cluster\n$/)
})

test('endpoint health waits for all endpoints at once', async (t) => {
  const servers = [await startFakeServer(t), await startFakeServer(t), await startFakeServer(t)]
  const timeoutMs = 4000
  const askedMs: number[] = []
  for (const server of servers) {
    server.on(KV.range, () => {
      askedMs.push(performance.now())
      return stall
    })
  }
  const run = await health(
    servers.map((server) => server.endpoint),
    '--command-timeout',
    `${timeoutMs}ms`,
  )
  assert.equal(run.code, 1)
  const [first = 0, , last = Number.POSITIVE_INFINITY] = askedMs
  assert.ok(last - first < timeoutMs, 'the last one is asked before the first one is given up')
})

test('endpoint health names the alarms', async (t) => {
  const alarms = [AlarmType.NOSPACE, AlarmType.CORRUPT, 7].map((alarm) => ({ memberID: 1n, alarm }))
  const { endpoint } = await healthy(t, alarms)
  assert.deepEqual(await health([endpoint]), {
    code: 1,
    stdout: '',
    stderr:
      `${endpoint} is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE CORRUPT UNKNOWN \n` +
      'Error: unhealthy cluster\n',
  })
})

test('a refused permission counts as healthy, any other refusal does not', async (t) => {
  const server = await healthy(t)
  server.on(KV.range, [fail('PermissionDenied', 'etcdserver: permission denied')])
  assert.equal((await health([server.endpoint])).code, 0)
  server.on(KV.range, [fail('InvalidArgument', 'etcdserver: user name is empty')])
  const run = await health([server.endpoint])
  assert.equal(run.code, 1)
  assert.match(run.stderr, / is unhealthy: failed to commit proposal: etcdserver: user name is empty\n/)
})

test('an alarm list that cannot be had makes an endpoint unhealthy', async (t) => {
  const server = await healthy(t)
  server.on(Maintenance.alarm, [fail('Internal', 'odd')])
  const run = await health([server.endpoint])
  assert.equal(run.code, 1)
  assert.match(run.stderr, / is unhealthy: failed to commit proposal: Unable to fetch the alarm list\n/)
})

test('a refused login makes one endpoint unhealthy and does not end the command', async (t) => {
  const [good, bad] = [await healthy(t), await healthy(t)]
  const details = 'etcdserver: authentication failed, invalid user ID or password'
  good.on(Auth.authenticate, [answer({ token: 't' })])
  bad.on(Auth.authenticate, [fail('InvalidArgument', details)])
  const run = timeless(await health([bad.endpoint, good.endpoint], '--user', 'root:pw', '-w', 'json'))
  assert.equal(run.code, 1)
  assert.equal(
    run.stdout,
    `[{"endpoint":"${bad.endpoint}","health":false,"took":"","error":"${details}"},` +
      `{"endpoint":"${good.endpoint}","health":true,"took":"T"}]\n`,
  )
})

test('endpoint health --cluster asks every client URL of every member', async (t) => {
  const [first, second] = [await healthy(t), await healthy(t)]
  const member = (ID: bigint, ...clientURLs: string[]) => {
    return { ID, name: `m${ID}`, peerURLs: [], clientURLs, isLearner: false }
  }
  first.on(Cluster.memberList, [
    answer({ header, members: [member(1n), member(2n, `http://${second.endpoint}`, `http://${first.endpoint}`)] }),
  ])
  const run = timeless(await health([first.endpoint], '--cluster'))
  const line = (server: FakeServer) =>
    `http://${server.endpoint} is healthy: successfully committed proposal: took = T\n`
  assert.deepEqual(run, { code: 0, stdout: line(second) + line(first), stderr: '' })
  assert.deepEqual(first.requests(Cluster.memberList), [{ linearizable: true }])
})

test('endpoint health --cluster fails as a whole when the members cannot be listed', async (t) => {
  const server = await startFakeServer(t)
  server.on(Cluster.memberList, [fail('Internal', 'odd')])
  assert.deepEqual(await health([server.endpoint], '--cluster'), {
    code: 1,
    stdout: '',
    stderr: 'Error: failed to fetch endpoints from etcd cluster member list: rpc error: code = Internal desc = odd\n',
  })
})

test('no endpoint at all is a healthy cluster', async () => {
  assert.deepEqual(await runCli(['endpoint', 'health', '--endpoints=']), { code: 0, stdout: '', stderr: '' })
})
