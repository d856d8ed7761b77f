import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { residentBytes } from '../../../src/commands/check/resident-bytes.ts'
import { createIdentity } from '../../support/certificates.ts'
import { type RecordingProxy, startRecordingProxy } from '../../support/recording-proxy.ts'

const noFiles = { cacert: '', cert: '', key: '', insecureSkipTlsVerify: false }
const page = 'process_resident_memory_bytes 5\n'

function pageProxy(t: TestContext): Promise<RecordingProxy> {
  return startRecordingProxy(t, { reply: `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${page}` })
}

test('metrics are read through the proxy for plain HTTP', async (t) => {
  const proxy = await pageProxy(t)
  for (const env of [{ HTTP_PROXY: `http://bob:pw@${proxy.address}` }, { HTTP_PROXY: '', http_proxy: proxy.address }]) {
    assert.equal(await residentBytes('etcd.invalid:2379', noFiles, env), 5)
  }
  const [first = '', second = ''] = proxy.requests
  assert.match(first, /^GET http:\/\/etcd\.invalid:2379\/metrics HTTP\/1\.1\r\nhost: etcd\.invalid:2379\r\n/i)
  assert.ok(first.split('\r\n').includes(`proxy-authorization: Basic ${btoa('bob:pw')}`), first)
  assert.doesNotMatch(second, /proxy-authorization/i)
})

test('metrics over TLS are read through a tunnel, and the server is held to its name', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const authority = { name: 'own authority', ...createIdentity({ name: 'own authority' }) }
  const cacert = join(folder, 'ca.pem')
  writeFileSync(cacert, authority.cert)
  const identity = createIdentity({ name: 'etcd', issuer: authority, hosts: ['etcd.invalid'] })
  const server = createServer(identity, (request, response) => response.end(request.url === '/metrics' ? page : ''))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const proxy = await startRecordingProxy(t, { port: (server.address() as AddressInfo).port })
  const env = { HTTPS_PROXY: proxy.address, HTTP_PROXY: 'http://nowhere.invalid:1' }
  assert.equal(await residentBytes('https://etcd.invalid:2379', { ...noFiles, cacert }, env), 5)
  assert.match(proxy.requests[0] ?? '', /^CONNECT etcd\.invalid:2379 HTTP\/1\.1\r\n/)
  await assert.rejects(residentBytes('https://other.invalid:1', { ...noFiles, cacert }, env), /other\.invalid/)
})

test('no proxy is asked for the metrics of a host that is excluded, or of this machine, or by a server', async (t) => {
  const proxy = await pageProxy(t)
  const env = { HTTP_PROXY: proxy.address }
  const read = (endpoint: string, more: Record<string, string>) => residentBytes(endpoint, noFiles, { ...env, ...more })
  await assert.rejects(read('etcd.invalid:2379', { NO_PROXY: '.invalid' }), /etcd\.invalid/)
  await assert.rejects(read('127.0.0.1:1', {}), /127\.0\.0\.1:1/)
  await assert.rejects(read('etcd.invalid:2379', { REQUEST_METHOD: 'GET' }), {
    message:
      'fetch error: Get "http://etcd.invalid:2379/metrics": refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy',
  })
  assert.deepEqual(proxy.requests, [])
})

test('a proxy that is asked in another way than by HTTP is refused for metrics', async () => {
  for (const scheme of ['https', 'socks5']) {
    const reading = residentBytes('etcd.invalid:1', noFiles, { HTTP_PROXY: `${scheme}://127.0.0.1:1` })
    await assert.rejects(reading, new RegExp(`the scheme ${scheme} of the proxy is not supported here$`))
  }
})
