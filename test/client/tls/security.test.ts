import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, type TestContext } from 'node:test'
import { readTls } from '../../../src/client/tls/read-tls.ts'
import { securityFor } from '../../../src/client/tls/security.ts'
import { type TlsFlags, wantsTls } from '../../../src/client/tls/tls-flags.ts'
import { KV } from '../../../src/rpc/services.ts'
import { issue } from '../../support/certificate-builder.ts'
import { createCertificates, type IdentityFiles } from '../../support/certificates.ts'
import { answer, type FakeServer, startFakeServer } from '../../support/fake-server.ts'
import { bytes, openTestClient, patient } from '../open.ts'

const folder = mkdtempSync(join(tmpdir(), 'etcdctl-ts-tls-'))
after(() => rmSync(folder, { recursive: true }))
const files = createCertificates(folder)

const none: TlsFlags = { cacert: '', cert: '', key: '', isForced: false, skipVerify: false, serverName: '' }

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function block(type: string, body: string): string {
  return `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`
}

/** With one bit changed in the private half of a P-256 key. */
function flipped(key: Buffer): Buffer {
  const at = key.indexOf(Buffer.of(4, 32)) + 2
  return Buffer.concat([key.subarray(0, at), Buffer.of((key[at] ?? 0) ^ 1), key.subarray(at + 1)])
}

const clientCert = readFileSync(files.client.cert, 'utf8')
const clientKey = readFileSync(files.client.key, 'utf8')
const text = write('text.pem', 'hello\n')
const garbage = write('garbage.pem', block('CERTIFICATE', 'AAAA'))
const noBase64 = write('no-base64.pem', block('CERTIFICATE', '!!!!'))
const badKey = write('bad-key.pem', block('PRIVATE KEY', 'AAAA'))
const keyAndCert = write('key-and-cert.pem', clientKey + clientCert)
const certAndKey = write('cert-and-key.pem', clientCert + clientKey)
/** Its public half is as it was. */
const broken = write(
  'broken-key.pem',
  block('PRIVATE KEY', flipped(Buffer.from(clientKey.replace(/-----.*-----|\n/g, ''), 'base64')).toString('base64')),
)
const other = write('other.pem', block('EC PARAMETERS', 'AAAA'))
const caDer = new X509Certificate(readFileSync(files.ca)).raw
const trailing = write(
  'trailing.pem',
  block('CERTIFICATE', Buffer.concat([caDer, Buffer.from([5, 0])]).toString('base64')),
)
const pemOf = (der: Buffer): string => block('CERTIFICATE', der.toString('base64'))
const cutShort = write('cut.pem', pemOf(caDer.subarray(0, -1)))
const emptied = write('emptied.pem', pemOf(Buffer.of(0x30, 0)))
const badSerial = write('serial.pem', issue({ serial: Buffer.of(0, 1) }).cert)
const negativeSerial = write('negative.pem', issue({ serial: Buffer.of(0x81) }).cert)
const goodAndCut = write('good-and-cut.pem', readFileSync(files.ca, 'utf8') + pemOf(caDer.subarray(0, -1)))
const asFolder = join(folder, 'folder')
mkdirSync(asFolder)
const missing = join(folder, 'missing.pem')
const loop = join(folder, 'loop.pem')
symlinkSync('loop.pem', loop)

const { cert, key } = files.client
const wrongKey = files.wrongClient.key
const refused: readonly (readonly [string, Partial<TlsFlags>, string])[] = [
  ['a certificate alone', { cert }, `KeyFile and CertFile must both be present[key: , cert: ${cert}]`],
  ['a key alone', { key }, `KeyFile and CertFile must both be present[key: ${key}, cert: ]`],
  ['no CA file', { cacert: missing }, `open ${missing}: no such file or directory`],
  ['no certificate file', { cert: missing, key }, `open ${missing}: no such file or directory`],
  ['no key file', { cert, key: missing }, `open ${missing}: no such file or directory`],
  ['a folder', { cacert: asFolder }, `read ${asFolder}: is a directory`],
  ['a file below a file', { cacert: `${text}/ca.pem` }, `open ${text}/ca.pem: not a directory`],
  ['a link to itself', { cacert: loop }, `open ${loop}: too many levels of symbolic links`],
  ["another certificate's key", { cert, key: wrongKey }, 'tls: private key does not match public key'],
  ['bytes behind the CA', { cacert: trailing }, 'x509: trailing data'],
  ['garbage in the CA', { cacert: garbage }, 'x509: malformed certificate'],
  ['a CA that is cut short', { cacert: cutShort }, 'x509: malformed certificate'],
  ['a CA that is not even a sequence', { cacert: emptied }, 'x509: malformed tbs certificate'],
  ['a CA with a malformed serial number', { cacert: badSerial }, 'x509: malformed serial number'],
  ['a CA with a negative serial number', { cacert: negativeSerial }, 'x509: negative serial number'],
  ['a damaged CA behind a good one', { cacert: goodAndCut }, 'x509: malformed certificate'],
  ['a client certificate that is cut short', { cert: cutShort, key }, 'x509: malformed certificate'],
  ['a client certificate with a malformed serial number', { cert: badSerial, key }, 'x509: malformed serial number'],
  ['bytes behind the client certificate', { cert: trailing, key }, 'x509: trailing data'],
  ['a key in the CA', { cacert: certAndKey }, 'x509: malformed tbs certificate'],
  ['garbage as certificate', { cert: garbage, key }, 'x509: malformed certificate'],
  ['text as certificate', { cert: text, key }, 'tls: failed to find any PEM data in certificate input'],
  ['no base64 in the certificate', { cert: noBase64, key }, 'tls: failed to find any PEM data in certificate input'],
  [
    'a key as certificate',
    { cert: key, key },
    'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
  ],
  [
    'another block as certificate',
    { cert: other, key },
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [EC PARAMETERS]',
  ],
  ['text as key', { cert, key: text }, 'tls: failed to find any PEM data in key input'],
  [
    'a certificate as key',
    { cert, key: cert },
    'tls: found a certificate rather than a key in the PEM for the private key',
  ],
  [
    'another block as key',
    { cert, key: other },
    'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [EC PARAMETERS]',
  ],
  ['garbage as key', { cert, key: badKey }, 'tls: failed to parse private key'],
  ['a key that is broken', { cert, key: broken }, 'tls: private key does not match public key'],
]

