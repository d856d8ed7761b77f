import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { SnapshotResponse } from '../../src/rpc/messages.ts'
import { Auth, KV, Maintenance } from '../../src/rpc/services.ts'
import { answer, answerThen, type FakeServer, fail, stall, startFakeServer } from '../support/fake-server.ts'
import { bytes, openTestClient, within } from './open.ts'

const login = { name: 'root', password: 'secret' }
const staleToken = fail('Unauthenticated', 'etcdserver: invalid auth token')
const noAuth = fail('FailedPrecondition', 'etcdserver: authentication is not enabled')
type Refused = Error & { exitCode: number; remarks: string[] }
const put = { key: bytes('k'), value: bytes('v') }

/** Gives out the tokens t1, t2, ... */
async function startAuthServer(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  let given = 0
  server.on(Auth.authenticate, () => answer({ token: `t${++given}` }))
  return server
}

function tokens(server: FakeServer, method: typeof KV.range | typeof KV.put): (string | undefined)[] {
  return server.callsOf(method).map((call) => call.metadata.token)
}

test('the name and the password are sent once, and their token with every call', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.range, [answer({})]).on(KV.put, [answer({})])
  const client = await openTestClient(t, [server.endpoint], { login })
  await client.kv.range({ key: bytes('k') }, within(60_000))
  await client.kv.put(put, within(60_000))
  assert.deepEqual(server.requests(Auth.authenticate), [login])
  assert.deepEqual([...tokens(server, KV.range), ...tokens(server, KV.put)], ['t1', 't1'])
  assert.equal(server.callsOf(Auth.authenticate)[0]?.metadata.token, undefined)
})

test('without a login no token is sent', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.range, [answer({})])
  const client = await openTestClient(t, [server.endpoint])
  await client.kv.range({ key: bytes('k') }, within(60_000))
  assert.deepEqual(tokens(server, KV.range), [undefined])
  assert.equal(server.calls.length, 1)
})

test('an expired token is renewed once and the call goes through, reads and writes alike', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.range, [staleToken, answer({})]).on(KV.put, [staleToken, answer({})])
  const client = await openTestClient(t, [server.endpoint], { login })
  await client.kv.range({ key: bytes('k') }, within(60_000))
  assert.deepEqual(tokens(server, KV.range), ['t1', 't2'])
  await client.kv.put(put, within(60_000))
  assert.deepEqual(tokens(server, KV.put), ['t2', 't3'])
  assert.equal(server.callsOf(Auth.authenticate).length, 3)
})

test('a change of users and roles renews the token too', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.put, [fail('InvalidArgument', 'etcdserver: revision of auth store is old'), answer({})])
  const client = await openTestClient(t, [server.endpoint], { login })
  await client.kv.put(put, within(60_000))
  assert.deepEqual(tokens(server, KV.put), ['t1', 't2'])
})

test('auth that is enabled after the start is met with a login', async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.authenticate, [noAuth, answer({ token: 'late' })])
  server.on(KV.range, [fail('InvalidArgument', 'etcdserver: user name is empty'), answer({})])
  const client = await openTestClient(t, [server.endpoint], { login })
  await client.kv.range({ key: bytes('k') }, within(60_000))
  assert.deepEqual(tokens(server, KV.range), [undefined, 'late'])
})

test('a token that was given is used as it is and never renewed', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.range, [staleToken])
  const client = await openTestClient(t, [server.endpoint], { login: { token: 'jwt' } })
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(60_000)), {
    message: 'etcdserver: invalid auth token',
    remarks: [`${server.endpoint}: auth: the token is not, or no longer, valid; log in again`],
  })
  assert.deepEqual(tokens(server, KV.range), ['jwt'])
  assert.equal(server.callsOf(Auth.authenticate).length, 0)
})

test('a cluster without auth is asked without a token', async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.authenticate, [noAuth]).on(KV.range, [answer({})])
  const client = await openTestClient(t, [server.endpoint], { login })
  await client.kv.range({ key: bytes('k') }, within(60_000))
  assert.deepEqual(tokens(server, KV.range), [undefined])
})

test('a refused login is a bad connection, and the password is not in the error', async (t) => {
  const server = await startFakeServer(t)
  const details = 'etcdserver: authentication failed, invalid user ID or password'
  server.on(Auth.authenticate, [fail('InvalidArgument', details)])
  await assert.rejects(openTestClient(t, [server.endpoint], { login }), (error: Refused) => {
    assert.deepEqual([error.message, error.exitCode], [details, 2])
    assert.deepEqual(error.remarks, [
      `${server.endpoint}: auth: user "root" or its password is wrong; check --user and --password`,
    ])
    assert.ok(!`${error.stack}${error.remarks}`.includes('secret'))
    return true
  })
  assert.equal(server.calls.length, 1)
})

test('a login that gets no answer ends after the dial timeout as a bad connection', async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.authenticate, [stall])
  await assert.rejects(openTestClient(t, [server.endpoint], { login, dialTimeoutMs: 300 }), {
    message: 'context deadline exceeded',
    exitCode: 2,
  })
})

