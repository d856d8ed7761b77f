import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallOptions, EtcdClient } from '../../../src/client/client.ts'
import type { Connection } from '../../../src/client/connection/connection.ts'
import { EarlyCall } from '../../../src/client/connection/early-call.ts'
import { parseEndpoint } from '../../../src/client/connection/endpoints.ts'
import { LeanChannel } from '../../../src/client/connection/lean-channel.ts'
import { rangePages } from '../../../src/client/range/range-pages.ts'
import { isQuestion, isRepeatable } from '../../../src/client/retry/repeatable.ts'
import { AlarmAction } from '../../../src/rpc/messages.ts'
import type { Method } from '../../../src/rpc/schema.ts'
import { Auth, Cluster, KV, Lease, Maintenance } from '../../../src/rpc/services.ts'
import { goaway, rst, settings, windowUpdate } from '../../hostile/frames.ts'
import { type HostileServer, startHostileServer } from '../../hostile/hostile-server.ts'
import { proper, type ScenarioParts, type Step } from '../../hostile/scenario.ts'
import { answer, startFakeServer } from '../../support/fake-server.ts'
import { startSilentServer } from '../../support/silent-server.ts'
import { bytes, openTestClient, patient, within } from '../open.ts'

// Calls that change nothing go out without waiting for the server's settings; all others wait.

const get = (client: EtcdClient, call: CallOptions): Promise<unknown> => client.kv.range({ key: bytes('k') }, call)
const put = (client: EtcdClient, call: CallOptions): Promise<unknown> => client.kv.put({ key: bytes('k') }, call)

/** A range of several keys is read while its answer comes in. */
async function getRange(client: EtcdClient, call: CallOptions): Promise<unknown> {
  const request = { key: bytes('k'), rangeEnd: bytes('l') }
  const keys: string[] = []
  for await (const page of rangePages({ client, request, newCall: () => call })) {
    for (const { key } of page.kvs) keys.push(Buffer.from(key).toString())
  }
  assert.deepEqual(keys, ['k'])
  return keys
}

const reads = [get, getRange]

type Treat = Parameters<typeof startHostileServer>[0]['answer']

async function serve(t: TestContext, treat: Treat, parts: ScenarioParts = {}): Promise<HostileServer> {
  const scenario = {
    theme: 'early',
    name: 'call',
    expect: 'success',
    accepted: [],
    isDeaf: true,
    answer: treat,
    ...parts,
  } as const
  const server = await startHostileServer(scenario)
  t.after(() => server.close())
  return server
}

/** A server that tells its settings only when a request is there. */
const behindTheRequest: Treat = (call) => [settings(), proper(call)]

const questions: readonly ((client: EtcdClient, call: CallOptions) => Promise<unknown>)[] = [
  ...reads,
  (client, call) => client.lease.leaseTimeToLive({ ID: 1n }, call),
  (client, call) => client.lease.leaseLeases({}, call),
  (client, call) => client.cluster.memberList({}, call),
  (client, call) => client.maintenance.status({}, call),
  (client, call) => client.maintenance.hashKV({}, call),
  (client, call) => client.maintenance.alarm({}, call),
  (client, call) => client.auth.authStatus({}, call),
  (client, call) => client.auth.userList({}, call),
  (client, call) => client.auth.userGet({ name: 'u' }, call),
  (client, call) => client.auth.roleList({}, call),
  (client, call) => client.auth.roleGet({ role: 'r' }, call),
]

test('a call that changes nothing is sent before the settings of the server are there', async (t) => {
  for (const ask of questions) {
    const server = await serve(t, behindTheRequest)
    const client = await openTestClient(t, [server.endpoint])
    await ask(client, within(60_000))
    assert.equal(server.requests.length, 1)
  }
})

const changes: readonly ((client: EtcdClient, call: CallOptions) => Promise<unknown>)[] = [
  put,
  (client, call) => client.kv.deleteRange({ key: bytes('k') }, call),
  (client, call) => client.kv.txn({}, call),
  (client, call) => client.kv.compact({ revision: 1n }, call),
  (client, call) => client.lease.leaseGrant({ TTL: 10n }, call),
  (client, call) => client.lease.leaseRevoke({ ID: 1n }, call),
  (client, call) => client.cluster.memberAdd({ peerURLs: ['http://127.0.0.1:1'] }, call),
  (client, call) => client.maintenance.alarm({ action: AlarmAction.DEACTIVATE }, call),
  (client, call) => client.maintenance.moveLeader({ targetID: 1n }, call),
  (client, call) => client.maintenance.defragment({}, call),
  (client, call) => client.auth.authEnable({}, call),
  (client, call) => client.auth.userAdd({ name: 'u' }, call),
]

