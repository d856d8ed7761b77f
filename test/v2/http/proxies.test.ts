import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ClusterFailure } from '../../../src/v2/failure.ts'
import { openV2Client, type V2Settings } from '../../../src/v2/http/client.ts'
import { createCertificates } from '../../support/certificates.ts'
import { freePort } from '../../support/ports.ts'
import { json, startScriptedServer } from './scripted-server.ts'
import { settings } from './settings.ts'

async function ask(given: Partial<V2Settings>): Promise<number> {
  const client = await openV2Client(settings({ noSync: true, ...given }))
  try {
    return (await client.send({ method: 'GET', path: '/v2/keys/a' })).status
  } finally {
    client.close()
  }
}

async function problemOf(given: Partial<V2Settings>): Promise<string> {
  const error = await ask(given).then(
    () => undefined,
    (failure: unknown) => failure,
  )
  assert.ok(error instanceof ClusterFailure, String(error))
  return error.failures.map(({ message }) => message).join('\n')
}

/** A proxy that answers a request for a tunnel with `text`, and makes one to `port` when there is no text. */
async function startProxy(t: TestContext, text: string | undefined, port = 0): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      if (text !== undefined) {
        socket.end(text)
        return
      }
      const onward = net.connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      onward.on('error', () => {})
      socket.pipe(onward).pipe(socket)
    })
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`
}

test('a proxy gets the whole URL of a request without TLS', async (t) => {
  const proxy = await startScriptedServer(() => json(200, '{}'))
  t.after(() => proxy.close())
  const env = { http_proxy: proxy.url.replace('//', '//u:p@') }
  assert.equal(await ask({ endpoints: 'http://some.example:2379', env }), 200)
  const [sent] = proxy.requests
  assert.equal(sent?.target, 'http://some.example:2379/v2/keys/a')
  assert.equal(sent?.headers.host, 'some.example:2379')
  assert.equal(sent?.headers['proxy-authorization'], `Basic ${Buffer.from('u:p').toString('base64')}`)
})

test('a proxy is asked for a tunnel to a server with TLS', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'v2-proxy-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const { ca, otherName } = createCertificates(folder)
  const identity = { cert: readFileSync(otherName.cert), key: readFileSync(otherName.key) }
  const server = await startScriptedServer(() => json(200, '{}'), identity)
  t.after(() => server.close())
  const proxy = await startProxy(t, undefined, Number(new URL(server.url).port))
  const status = await ask({ endpoints: 'https://elsewhere.example:2379', caFile: ca, env: { HTTPS_PROXY: proxy } })
  assert.equal(status, 200)
})

for (const [answer, words] of [
  ['HTTP/1.1 403 Forbidden\r\n\r\n', 'Forbidden'],
  ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'Proxy Authentication Required'],
  ['', 'unexpected EOF'],
] as const) {
  test(`a proxy that makes no tunnel: ${words}`, async (t) => {
    const env = { HTTPS_PROXY: await startProxy(t, answer) }
    assert.equal(await problemOf({ endpoints: 'https://some.example:2379', env }), words)
  })
}

test('a proxy that cannot be reached is named as such', async () => {
  const port = await freePort()
  const env = { HTTP_PROXY: `127.0.0.1:${port}` }
  const problem = `proxyconnect tcp: dial tcp 127.0.0.1:${port}: connect: connection refused`
  assert.equal(await problemOf({ endpoints: 'http://some.example:2379', env }), problem)
})

test('a proxy that stays silent exceeds the header timeout', async (t) => {
  const silent = net.createServer((socket) => void socket.on('error', () => {}))
  t.after(() => silent.close())
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const env = { HTTPS_PROXY: `http://127.0.0.1:${(silent.address() as net.AddressInfo).port}` }
  assert.equal(
    await problemOf({ endpoints: 'https://some.example:2379', env, timeoutNs: 100_000_000n }),
    'client: endpoint https://some.example:2379 exceeded header timeout',
  )
})

test('no proxy stands before a loopback address', async (t) => {
  const server = await startScriptedServer(() => json(200, '{}'))
  t.after(() => server.close())
  assert.equal(await ask({ endpoints: server.url, env: { HTTP_PROXY: 'http://127.0.0.1:1' } }), 200)
})