test('refusals that concern rights say who was refused', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.put, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const known = await openTestClient(t, [server.endpoint], { login })
  await assert.rejects(known.kv.put(put, within(60_000)), {
    message: 'etcdserver: permission denied',
    exitCode: 1,
    remarks: [
      `${server.endpoint}: auth: user "root" has no right to write "k"; root may give it: etcdctl role grant-permission ROLE write "k"`,
    ],
  })
})

test('with a login by certificate a call that meets an old revision is repeated, and nobody logs in', async (t) => {
  const server = await startAuthServer(t)
  const old = fail('InvalidArgument', 'etcdserver: revision of auth store is old')
  server.on(KV.put, [old, old, answer({})]).on(KV.range, [old, answer({})])
  const client = await openTestClient(t, [server.endpoint])
  await client.kv.put(put, within(60_000))
  await client.kv.range({ key: bytes('k') }, within(60_000))
  assert.deepEqual(tokens(server, KV.put), [undefined, undefined, undefined])
  assert.deepEqual([server.callsOf(KV.range).length, server.callsOf(Auth.authenticate).length], [2, 0])
})

test('a token that was handed in is never renewed, and an old revision ends its call', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.put, [fail('InvalidArgument', 'etcdserver: revision of auth store is old'), answer({})])
  const client = await openTestClient(t, [server.endpoint], { login: { token: 'jwt' } })
  await assert.rejects(client.kv.put(put, within(60_000)), { message: 'etcdserver: revision of auth store is old' })
  assert.deepEqual(tokens(server, KV.put), ['jwt'])
})

test('without a login a token that is not valid is an error at once', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.put, [staleToken, answer({})])
  const client = await openTestClient(t, [server.endpoint])
  await assert.rejects(client.kv.put(put, within(60_000)), { message: 'etcdserver: invalid auth token' })
  assert.equal(server.calls.length, 1)
})

test('a stream of answers whose login is stale is asked for once more', async (t) => {
  const server = await startAuthServer(t)
  server.on(Maintenance.snapshot, [staleToken, answer({ blob: bytes('x') })])
  const client = await openTestClient(t, [server.endpoint], { login })
  const parts: object[] = []
  for await (const part of client.serverStream(Maintenance.snapshot, {}, within(60_000))) parts.push(part)
  assert.equal(parts.length, 1)
  const calls = server.callsOf(Maintenance.snapshot)
  assert.deepEqual(
    calls.map((call) => call.metadata.token),
    ['t1', 't2'],
  )
})

test('a login that is refused as stale itself is sent once', async (t) => {
  for (const details of ['etcdserver: invalid auth token', 'etcdserver: revision of auth store is old']) {
    const server = await startFakeServer(t)
    server.on(Auth.authenticate, [fail('Unauthenticated', details)])
    await assert.rejects(openTestClient(t, [server.endpoint], { login }), { message: details, exitCode: 2 })
    assert.equal(server.calls.length, 1)
  }
})

test('a stream of answers that has begun is not asked for again', async (t) => {
  const server = await startAuthServer(t)
  const stale = answerThen<SnapshotResponse>(
    [{ blob: bytes('x') }],
    'Unauthenticated',
    'etcdserver: invalid auth token',
  )
  server.on(Maintenance.snapshot, [stale])
  const client = await openTestClient(t, [server.endpoint], { login })
  const parts = client.serverStream(Maintenance.snapshot, {}, within(60_000))
  assert.equal((await parts.next()).done, false)
  await assert.rejects(parts.next(), { message: 'etcdserver: invalid auth token' })
  assert.equal(server.callsOf(Maintenance.snapshot).length, 1)
})

test('a stale token does not go along with the login that replaces it', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.put, [staleToken, answer({})])
  const client = await openTestClient(t, [server.endpoint], { login })
  await client.kv.put(put, within(60_000))
  const logins = server.callsOf(Auth.authenticate)
  assert.deepEqual(
    logins.map((call) => call.metadata.token),
    [undefined, undefined],
  )
})

test('no other error makes a login be renewed and its call be repeated', async (t) => {
  const server = await startAuthServer(t)
  const client = await openTestClient(t, [server.endpoint], { login })
  for (const details of [
    'etcdserver: permission denied',
    'etcdserver: mvcc: database space exceeded',
    'invalid auth token',
  ]) {
    server.calls.length = 0
    server.on(KV.put, [fail('Unauthenticated', details), answer({})])
    await assert.rejects(client.kv.put(put, within(60_000)))
    assert.equal(server.calls.length, 1, details)
  }
})

test('a token that the server does not know of is renewed too', async (t) => {
  const server = await startAuthServer(t)
  server.on(KV.put, [fail('InvalidArgument', 'etcdserver: user name is empty'), answer({})])
  const client = await openTestClient(t, [server.endpoint], { login })
  await client.kv.put(put, within(60_000))
  assert.deepEqual(tokens(server, KV.put), ['t1', 't2'])
})
