import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { KV } from '../../src/rpc/services.ts'
import { answer, startFakeServer } from '../support/fake-server.ts'
import { type SilentServer, startSilentServer } from '../support/silent-server.ts'
import { bytes, openTestClient, within } from './open.ts'

const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'grpc_proxy']

/** A proxy that would hang every connection, in the variables of this process until the test is over. */
async function startProxy(t: TestContext): Promise<SilentServer> {
  const proxy = await startSilentServer(t)
  const before = variables.map((name) => [name, process.env[name]] as const)
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  for (const name of variables) process.env[name] = `http://${proxy.endpoint}`
  return proxy
}

test('proxy variables are not looked at by default', async (t) => {
  const proxy = await startProxy(t)
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ count: 1n })])
  const client = await openTestClient(t, [server.endpoint])
  assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 1n)
  assert.equal(proxy.connections(), 0)
})

test('no proxy is asked for an address of this machine', async (t) => {
  const proxy = await startProxy(t)
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({ count: 1n })])
  for (const host of ['127.0.0.1', 'localhost']) {
    const client = await openTestClient(t, [`${host}:${server.port}`], { useProxy: true })
    assert.equal((await client.kv.range({ key: bytes('k') }, within(60_000))).count, 1n, host)
  }
  assert.equal(proxy.connections(), 0)
})

test('any other host is asked for through the proxy when proxies are on', async (t) => {
  const proxy = await startProxy(t)
  const client = await openTestClient(t, ['etcd.invalid:2379'], { useProxy: true })
  await assert.rejects(client.kv.range({ key: bytes('k') }, within(500)), { message: 'context deadline exceeded' })
  assert.ok(proxy.connections() > 0)
})