test("TLS files that do not fit are refused in Go's words with exit code 128", () => {
  for (const [name, flags, message] of refused) {
    assert.throws(() => readTls({ ...none, ...flags }), { message, exitCode: 128 }, name)
  }
})

test('a certificate and its key are found among other blocks of their files', () => {
  for (const pair of [
    { cert, key },
    { cert: keyAndCert, key: certAndKey },
  ]) {
    readTls({ ...none, ...pair })
  }
})

test('flags that ask for TLS', () => {
  const asking: Partial<TlsFlags>[] = [
    { cacert: 'x' },
    { cert: 'x' },
    { key: 'x' },
    { isForced: true },
    { serverName: 'x' },
  ]
  for (const flags of asking) assert.equal(wantsTls({ ...none, ...flags }, false), true)
  assert.equal(wantsTls(none, true), false)
  assert.equal(wantsTls({ ...none, skipVerify: true }, false), false)
  assert.equal(wantsTls({ ...none, skipVerify: true }, true), true)
})

async function startTls(t: TestContext, identity: IdentityFiles): Promise<FakeServer> {
  const tls = { cert: readFileSync(identity.cert), key: readFileSync(identity.key) }
  const server = await startFakeServer(t, { tls })
  return server.on(KV.range, [answer({ count: 1n })])
}

async function ask(t: TestContext, endpoint: string, flags: Partial<TlsFlags>): Promise<bigint> {
  const all = { ...none, ...flags }
  const load = securityFor(readTls(all), all)
  const client = await openTestClient(t, [endpoint], { security: load })
  return (await client.kv.range({ key: bytes('k') }, patient())).count
}

test('a server is trusted for the addresses and names that its certificate lists', async (t) => {
  const { port } = await startTls(t, files.server)
  assert.equal(await ask(t, `127.0.0.1:${port}`, { cacert: files.ca }), 1n)
  assert.equal(await ask(t, `https://localhost:${port}`, { cacert: files.ca }), 1n)
})

test('a name that is asked for in place of the host must be in the certificate', async (t) => {
  const { endpoint } = await startTls(t, files.otherName)
  assert.equal(await ask(t, endpoint, { cacert: files.ca, serverName: 'elsewhere.example' }), 1n)
})

interface Explained {
  readonly message: string
  readonly remarks: readonly string[]
}

async function remarksFor(t: TestContext, endpoint: string, flags: Partial<TlsFlags>): Promise<readonly string[]> {
  const error: Explained | undefined = await ask(t, endpoint, flags).then(
    () => undefined,
    (thrown: Explained) => thrown,
  )
  assert.equal(error?.message, 'context deadline exceeded')
  return error.remarks
}

test('a certificate that is not trusted ends the call at once with the reason', async (t) => {
  const good = (await startTls(t, files.server)).endpoint
  const expired = (await startTls(t, files.expired)).endpoint
  const otherName = (await startTls(t, files.otherName)).endpoint
  assert.deepEqual(await remarksFor(t, good, { cacert: files.wrongCa }), [
    `${good}: TLS: the server's certificate is signed by an unknown authority; check --cacert`,
  ])
  assert.deepEqual(await remarksFor(t, good, { cacert: text }), [
    `${good}: TLS: the server's certificate is signed by an unknown authority; check --cacert`,
  ])
  assert.deepEqual(await remarksFor(t, expired, { cacert: files.ca }), [
    `${expired}: TLS: the server's certificate has expired; renew it, or check the clock`,
  ])
  assert.deepEqual(await remarksFor(t, otherName, { cacert: files.ca }), [
    `${otherName}: TLS: the server's certificate is not for 127.0.0.1; check the endpoint name and the SANs`,
  ])
})

test('without verification any certificate will do', async (t) => {
  for (const identity of [files.server, files.expired, files.otherName]) {
    const { endpoint } = await startTls(t, identity)
    assert.equal(await ask(t, endpoint, { cacert: files.wrongCa, skipVerify: true }), 1n)
  }
})
