import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { globalFlags } from '../src/global-flags.ts'
import { valuesOf } from '../src/go/flags.ts'
import { parseFlags } from '../src/go/parse-flags.ts'
import { Auth, KV } from '../src/rpc/services.ts'
import { WireSession } from '../src/session.ts'
import { within } from './client/open.ts'
import { fakeApp } from './support/fake-app.ts'
import { answer, type FakeServer, startFakeServer } from './support/fake-server.ts'

async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server.on(KV.put, [answer({})]).on(Auth.authenticate, [answer({ token: 'the-token' })])
}

async function openSession(
  t: TestContext,
  args: readonly string[],
  chooseFirst?: (count: number) => number,
): Promise<WireSession> {
  const { io, profile } = fakeApp(t, { endpoints: [] })
  const { values, given } = parseFlags(globalFlags, args)
  const session = await WireSession.open(
    { io, profile, flags: valuesOf(globalFlags, values), given, ...(chooseFirst && { chooseFirst }) },
    undefined,
  )
  t.after(() => session.close())
  return session
}

test('one command after the other asks any of the endpoints first', async (t) => {
  const servers = [await serve(t), await serve(t), await serve(t)]
  const endpoints = `--endpoints=${servers.map(({ endpoint }) => endpoint).join(',')}`
  for (let run = 0; run < 300; run++) {
    const session = await openSession(t, [endpoints])
    await (await session.client()).kv.put({}, within(60_000))
    await session.close()
  }
  const puts = servers.map((server) => server.callsOf(KV.put).length)
  // the chance of an honest die to leave this range is one in a million
  assert.ok(
    puts.every((count) => count >= 60 && count <= 140),
    String(puts),
  )
})

test('a command whose first endpoint is dead asks the next one, and sends its call once', async (t) => {
  const servers = [await serve(t), await serve(t), await serve(t)]
  const endpoints = `--endpoints=${servers.map(({ endpoint }) => endpoint).join(',')}`
  await servers[1]?.close()
  for (const first of [0, 1, 2]) {
    const session = await openSession(t, [endpoints], () => first)
    await (await session.client()).kv.put({}, within(60_000))
  }
  assert.deepEqual(
    servers.map((server) => server.callsOf(KV.put).length),
    [1, 0, 2],
  )
})

test('calls of spread clients go to an endpoint each, and to another when that one is gone', async (t) => {
  const servers = [await serve(t), await serve(t), await serve(t)]
  const session = await openSession(t, [`--endpoints=${servers.map(({ endpoint }) => endpoint).join(',')}`])
  const clients = await session.spreadClients()
  const puts = () => servers.map((server) => server.callsOf(KV.put).length)
  for (const client of clients) await client.kv.put({}, within(60_000))
  assert.deepEqual(puts(), [1, 1, 1])
  await servers[1]?.close()
  const second = (await session.spreadClients())[1]
  await second?.kv.put({}, within(60_000))
  assert.deepEqual(puts(), [1, 1, 2])
})

test('a client of another cluster has its own login, and not that of the session', async (t) => {
  const [own, other] = [await serve(t), await serve(t)]
  const session = await openSession(t, [`--endpoints=${own.endpoint}`, '--user=me:secret'])
  const tls = { cacert: '', cert: '', key: '', isForced: false, skipVerify: false, serverName: '' }
  const client = await session.clientTo(other.endpoint, { tls, login: { name: 'you', password: 'word' } })
  await client.kv.put({}, within(60_000))
  assert.deepEqual(other.requests(Auth.authenticate), [{ name: 'you', password: 'word' }])
  const stranger = await session.clientTo(own.endpoint, { tls, login: undefined })
  await stranger.kv.put({}, within(60_000))
  assert.equal(own.callsOf(KV.put)[0]?.metadata.token, undefined)
})
