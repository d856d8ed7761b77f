import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { CallOptions, ClientSettings, EtcdClient } from '../../src/client/client.ts'
import type { Method } from '../../src/rpc/schema.ts'
import { Cluster, KV, Lease, Maintenance, Watch } from '../../src/rpc/services.ts'
import { answer, type FakeServer, startFakeServer } from '../support/fake-server.ts'
import { bytes, openTestClient, within } from './open.ts'

interface Setup {
  readonly server: FakeServer
  readonly client: EtcdClient
}

async function open(t: TestContext, count: number, settings: Partial<ClientSettings> = {}): Promise<Setup> {
  const server = await startFakeServer(t)
  const methods: Method[] = [KV.range, KV.put, Lease.leaseGrant, Cluster.memberList, Maintenance.status]
  for (const method of methods) server.on(method, [answer({})])
  const endpoints = new Array<string>(count).fill(server.endpoint)
  return { server, client: await openTestClient(t, endpoints, settings) }
}

async function hasLeader({ server, client }: Setup, call: (client: EtcdClient) => Promise<unknown>): Promise<unknown> {
  await call(client)
  return server.calls.at(-1)?.metadata.hasleader
}

test("every call tells the release that the client speaks and goes to the endpoint's authority", async (t) => {
  for (const apiVersion of ['3.4', '3.5', '3.6', '3.7']) {
    const { server, client } = await open(t, 1, { apiVersion })
    await client.kv.range({ key: bytes('k') }, within(60_000))
    const { metadata } = server.calls[0] ?? {}
    assert.deepEqual([metadata?.['client-api-version'], metadata?.[':authority']], [apiVersion, server.endpoint])
  }
})

test('the authority of a unix socket is the name of its file, over either transport', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const name of ['localhost:20999', 'plain.sock']) {
    const server = await startFakeServer(t, { path: join(folder, name) })
    server.on(KV.range, [answer({})]).on(Watch.watch, [answer({})])
    for (const transport of ['http2', 'grpc-js'] as const) {
      const client = await openTestClient(t, [server.endpoint], { transport })
      await client.kv.range({ key: bytes('k') }, within(60_000))
      const stream = await client.duplexStream(Watch.watch, within(60_000))
      stream.send({})
      for await (const _ of stream.messages());
    }
    const seen = server.calls.map(({ metadata }) => metadata[':authority'])
    assert.deepEqual(seen, [name, name, name, name])
  }
})

test('the time that is left goes along as gRPC timeout', async (t) => {
  const { server, client } = await open(t, 1)
  await client.kv.range({ key: bytes('k') }, within(60_000))
  const timeout = /^(\d+)m$/.exec(server.calls[0]?.metadata['grpc-timeout'] ?? '')?.[1]
  assert.ok(Number(timeout) > 50_000 && Number(timeout) <= 60_000, timeout)
})

const calls: readonly (readonly [string, (client: EtcdClient, call: CallOptions) => Promise<unknown>, boolean])[] = [
  ['a linearizable read', (client, call) => client.kv.range({ key: bytes('k') }, call), true],
  ['a serializable read', (client, call) => client.kv.range({ key: bytes('k'), serializable: true }, call), false],
  ['a write', (client, call) => client.kv.put({ key: bytes('k') }, call), true],
  ['a lease', (client, call) => client.lease.leaseGrant({ TTL: 1n }, call), true],
  ['a linearizable member list', (client, call) => client.cluster.memberList({ linearizable: true }, call), true],
  ['a local member list', (client, call) => client.cluster.memberList({ linearizable: false }, call), false],
  ['the status of a member', (client, call) => client.maintenance.status({}, call), false],
]

test('with several endpoints a call that needs a leader says so', async (t) => {
  const setup = await open(t, 2)
  for (const [name, call, isWanted] of calls) {
    const seen = await hasLeader(setup, (client) => call(client, within(60_000)))
    assert.equal(seen, isWanted ? 'true' : undefined, name)
  }
})

test('with one endpoint no call asks for a leader, as there is no other to turn to', async (t) => {
  const setup = await open(t, 1)
  for (const [name, call] of calls) {
    assert.equal(await hasLeader(setup, (client) => call(client, within(60_000))), undefined, name)
  }
})

test('a caller may ask for a leader, or not, by itself', async (t) => {
  const one = await open(t, 1)
  assert.equal(
    await hasLeader(one, (client) => client.kv.range({ key: bytes('k') }, { ...within(60_000), hasLeader: true })),
    'true',
  )
  const two = await open(t, 2)
  assert.equal(
    await hasLeader(two, (client) => client.kv.range({ key: bytes('k') }, { ...within(60_000), hasLeader: false })),
    undefined,
  )
})