test('a call that may change something waits for the settings', async (t) => {
  for (const change of changes) {
    const mute = await serve(t, behindTheRequest)
    const client = await openTestClient(t, [mute.endpoint])
    await assert.rejects(change(client, within(400)), /context deadline exceeded/)
    assert.equal(mute.requests.length, 0)
    const early: number[] = []
    const server = await serve(t, proper, {
      accepted: [150, (peer) => void early.push(peer.requests.length), settings()],
    })
    const other = await openTestClient(t, [server.endpoint])
    await change(other, within(60_000))
    assert.deepEqual([early, server.requests.length], [[0], 1])
  }
})

test('what changes nothing may be repeated, and each method is one or the other', () => {
  const methods = [KV, Lease, Cluster, Maintenance, Auth].flatMap((service) => Object.values<Method>(service))
  for (const { path } of methods) if (isQuestion(path, {})) assert.equal(isRepeatable(path), true, path)
  const waiting = methods.filter(({ path }) => isRepeatable(path) && !isQuestion(path, {})).map(({ path }) => path)
  assert.deepEqual(waiting.sort(), [
    '/etcdserverpb.Lease/LeaseGrant',
    '/etcdserverpb.Lease/LeaseRevoke',
    '/etcdserverpb.Maintenance/MoveLeader',
  ])
  assert.equal(isQuestion(Maintenance.alarm.path, { action: AlarmAction.ACTIVATE }), false)
  assert.equal(isQuestion(Maintenance.alarm.path, { action: AlarmAction.GET }), true)
})

test('an answer does not count before the settings, nor with settings that are wrong', async (t) => {
  const wrong: Treat[] = [
    proper,
    (call) => [proper(call), settings()],
    (call) => [settings([5, 1]), proper(call)],
    (call) => [settings([4, 0x80000000]), proper(call)],
    (call) => [settings().subarray(0, 5), proper(call)],
    (call) => [goaway(call.stream), proper(call)],
  ]
  for (const treat of wrong) {
    for (const read of reads) {
      const server = await serve(t, treat)
      const client = await openTestClient(t, [server.endpoint])
      await assert.rejects(read(client, within(500)), /context deadline exceeded/)
      assert.ok(server.requests.length <= 1, `${server.requests.length} requests`)
    }
  }
})

/** The first connection takes the request and is treated as told; the next ones are served. */
function onlyFirst(...steps: Step[]): Treat {
  return (call) => (call.number === 1 ? steps : proper(call))
}

