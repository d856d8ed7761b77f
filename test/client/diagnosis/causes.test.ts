import assert from 'node:assert/strict'
import test from 'node:test'
import { limitedCall } from '../../../src/client/client.ts'
import { Auth, KV, Maintenance } from '../../../src/rpc/services.ts'
import { answer, fail, type Reply, stall, startFakeServer } from '../../support/fake-server.ts'
import { freePort } from '../../support/ports.ts'
import { startSilentServer } from '../../support/silent-server.ts'
import { bytes, openTestClient } from '../open.ts'

const key = bytes('k')
const login = { name: 'root', password: 'secret' }

const silences: readonly (readonly [name: string, status: Reply<{ leader: bigint }>, end: string])[] = [
  [
    'a member that knows a leader',
    answer({ leader: 7n }),
    ': the member answers and knows a leader, so it takes longer; --command-timeout gives it more time',
  ],
  [
    'a member without a leader',
    answer({ leader: 0n }),
    ': the member has no leader; does the cluster have a quorum? Without a leader only etcdctl get --consistency=s, endpoint status and snapshot save still work, with one endpoint',
  ],
  [
    'a member that is asked for nothing but an answer',
    fail('Unimplemented', 'no status here'),
    ': the member answers, so it takes longer; --command-timeout gives it more time',
  ],
  ['a frozen member', stall, ', nor to a question about its status; is the member frozen or overloaded?'],
]

for (const [name, status, end] of silences) {
  test(`an answer that does not come in time: ${name} is told from the others`, async (t) => {
    const server = await startFakeServer(t)
    server.on(KV.range, [stall])
    server.on(Maintenance.status, [status])
    const client = await openTestClient(t, [server.endpoint])
    await assert.rejects(client.kv.range({ key }, limitedCall('--command-timeout', 1500)), {
      message: 'context deadline exceeded',
      remarks: [`${server.endpoint}: etcd: no answer to Range within 1.5s${end}`],
    })
  })
}

test('a change that has no answer in time leaves its doubt behind', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.put, [stall]).on(Maintenance.status, [answer({ leader: 7n })])
  const client = await openTestClient(t, [server.endpoint])
  await assert.rejects(client.kv.put({ key }, limitedCall('--command-timeout', 1500)), {
    remarks: [
      `${server.endpoint}: etcd: no answer to Put within 1.5s: the member answers and knows a leader, so it takes longer; --command-timeout gives it more time`,
      `${server.endpoint}: etcd: it is not known whether the change was made`,
    ],
  })
})

test('a login that takes too long names --dial-timeout', async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.authenticate, [stall])
  server.on(Maintenance.status, [answer({ leader: 7n })])
  await assert.rejects(openTestClient(t, [server.endpoint], { login, dialTimeoutMs: 1500 }), {
    exitCode: 2,
    remarks: [
      `${server.endpoint}: etcd: no answer to Authenticate within 1.5s: the member answers and knows a leader, so it takes longer; --dial-timeout gives it more time`,
    ],
  })
})

for (const ms of [0, -1000]) {
  test(`a time of ${ms} ms is up before anything is sent`, async (t) => {
    const server = await startFakeServer(t)
    const client = await openTestClient(t, [server.endpoint])
    await assert.rejects(client.kv.put({ key }, limitedCall('--command-timeout', ms)), {
      message: 'context deadline exceeded',
      exitCode: 1,
      remarks: [`nothing was sent: --command-timeout is ${ms === 0 ? '0s' : '-1s'}`],
    })
    assert.deepEqual([server.calls.length, server.connections], [0, 0])
  })
}

test('a stream whose time is up before anything is sent says so too', async (t) => {
  const server = await startFakeServer(t)
  const client = await openTestClient(t, [server.endpoint])
  const stream = client.serverStream(Maintenance.snapshot, {}, limitedCall('--command-timeout', 0))
  await assert.rejects(stream.next(), { remarks: ['nothing was sent: --command-timeout is 0s'] })
  assert.deepEqual([server.calls.length, server.connections], [0, 0])
})

test('a time too short to connect in is what is named, and not the endpoint', async (t) => {
  const { endpoint } = await startSilentServer(t)
  const client = await openTestClient(t, [endpoint])
  await assert.rejects(client.kv.range({ key }, limitedCall('--command-timeout', 500)), {
    remarks: [`${endpoint}: HTTP2: no answer within 500ms; --command-timeout gives it more time`],
  })
})

test('a failure is named however short the time was', async (t) => {
  const endpoint = `127.0.0.1:${await freePort()}`
  const client = await openTestClient(t, [endpoint])
  const call = { deadlineMs: Date.now() + 60_000, limit: { flag: '--command-timeout', ms: 50 } }
  const signal = AbortSignal.timeout(60_000)
  const asked = client.kv.range({ key }, { ...call, signal }).catch(() => undefined)
  while (client.troubles()[0]?.includes('refused') !== true) await new Promise((resolve) => setTimeout(resolve, 20))
  const refused = `${endpoint}: TCP: connection refused; is etcd running, and is this its client port?`
  await assert.rejects(client.kv.range({ key }, limitedCall('--command-timeout', 50)), { remarks: [refused] })
  client.close()
  void asked
})

test('a member that is silent within a short time is not called frozen', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({}), stall]).on(Maintenance.status, [stall])
  const client = await openTestClient(t, [server.endpoint])
  await client.kv.range({ key }, limitedCall('--command-timeout', 60_000))
  await assert.rejects(client.kv.range({ key }, limitedCall('--command-timeout', 500)), {
    remarks: [
      `${server.endpoint}: etcd: no answer to Range within 500ms, nor to a question about its status; --command-timeout gives it more time`,
    ],
  })
})

test('a user without a password is told so, and not to give a user', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [fail('InvalidArgument', 'etcdserver: user name is empty')])
  const client = await openTestClient(t, [server.endpoint], { userWithoutPassword: 'bob' })
  await assert.rejects(client.kv.range({ key }, limitedCall('--command-timeout', 60_000)), {
    remarks: [
      `${server.endpoint}: auth: user "bob" came without a password, so nobody was logged in; give --user bob:PASSWORD or --password`,
    ],
  })
})

test('a trace tells of connections, calls, tries and failures, and of no secret', async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.authenticate, [answer({ token: 'token-secret' })])
  server.on(KV.range, [fail('Unavailable', 'etcdserver: leader changed'), answer({})])
  const lines: string[] = []
  const trace = (line: string) => void lines.push(line.replace(/after [\d.]+ms/, 'after T'))
  const client = await openTestClient(t, [server.endpoint], { login, trace })
  await client.kv.range({ key }, limitedCall('--command-timeout', 60_000))
  const at = server.endpoint
  assert.deepEqual(lines, [
    `${at}: connecting`,
    `${at}: connected`,
    `${at}: /etcdserverpb.Auth/Authenticate, 14 bytes`,
    `${at}: /etcdserverpb.Auth/Authenticate, 14 bytes: done after T`,
    `${at}: /etcdserverpb.KV/Range, 3 bytes`,
    `${at}: /etcdserverpb.KV/Range, 3 bytes: failed after T: etcdserver: leader changed`,
    '/etcdserverpb.KV/Range: tried again (2)',
    `${at}: /etcdserverpb.KV/Range, 3 bytes`,
    `${at}: /etcdserverpb.KV/Range, 3 bytes: done after T`,
  ])
})
