import assert from 'node:assert/strict'
import { createPublicKey, X509Certificate } from 'node:crypto'
import test from 'node:test'
import type { TlsSecurity } from '../../../src/client/tls/security.ts'
import { checkServer, ServerRefusal, type ShakenServer } from '../../../src/client/tls/server-check.ts'
import { parseCertificate } from '../../../src/client/tls/x509/certificate.ts'
import { signatureCheck } from '../../../src/client/tls/x509/signed-by.ts'
import { authority, ecKey, edwardsKey, issue, type KeyPair, names } from '../../support/certificate-builder.ts'

const root = authority({ name: 'root' })
const between = authority({ name: 'between', issuer: root })
const leafOf = (request: Parameters<typeof issue>[0] = {}) => {
  return issue({ issuer: root, extensions: [names('DNS:a')], ...request })
}
const leaf = leafOf()

const shaken: ShakenServer = {
  sent: [leaf.der],
  trustedRoot: () => [],
  version: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  protocol: 'h2',
  isSignedBy: signatureCheck(X509Certificate),
}

interface Change {
  readonly server?: Partial<ShakenServer>
  readonly security?: Partial<TlsSecurity>
  readonly files?: Partial<TlsSecurity['files']>
}

/** What a server is refused for; undefined for one that is trusted. */
function refusal({ server, security, files }: Change): string | undefined {
  const usual = { pair: undefined, ca: [], authorities: [parseCertificate(root.der)], isCommon: true }
  const flags = { serverName: 'a', rejectUnauthorized: true, hasClientCertificate: false, needsAlpn: true }
  try {
    checkServer({ ...shaken, ...server }, { ...flags, files: { ...usual, ...files }, ...security })
    return undefined
  } catch (error) {
    if (error instanceof ServerRefusal) return error.message
    throw error
  }
}

test('a handshake counts with TLS 1.2 or 1.3, a cipher suite of Go, and HTTP/2', () => {
  const noTls = 'the server speaks no TLS 1.2 or newer'
  const noHttp2 = 'the server does not agree on HTTP/2 (ALPN)'
  const cipher = 'ECDHE-RSA-AES128-GCM-SHA256'
  assert.equal(refusal({}), undefined)
  assert.equal(refusal({ server: { version: 'TLSv1.2', cipher } }), undefined)
  for (const version of ['TLSv1.1', 'TLSv1', 'SSLv3', '']) assert.equal(refusal({ server: { version, cipher } }), noTls)
  const chosen = { version: 'TLSv1.2', cipher: 'AES128-CCM' }
  assert.equal(refusal({ server: chosen }), 'the server chose the cipher suite AES128-CCM')
  for (const protocol of ['', 'http/1.1']) assert.equal(refusal({ server: { protocol } }), noHttp2)
  const security = { needsAlpn: false }
  assert.equal(refusal({ server: { protocol: '' }, security }), undefined)
  assert.equal(refusal({ server: { protocol: 'http/1.1' }, security }), noHttp2)
})

test('without verification of the certificate the handshake and the keys count nevertheless', () => {
  const security = { rejectUnauthorized: false, serverName: 'b' }
  assert.equal(refusal({ security, files: { authorities: [] } }), undefined)
  assert.match(refusal({ security, server: { protocol: '' } }) ?? '', /ALPN/)
  assert.match(refusal({ security, server: { sent: [leafOf({ key: rsaPublic(1023) }).der] } }) ?? '', /1023 bits/)
})

test('a server needs a certificate, and an endpoint a name to look for', () => {
  assert.equal(refusal({ server: { sent: [] } }), 'the server has no certificate')
  assert.equal(refusal({ security: { serverName: '' } }), 'the endpoint has no host to look for in a certificate')
  assert.equal(refusal({ security: { serverName: 'b' } }), "the server's certificate is not for b")
  assert.match(
    refusal({ server: { sent: [Buffer.from('x')] } }) ?? '',
    /^the server's certificate is malformed \(x509: /,
  )
})

/** A public key of this many bits; nothing can be signed with it. */
function rsaPublic(bits: number): KeyPair {
  const modulus = ((1n << BigInt(bits - 1)) + 1n).toString(16)
  const n = Buffer.from(modulus.padStart(modulus.length + (modulus.length % 2), '0'), 'hex').toString('base64url')
  return { ...ecKey(), publicKey: createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e: 'AQAB' } }) }
}

test('RSA keys have 1024 to 8192 bits', () => {
  const of = (bits: number) => refusal({ server: { sent: [leafOf({ key: rsaPublic(bits) }).der] } })
  for (const bits of [1024, 1025, 2047, 2048, 8191, 8192]) assert.equal(of(bits), undefined, `${bits}`)
  for (const bits of [1016, 1023, 8193, 8200]) {
    assert.equal(of(bits), `a certificate of the server has an RSA key of ${bits} bits`)
  }
})

test('keys that Go has no use for are refused as such', () => {
  for (const key of [ecKey('P-224'), edwardsKey('ed448')]) {
    const sent = [leafOf({ key }).der]
    assert.equal(refusal({ server: { sent } }), "the server's certificate has an unsupported type of public key")
  }
})

test("without --cacert the system's roots count, or the one that the TLS library found", () => {
  const server = { sent: [leafOf({ issuer: between }).der, between.der] }
  const unknown = "the server's certificate is signed by an unknown authority"
  const elsewhere = authority({ name: 'elsewhere' })
  const files = { authorities: undefined, ca: ['no certificate', elsewhere.cert, root.cert] }
  assert.equal(refusal({ server, files }), undefined)
  assert.equal(refusal({ server, files: { ...files, ca: [elsewhere.cert] } }), unknown)
  const noFiles = { authorities: undefined, ca: undefined }
  assert.equal(refusal({ server: { ...server, trustedRoot: () => [root.der] }, files: noFiles }), undefined)
  assert.equal(refusal({ server, files: noFiles }), unknown)
})
