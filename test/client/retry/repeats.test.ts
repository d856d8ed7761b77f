import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { CallOptions, EtcdClient } from '../../../src/client/client.ts'
import type { Method } from '../../../src/rpc/schema.ts'
import { Auth, Cluster, KV, Lease, Maintenance } from '../../../src/rpc/services.ts'
import { answer, fail, startFakeServer } from '../../support/fake-server.ts'
import {
  answerFrames,
  type FrameRequest,
  goawayFrame,
  grpcHead,
  headersFrame,
  resetFrame,
  startFrameServer,
} from '../../support/frame-server.ts'
import { bytes, openTestClient, within } from '../open.ts'

// How often a server gets one call; the numbers are those of the clients of 3.4.23 to 3.7.1 unless a test says otherwise.

const put = (client: EtcdClient, call: CallOptions): Promise<unknown> => client.kv.put({ key: bytes('k') }, call)

const writes: readonly ((client: EtcdClient, call: CallOptions) => Promise<unknown>)[] = [
  put,
  (client, call) => client.kv.deleteRange({ key: bytes('k') }, call),
  (client, call) => client.kv.txn({}, call),
  (client, call) => client.kv.compact({ revision: 1n }, call),
  (client, call) => client.cluster.memberAdd({ peerURLs: ['http://127.0.0.1:1'] }, call),
  (client, call) => client.cluster.memberRemove({ ID: 1n }, call),
  (client, call) => client.auth.userAdd({ name: 'u' }, call),
  (client, call) => client.maintenance.defragment({}, call),
]

/** The outcome of a call that a server treats as told, and how often it came there. */
async function play(t: TestContext, treat: (request: FrameRequest) => void, call = put) {
  const server = await startFrameServer(t, treat)
  const client = await openTestClient(t, [server.endpoint])
  const outcome = await call(client, within(60_000)).then(
    () => 'OK',
    (error: Error) => error.message,
  )
  client.close()
  return { outcome, requests: server.requests() }
}

const unavailable = 'rpc error: code = Unavailable desc = '
const draining = `${unavailable}the connection is draining`
const refusedText = `${unavailable}stream terminated by RST_STREAM with error code: REFUSED_STREAM`

const refuse = ({ stream, socket }: FrameRequest) => void socket.write(resetFrame(stream, 7))
const turnAway = ({ socket }: FrameRequest) => void socket.write(goawayFrame(0))

test('a write that the server refused unread is sent once more, and no more', async (t) => {
  for (const write of writes) {
    assert.deepEqual(await play(t, refuse, write), { outcome: refusedText, requests: 2 })
    assert.deepEqual(await play(t, turnAway, write), { outcome: draining, requests: 2 })
  }
})

test('the repeat of a refused write may succeed', async (t) => {
  for (const treat of [refuse, turnAway]) {
    const once = (request: FrameRequest) =>
      request.count === 1 ? treat(request) : void request.socket.write(answerFrames(request.stream))
    assert.deepEqual(await play(t, once), { outcome: 'OK', requests: 2 })
  }
})

test('a refusal by reset and one by farewell share the one repeat', async (t) => {
  const both = (request: FrameRequest) => (request.count % 2 === 1 ? refuse(request) : turnAway(request))
  assert.deepEqual(await play(t, both), { outcome: draining, requests: 2 })
})

test('a refused write is sent once more in all, however many endpoints there are', async (t) => {
  const servers = [
    await startFrameServer(t, refuse),
    await startFrameServer(t, turnAway),
    await startFrameServer(t, refuse),
  ]
  const client = await openTestClient(
    t,
    servers.map((server) => server.endpoint),
  )
  await assert.rejects(put(client, within(60_000)))
  const requests = servers.map((server) => server.requests())
  assert.equal(
    requests.reduce((sum, count) => sum + count),
    2,
  )
})

test('a server that has begun to answer cannot refuse any more', async (t) => {
  // the originals send it once more
  const begun =
    (refusal: (stream: number) => Uint8Array) =>
    ({ stream, socket }: FrameRequest) =>
      void socket.write(Buffer.concat([headersFrame(stream, grpcHead), refusal(stream)]))
  const reset = begun((stream) => resetFrame(stream, 7))
  assert.deepEqual(await play(t, reset), { outcome: refusedText, requests: 1 })
  const farewell = begun(() => goawayFrame(0))
  assert.deepEqual(await play(t, farewell), { outcome: draining, requests: 1 })
})

test('no text of a server makes a write be repeated', async (t) => {
  const texts = [
    'No connection established',
    'No connection established. Last error: x',
    'there is no connection',
    'there is no connection available',
    'there is no address available',
    'the connection is draining',
    'stream terminated by RST_STREAM with error code: REFUSED_STREAM',
    'transport is closing',
    'etcdserver: no leader',
    'etcdserver: rpc not supported for learner',
  ]
  for (const text of texts) {
    for (const code of ['14', '9', '13', '1', '4', '2']) {
      const say = ({ stream, socket }: FrameRequest) =>
        void socket.write(answerFrames(stream, { 'grpc-status': code, 'grpc-message': text }))
      assert.equal((await play(t, say)).requests, 1, `${code} ${text}`)
    }
  }
})

