import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { checkDatascale, checkDatascaleWith } from '../../../src/commands/check/datascale.ts'
import { MetricsError, residentBytes } from '../../../src/commands/check/resident-bytes.ts'
import { KV } from '../../../src/rpc/services.ts'
import { createIdentity } from '../../support/certificates.ts'
import { type FakeAppOptions, fakeApp, runCommand } from '../../support/fake-app.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 7n, raftTerm: 1n }
const noFiles = { cacert: '', cert: '', key: '', insecureSkipTlsVerify: false }

/** Serves each text in turn at /metrics. */
async function metricsServer(t: TestContext, ...texts: string[]): Promise<string> {
  const server = createServer((request, response) =>
    response.end(request.url === '/metrics' ? (texts.shift() ?? '') : ''),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the resident memory is read from the metrics, with a scheme or without', async (t) => {
  const text = '# HELP process_resident_memory_bytes Size.\nprocess_resident_memory_bytes 4.2713088e+07\nother 1\n'
  const address = await metricsServer(t, text, text)
  assert.equal(await residentBytes(address, noFiles, {}), 42713088)
  assert.equal(await residentBytes(`http://${address}`, noFiles, {}), 42713088)
})

const unreadable: readonly (readonly [text: string, message: string])[] = [
  ['', 'could not find: process_resident_memory_bytes'],
  ['process_resident_memory_bytes x\n', 'parse error: strconv.ParseFloat: parsing "x": invalid syntax'],
]

for (const [text, message] of unreadable) {
  test(`metrics of ${JSON.stringify(text)} are refused`, async (t) => {
    const address = await metricsServer(t, text)
    await assert.rejects(residentBytes(address, noFiles, {}), new MetricsError(message))
  })
}

test('a metrics page that cannot be had is named', async () => {
  await assert.rejects(
    residentBytes('127.0.0.1:1', noFiles, {}),
    /^Error: fetch error: Get "http:\/\/127\.0\.0\.1:1\/metrics": /,
  )
})

test('metrics over https are taken from a server with the right alternative name only, whatever its common name is', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const authority = { name: 'authority', ...createIdentity({ name: 'authority' }) }
  const cacert = join(folder, 'ca.pem')
  writeFileSync(cacert, authority.cert)
  const identity = createIdentity({ name: 'localhost', issuer: authority, hosts: ['127.0.0.1'] })
  const server = createSecureServer(identity, (_request, response) => response.end('process_resident_memory_bytes 7\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  assert.equal(await residentBytes(`https://127.0.0.1:${port}`, { ...noFiles, cacert }, {}), 7)
  await assert.rejects(residentBytes(`https://localhost:${port}`, { ...noFiles, cacert }, {}), /is not for localhost/)
})

const none = { keys: 0, writers: 1 }
const loads = { s: { keys: 20, writers: 5 }, m: none, l: none, xl: none }

async function emptyServer(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server
    .on(KV.range, [answer({ header })])
    .on(KV.put, [answer({ header })])
    .on(KV.deleteRange, [answer({ header })])
}

/** Runs the check with 20 keys; `memory` is what the server takes at each look, undefined for no answer. */
async function check(
  t: TestContext,
  server: FakeServer,
  memory: (number | undefined)[],
  options: Partial<FakeAppOptions> = {},
) {
  const app = fakeApp(t, { endpoints: [server.endpoint], ...options })
  const readMemory = async () => memory.shift() ?? Promise.reject(new MetricsError('could not find: it'))
  const { code } = await runCommand(app, checkDatascaleWith({ loads, residentBytes: readMemory }), [])
  return { code, ...app.written }
}

const started =
  'Start data scale check for work load [20 key-value pairs, 1024 bytes per key-value, 5 concurrent clients].\n'

test('check datascale writes its keys, deletes them and shows what the memory has grown by', async (t) => {
  const server = await emptyServer(t)
  const stdout = `${started}PASS: Approximate system memory used : 2.50 MB.\n`
  assert.deepEqual(await check(t, server, [1048576, 3670016]), { code: 0, stdout, stderr: '' })
  const puts = server.requests(KV.put)
  assert.equal(new Set(puts.map(({ key }) => Buffer.from(key).toString('hex'))).size, 20)
  assert.deepEqual([...new Set(puts.map(({ value }) => value.length))], [512])
  assert.equal(server.requests(KV.deleteRange).length, 1)
})

test('check datascale writes nothing when the memory cannot be read before', async (t) => {
  const server = await emptyServer(t)
  const verdict = 'FAIL: Could not read process_resident_memory_bytes before the put operations.\n'
  const expected = { code: 1, stdout: `could not find: it\n${verdict}`, stderr: '' }
  assert.deepEqual(await check(t, server, []), expected)
  assert.equal(server.requests(KV.put).length, 0)
})

test('check datascale deletes its keys also when the memory cannot be read after', async (t) => {
  const server = await emptyServer(t)
  const verdict = 'FAIL: Could not read process_resident_memory_bytes after the put operations.\n'
  const expected = { code: 1, stdout: `${started}could not find: it\n${verdict}`, stderr: '' }
  assert.deepEqual(await check(t, server, [1]), expected)
  assert.equal(server.requests(KV.deleteRange).length, 1)
})

test('check datascale fails with the errors of its puts', async (t) => {
  const server = await emptyServer(t)
  server.on(KV.put, [fail('ResourceExhausted', 'etcdserver: mvcc: database space exceeded')])
  const stdout = `${started}FAIL: too many errors\nFAIL: ERROR(etcdserver: mvcc: database space exceeded) -> 20\n`
  assert.deepEqual(await check(t, server, [1, 2]), { code: 1, stdout, stderr: '' })
})

test('an interrupted check datascale deletes its keys and ends as the signal would have ended it', async (t) => {
  const server = await emptyServer(t)
  const controller = new AbortController()
  server.on(KV.put, () => {
    controller.abort('SIGINT')
    return answer({ header })
  })
  const run = await check(t, server, [1, 2], { interrupts: controller.signal })
  assert.deepEqual(run, { code: 130, stdout: started, stderr: '' })
  assert.ok(server.requests(KV.put).length <= 6)
  assert.equal(server.requests(KV.deleteRange).length, 1)
})

test('check datascale refuses to start where there are keys', async (t) => {
  const server = await startFakeServer(t)
  const bytes = new Uint8Array()
  const kv = { key: bytes, value: bytes, createRevision: 1n, modRevision: 1n, version: 1n, lease: 0n }
  server.on(KV.range, [answer({ header, kvs: [kv], count: 1n })])
  const app = fakeApp(t, { endpoints: [server.endpoint] })
  const message = 'prefix "p" has keys. Delete with etcdctl del --prefix p first'
  assert.deepEqual(await runCommand(app, checkDatascale, ['--prefix=p']), { code: 3, message })
})

test('check datascale passes on the error of its first read', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const app = fakeApp(t, { endpoints: [server.endpoint] })
  const expected = { code: 1, message: 'etcdserver: permission denied' }
  assert.deepEqual(await runCommand(app, checkDatascale, []), expected)
})