test('a read whose connection fails before the settings is sent once more, after the settings', async (t) => {
  const failures: readonly Step[][] = [
    ['cut'],
    ['reset'],
    ['end'],
    [goaway(0)],
    [rst(1, 7)],
    [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ]
  for (const [steps, read] of failures.flatMap((each) => reads.map((read) => [each, read] as const))) {
    let connections = 0
    const early: number[] = []
    const server = await serve(t, onlyFirst(...steps), {
      accepted: [
        async (peer) => {
          if (++connections === 1) return
          await sleep(100)
          early.push(peer.requests.length)
          peer.socket.write(settings())
        },
      ],
    })
    const client = await openTestClient(t, [server.endpoint])
    await read(client, patient())
    assert.equal(server.requests.length, 2)
    assert.ok(early.length > 0 && early.every((count) => count === 1), `${early}`)
  }
})

test('a server that takes requests and never tells its settings gets one', async (t) => {
  const server = await serve(t, () => ['cut'])
  const client = await openTestClient(t, [server.endpoint])
  await assert.rejects(get(client, within(5000)), /context deadline exceeded/)
  assert.equal(server.requests.length, 1)
  assert.ok(server.connections > 1)
})

test('a read that settings forbid waits until others allow it', async (t) => {
  for (const read of reads) {
    const server = await serve(t, (call) =>
      call.number === 1 ? [settings([3, 0]), 100, settings([3, 1])] : proper(call),
    )
    const client = await openTestClient(t, [server.endpoint])
    await read(client, within(60_000))
    assert.equal(server.requests.length, 2)
  }
})

test('a read that is too large for the settings is refused as ever', async (t) => {
  for (const read of reads) {
    const server = await serve(t, (call) => [settings([6, 10]), proper(call)])
    const client = await openTestClient(t, [server.endpoint])
    await assert.rejects(
      read(client, within(60_000)),
      /header list size to send violates the maximum size \(10 bytes\)/,
    )
  }
})

test('a server that says farewell with its settings gets the read once more, and its answer counts when it gave one', async (t) => {
  let connections = 0
  const turned = await serve(t, onlyFirst(settings(), goaway(0)), {
    accepted: [(peer) => void (++connections > 1 && peer.socket.write(settings()))],
  })
  const client = await openTestClient(t, [turned.endpoint])
  await get(client, within(60_000))
  assert.equal(turned.requests.length, 2)
  const leaving = await serve(t, (call) => [Buffer.concat([settings(), proper(call), goaway(call.stream)]), 'end'])
  const other = await openTestClient(t, [leaving.endpoint])
  await get(other, within(60_000))
  assert.equal(leaving.requests.length, 1)
})

test('a request that is larger than the protocol allows without settings waits for them', async (t) => {
  const key = (length: number): Uint8Array => new Uint8Array(length).fill(97)
  const mute = await serve(t, behindTheRequest)
  const client = await openTestClient(t, [mute.endpoint])
  await client.kv.range({ key: key(65_000) }, within(60_000))
  assert.equal(mute.requests.length, 1)
  const early: number[] = []
  const server = await serve(t, proper, {
    accepted: [150, (peer) => void early.push(peer.requests.length), settings([4, 100_000]), windowUpdate(0, 100_000)],
  })
  const other = await openTestClient(t, [server.endpoint])
  await other.kv.range({ key: key(65_536) }, within(60_000))
  assert.deepEqual([early, server.requests.length], [[0], 1])
})

test('a member that is frozen is left for the next endpoint, though it was asked', async (t) => {
  const frozen = await serve(t, () => [], { isDeaf: true })
  const server = await startFakeServer(t)
  server.on(Cluster.memberList, [answer({})])
  const client = await openTestClient(t, [frozen.endpoint, server.endpoint])
  await client.cluster.memberList({}, patient())
  assert.deepEqual([frozen.requests.length, server.calls.length], [1, 1])
  await client.cluster.memberList({}, patient())
  assert.deepEqual([frozen.requests.length, server.calls.length], [1, 2])
})

test('of several endpoints one is asked', async (t) => {
  const servers = [await serve(t, behindTheRequest), await serve(t, behindTheRequest), await serve(t, behindTheRequest)]
  const client = await openTestClient(
    t,
    servers.map(({ endpoint }) => endpoint),
  )
  await get(client, within(60_000))
  assert.equal(
    servers.reduce((sum, { requests }) => sum + requests.length, 0),
    1,
  )
})

test('a deadline that passes before the settings is explained by what did not come', async (t) => {
  const silent = await startSilentServer(t)
  const client = await openTestClient(t, [silent.endpoint])
  const remark = `${silent.endpoint}: HTTP2: no answer; is this the client port of etcd, or is the member frozen?`
  await assert.rejects(get(client, within(400)), (error: { remarks?: readonly string[] }) => {
    assert.deepEqual(error.remarks, [remark])
    return true
  })
})

test('a password or a token goes over a plain connection only to a server that has sent its settings', async (t) => {
  const mute = await serve(t, behindTheRequest)
  const login = { name: 'root', password: 'secret' }
  await assert.rejects(openTestClient(t, [mute.endpoint], { login, dialTimeoutMs: 400 }), /context deadline exceeded/)
  const client = await openTestClient(t, [mute.endpoint], { login: { token: 'secret' } })
  await assert.rejects(get(client, within(400)), /context deadline exceeded/)
  assert.equal(mute.requests.length, 0)
})

test('a write beside a read that went early waits for the settings', async (t) => {
  const paths: string[] = []
  const server = await serve(t, (call) => {
    paths.push(call.path)
    return call.number === 1
      ? [150, () => assert.deepEqual(paths, [KV.range.path]), settings(), proper(call)]
      : proper(call)
  })
  const client = await openTestClient(t, [server.endpoint])
  await Promise.all([get(client, within(60_000)), put(client, within(60_000))])
  assert.deepEqual(paths, [KV.range.path, KV.put.path])
})

test('a connection tells when early calls can go, and no other call goes then', async (t) => {
  const server = await serve(t, behindTheRequest)
  const settings = { keepaliveTimeMs: 0, keepaliveTimeoutMs: 0, apiVersion: '3.7', maxReceiveBytes: 2 ** 31 - 1 }
  const channel = new LeanChannel(parseEndpoint(server.endpoint), undefined, settings)
  t.after(() => channel.close())
  await new Promise<void>((resolve) => void channel.connect(() => undefined, resolve))
  const call = { path: KV.range.path, metadata: {}, deadlineMs: Date.now() + 60_000, signal: undefined }
  await assert.rejects(channel.unary(call, new Uint8Array()), /there is no connection/)
  assert.equal(server.requests.length, 0)
  assert.ok((await channel.unary({ ...call, isEarly: true }, new Uint8Array())).length > 0)
})

test('an early answer that nobody takes is dropped, one that is taken is not', async () => {
  const [channel, other] = [{}, {}] as [Connection, Connection]
  const dropped: object[] = []
  for (const taken of [true, false]) {
    const early = new EarlyCall(() => Promise.resolve({ taken }), false)
    early.sendOn(channel, () => {})
    assert.deepEqual(await early.answerFrom(taken ? channel : other), taken ? { taken } : undefined)
    early.leave((answer) => dropped.push(answer))
  }
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(dropped, [{ taken: false }])
})
