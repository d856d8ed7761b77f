import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { parseFlags } from '../src/cli/argv.ts'
import { globalFlags, toGlobalFlags } from '../src/cli/globals.ts'
import { Auth, KV } from '../src/rpc/services.ts'
import { WireSession } from '../src/session.ts'
import { within } from './client/open.ts'
import { fakeApp } from './support/fake-app.ts'
import { answer, type FakeServer, startFakeServer } from './support/fake-server.ts'

async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server.on(KV.put, [answer({})]).on(Auth.authenticate, [answer({ token: 'the-token' })])
}

async function openSession(t: TestContext, args: readonly string[]): Promise<WireSession> {
  const { io, profile } = fakeApp(t, { endpoints: [] })
  const { values, given } = parseFlags(globalFlags(), args)
  const session = await WireSession.open({ io, profile, flags: toGlobalFlags(values), given }, undefined)
  t.after(() => session.close())
  return session
}

test('calls of spread clients go to an endpoint each, and to another when that one is gone', async (t) => {
  const servers = [await serve(t), await serve(t), await serve(t)]
  const session = await openSession(t, [`--endpoints=${servers.map(({ endpoint }) => endpoint).join(',')}`])
  const clients = await session.spreadClients()
  const puts = () => servers.map((server) => server.callsOf(KV.put).length)
  for (const client of clients) await client.kv.put({}, within(5000))
  assert.deepEqual(puts(), [1, 1, 1])
  await servers[1]?.close()
  const second = (await session.spreadClients())[1]
  await second?.kv.put({}, within(5000))
  assert.deepEqual(puts(), [1, 1, 2])
})

test('a client of another cluster has its own login, and not that of the session', async (t) => {
  const [own, other] = [await serve(t), await serve(t)]
  const session = await openSession(t, [`--endpoints=${own.endpoint}`, '--user=me:secret'])
  const tls = { cacert: '', cert: '', key: '', isForced: false, skipVerify: false, serverName: '' }
  const client = await session.clientTo(other.endpoint, { tls, login: { name: 'you', password: 'word' } })
  await client.kv.put({}, within(5000))
  assert.deepEqual(other.requests(Auth.authenticate), [{ name: 'you', password: 'word' }])
  const stranger = await session.clientTo(own.endpoint, { tls, login: undefined })
  await stranger.kv.put({}, within(5000))
  assert.equal(own.callsOf(KV.put)[0]?.metadata.token, undefined)
})
