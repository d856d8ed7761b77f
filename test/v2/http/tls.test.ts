import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ClusterFailure, V2Failure } from '../../../src/v2/failure.ts'
import { openV2Client, type V2Settings } from '../../../src/v2/http/client.ts'
import { authority, type Issued } from '../../support/certificate-builder.ts'
import { type Certificates, createCertificates, type IdentityFiles } from '../../support/certificates.ts'
import { leafOf } from '../../trust/scenario.ts'
import { json, type ScriptedServer, startScriptedServer } from './scripted-server.ts'
import { settings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'v2-tls-'))
const servers: ScriptedServer[] = []
let files: Certificates

before(() => {
  files = createCertificates(folder)
})

after(() => {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
})

async function secureServer({ cert, key }: IdentityFiles, asksForClient = false): Promise<ScriptedServer> {
  const clientCheck = asksForClient ? { requestCert: true, rejectUnauthorized: true, ca: readFileSync(files.ca) } : {}
  const identity = { cert: readFileSync(cert), key: readFileSync(key), ...clientCheck }
  const server = await startScriptedServer(() => json(200, '{}'), identity)
  servers.push(server)
  return server
}

async function ask(given: Partial<V2Settings>): Promise<number> {
  const client = await openV2Client(settings({ noSync: true, ...given }))
  try {
    return (await client.send({ method: 'GET', path: '/v2/keys/a' })).status
  } finally {
    client.close()
  }
}

async function problemOf(given: Partial<V2Settings>): Promise<string> {
  try {
    await ask(given)
  } catch (error) {
    if (error instanceof ClusterFailure) return error.failures.map(({ message }) => message).join('\n')
    assert.ok(error instanceof V2Failure, String(error))
    return `${error.exitCode} ${error.message}`
  }
  return ''
}

test('a server that the CA file vouches for is asked, over one connection', async () => {
  const server = await secureServer(files.server)
  const client = await openV2Client(settings({ noSync: true, endpoints: server.url, caFile: files.ca }))
  for (let round = 0; round < 2; round++) {
    assert.equal((await client.send({ method: 'GET', path: '/v2/keys/a' })).status, 200)
  }
  client.close()
  assert.deepEqual(
    server.requests.map(({ connection }) => connection),
    [1, 1],
  )
})

test('the files may be named by variables', async () => {
  const { url } = await secureServer(files.server)
  assert.equal(await ask({ endpoints: url, env: { ETCDCTL_CA_FILE: files.ca } }), 200)
})

test('a client certificate is shown', async () => {
  const { url } = await secureServer(files.server, true)
  const { cert, key } = files.client
  assert.equal(await ask({ endpoints: url, caFile: files.ca, certFile: cert, keyFile: key }), 200)
})

test('a server that wants a client certificate refuses others', async () => {
  const { url } = await secureServer(files.server, true)
  assert.match(
    await problemOf({ endpoints: url, caFile: files.ca }),
    /^remote error: tls: certificate required$|^(?:write|read) tcp .*: (?:broken pipe|connection reset by peer)$/,
  )
})

const frame = 'tls: failed to verify certificate: x509: '

test('a server of an unknown authority is refused', async () => {
  const { url } = await secureServer(files.server)
  const unknown = `${frame}certificate signed by unknown authority`
  assert.equal(await problemOf({ endpoints: url, caFile: files.wrongCa }), unknown)
  assert.equal(await problemOf({ endpoints: url }), unknown)
})

function saved(name: string, { cert, key }: Issued): IdentityFiles {
  const paths = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) }
  writeFileSync(paths.cert, cert)
  writeFileSync(paths.key, key)
  return paths
}

test('an authority made anew under its old name is named', async () => {
  const { url } = await secureServer(saved('of-old', leafOf({ issuer: authority({ name: 'etcd-ca' }) })))
  const { cert: caFile } = saved('anew', authority({ name: 'etcd-ca' }))
  const reason =
    'possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "etcd-ca"'
  const problem = `${frame}certificate signed by unknown authority (${reason})`
  assert.equal(await problemOf({ endpoints: url, caFile }), problem)
})

test('an authority whose time is over is told by its times', async () => {
  const old = authority({ name: 'old-ca', until: -1 })
  const { url } = await secureServer(saved('of-expired', leafOf({ issuer: old })))
  const { cert: caFile } = saved('expired-ca', old)
  assert.match(
    await problemOf({ endpoints: url, caFile }),
    /x509: certificate has expired or is not yet valid: current/,
  )
})

test('a CA file without a certificate trusts nobody', async () => {
  const { url } = await secureServer(files.server)
  const caFile = join(folder, 'no.pem')
  writeFileSync(caFile, 'no certificate\n')
  assert.equal(await problemOf({ endpoints: url, caFile }), `${frame}certificate signed by unknown authority`)
})

test('a server whose time is over is refused', async () => {
  const { url } = await secureServer(files.expired)
  assert.match(
    await problemOf({ endpoints: url, caFile: files.ca }),
    /x509: certificate has expired or is not yet valid: current time \S+Z is after \S+Z$/,
  )
})

test('a server with another name is refused', async () => {
  const { url } = await secureServer(files.otherName)
  const problem = `${frame}cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs`
  assert.equal(await problemOf({ endpoints: url, caFile: files.ca }), problem)
})

test('a server that speaks no TLS is told from one that does', async () => {
  const server = await startScriptedServer(() => json(200, '{}'))
  servers.push(server)
  const { port } = new URL(server.url)
  const secure = await secureServer(files.server)
  assert.equal(await problemOf({ endpoints: secure.url.replace('https', 'http') }), 'EOF')
  server.close()
  assert.notEqual(await problemOf({ endpoints: `https://127.0.0.1:${port}` }), '')
})

test('bad files are refused before anything is sent', async () => {
  const { cert, key } = files.client
  assert.equal(
    await problemOf({ certFile: key, keyFile: files.ca }),
    '1 tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
  )
  assert.equal(
    await problemOf({ certFile: cert, keyFile: files.server.key }),
    '1 tls: private key does not match public key',
  )
})