test('no reset but a refusal makes a write be repeated, nor does a farewell after it, nor a lost connection', async (t) => {
  for (let code = 0; code < 16; code++) {
    const reset = ({ stream, socket }: FrameRequest) => void socket.write(resetFrame(stream, code))
    assert.equal((await play(t, reset)).requests, code === 7 ? 2 : 1, `${code}`)
  }
  for (const last of [1, 3, 0x7fffffff]) {
    const leave = ({ socket }: FrameRequest) => void socket.end(goawayFrame(last))
    assert.equal((await play(t, leave)).requests, 1, `${last}`)
  }
  assert.equal((await play(t, ({ socket }) => void socket.destroy())).requests, 1)
})

test('a call that waits for its turn is sent however often the server leaves before, for it cannot have been seen', async (t) => {
  const server = await startFrameServer(t, ({ stream, count, socket }) => {
    if (count > 2) socket.write(answerFrames(stream))
    else setTimeout(() => socket.end(Buffer.concat([goawayFrame(stream), answerFrames(stream)])), 50)
  })
  const client = await openTestClient(t, [server.endpoint])
  server.limitStreams(1)
  await Promise.all([put(client, within(60_000)), put(client, within(60_000)), put(client, within(60_000))])
  assert.equal(server.requests(), 3)
})

test('a stream of answers that the server refused unread is asked for once more, and no more', async (t) => {
  const save = async (client: EtcdClient, call: CallOptions): Promise<void> => {
    for await (const _part of client.serverStream(Maintenance.snapshot, {}, call)) return
  }
  for (const treat of [refuse, turnAway]) {
    assert.equal((await play(t, treat, save)).requests, 2)
    const once = (request: FrameRequest) =>
      request.count === 1 ? treat(request) : void request.socket.write(answerFrames(request.stream))
    assert.deepEqual(await play(t, once, save), { outcome: 'OK', requests: 2 })
  }
  const begun = ({ stream, socket }: FrameRequest) =>
    void socket.write(Buffer.concat([headersFrame(stream, grpcHead), resetFrame(stream, 7)]))
  assert.equal((await play(t, begun, save)).requests, 1)
})

/** All unary calls, and whether each may be sent again after a lost connection (the original's list, 3.4 to 3.7, and two questions). */
const repeatable: readonly (readonly [Method, boolean])[] = [
  [KV.range, true],
  [KV.put, false],
  [KV.deleteRange, false],
  [KV.txn, false],
  [KV.compact, false],
  [Lease.leaseGrant, true],
  [Lease.leaseRevoke, true],
  [Lease.leaseTimeToLive, true],
  [Lease.leaseLeases, true],
  [Cluster.memberAdd, false],
  [Cluster.memberRemove, false],
  [Cluster.memberUpdate, false],
  [Cluster.memberList, true],
  [Cluster.memberPromote, false],
  [Maintenance.alarm, true],
  [Maintenance.status, true],
  [Maintenance.defragment, false],
  [Maintenance.hash, true],
  [Maintenance.hashKV, true],
  [Maintenance.moveLeader, true],
  [Maintenance.downgrade, false],
  [Auth.authEnable, false],
  [Auth.authDisable, false],
  [Auth.authStatus, true],
  [Auth.authenticate, true],
  [Auth.userAdd, false],
  [Auth.userGet, true],
  [Auth.userList, true],
  [Auth.userDelete, false],
  [Auth.userChangePassword, false],
  [Auth.userGrantRole, false],
  [Auth.userRevokeRole, false],
  [Auth.roleAdd, false],
  [Auth.roleGet, true],
  [Auth.roleList, true],
  [Auth.roleDelete, false],
  [Auth.roleGrantPermission, false],
  [Auth.roleRevokePermission, false],
]

test('after Unavailable the calls of the list are asked again, and no others', async (t) => {
  const server = await startFakeServer(t)
  const client = await openTestClient(t, [server.endpoint])
  const bound = { ...client.kv, ...client.lease, ...client.cluster, ...client.maintenance, ...client.auth }
  const byName = bound as unknown as Readonly<Record<string, (request: object, call: CallOptions) => Promise<object>>>
  for (const [method, isRepeated] of repeatable) {
    server.on(method, [fail('Unavailable', 'etcdserver: leader changed'), answer({})])
    const name = method.path.slice(method.path.lastIndexOf('/') + 1)
    const call = byName[name.charAt(0).toLowerCase() + name.slice(1)]
    const outcome = await call?.({}, within(60_000)).then(
      () => 2,
      () => 1,
    )
    assert.deepEqual([outcome, server.callsOf(method).length], isRepeated ? [2, 2] : [1, 1], name)
  }
  const unary = [KV, Lease, Cluster, Maintenance, Auth].flatMap((service) =>
    Object.values(service as Record<string, Method>).filter(
      (method) => !method.requestStream && !method.responseStream,
    ),
  )
  const listed = repeatable.map(([method]) => method.path)
  assert.deepEqual(
    unary.map((method) => method.path).filter((path) => !listed.includes(path)),
    [],
  )
})

test('a call that is refused for ever is given up after a hundred repeats', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [fail('Unavailable', 'etcdserver: leader changed')])
  const client = await openTestClient(t, [server.endpoint])
  // the pauses between the tries take no time
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const clock = setInterval(() => t.mock.timers.tick(200), 1)
  t.after(() => clearInterval(clock))
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(3_600_000)), {
    message: 'etcdserver: leader changed',
  })
  assert.equal(server.calls.length, 101)
})
