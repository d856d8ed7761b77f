import assert from 'node:assert/strict'
import test from 'node:test'
import { parseCertificate } from '../../../../src/client/tls/x509/certificate.ts'
import { DerReader, tags } from '../../../../src/client/tls/x509/der.ts'
import { ecKey, extension, issue, names } from '../../../support/certificate-builder.ts'
import { element, objectId, sequence, set, utf8 } from '../../../support/der.ts'

const { der } = issue({ extensions: [names('DNS:a', 'IP:7f000001', 'email:b@c', 'URI:spiffe://d/e')] })

/** The parts of a certificate's body, as they are encoded. */
function parts(certificate: Buffer): Buffer[] {
  const body = new DerReader(certificate).readSequence('').readSequence('')
  const found: Buffer[] = []
  while (!body.isEmpty) found.push(body.readAny('').whole)
  return found
}

/** The certificate with one part of its body replaced; the signature does not matter here. */
function withPart(at: number, part: Buffer): Buffer {
  const outer = new DerReader(der).readSequence('')
  outer.read(tags.sequence, '')
  const body = parts(der)
  body[at] = part
  return sequence(sequence(...body), outer.readAny('').whole, outer.readAny('').whole)
}

function bits(...bytes: number[]): Buffer {
  return element(0x03, Buffer.from(bytes))
}

const [version, serial, algorithm, issuer, validity, subject, key] = [0, 1, 2, 3, 4, 5, 6]
const text = (tag: number, ...bytes: number[]) =>
  sequence(set(sequence(objectId('2.5.4.3'), element(tag, Buffer.from(bytes)))))
const formOf = (digits: string) => (/^\d{14}/.test(digits) ? 0x18 : 0x17)
const times = (from: string, until: string) =>
  sequence(element(formOf(from), Buffer.from(from)), element(formOf(until), Buffer.from(until)))
const keyOf = (id: string, parameters: Buffer, bytes: Buffer) => sequence(sequence(objectId(id), parameters), bytes)
const noParameters = Buffer.alloc(0)
const rsaOf = (modulus: number[], exponent: number[]) => {
  const numbers = sequence(element(2, Buffer.from(modulus)), element(2, Buffer.from(exponent)))
  return keyOf('1.2.840.113549.1.1.1', element(5), bits(0, ...numbers))
}

/** What each is, and what Go 1.26 says of it (played against Go). */
const malformed: readonly (readonly [name: string, der: Buffer, message: string])[] = [
  ['nothing', Buffer.alloc(0), 'x509: malformed certificate'],
  ['text', Buffer.from('text'), 'x509: malformed certificate'],
  ['the outer sequence is incomplete', der.subarray(0, -1), 'x509: malformed certificate'],
  ['only the first half', der.subarray(0, der.length / 2), 'x509: malformed certificate'],
  [
    'the length takes more bytes than it needs',
    Buffer.concat([Buffer.of(0x30, 0x83, 0), der.subarray(2)]),
    'x509: malformed certificate',
  ],
  ['an empty sequence', sequence(), 'x509: malformed tbs certificate'],
  ['a number in place of the body', sequence(element(2, Buffer.of(1))), 'x509: malformed tbs certificate'],
  ['the body is incomplete', sequence(Buffer.of(0x30, 5, 1)), 'x509: malformed tbs certificate'],
  ['version as text', withPart(version, element(0xa0, utf8('2'))), 'x509: malformed version'],
  [
    'version and more',
    withPart(version, element(0xa0, element(2, Buffer.of(2)), utf8('x'))),
    'x509: malformed version',
  ],
  ['version 4', withPart(version, element(0xa0, element(2, Buffer.of(3)))), 'x509: invalid version'],
  ['a private key', sequence(sequence(element(2, Buffer.of(0)))), 'x509: malformed signature algorithm identifier'],
  ['serial as text', withPart(serial, utf8('1')), 'x509: malformed serial number'],
  ['serial of no bytes', withPart(serial, element(2)), 'x509: malformed serial number'],
  ['serial longer than it needs to be', withPart(serial, element(2, Buffer.of(0, 1))), 'x509: malformed serial number'],
  ['negative serial', withPart(serial, element(2, Buffer.of(0x80))), 'x509: negative serial number'],
  ['no algorithm', withPart(algorithm, utf8('x')), 'x509: malformed signature algorithm identifier'],
  [
    'another algorithm outside',
    withPart(algorithm, sequence(objectId('1.2.3'))),
    "x509: inner and outer signature algorithm identifiers don't match",
  ],
  ['issuer as text', withPart(issuer, utf8('x')), 'x509: malformed issuer'],
  ['issuer of texts', withPart(issuer, sequence(utf8('x'))), 'x509: invalid RDNSequence'],
  ['attribute as text', withPart(subject, sequence(set(utf8('x')))), 'x509: invalid RDNSequence: invalid attribute'],
  [
    'attribute without a type',
    withPart(subject, sequence(set(sequence(utf8('x'))))),
    'x509: invalid RDNSequence: invalid attribute type',
  ],
  [
    'attribute without a value',
    withPart(subject, sequence(set(sequence(objectId('2.5.4.3'))))),
    'x509: invalid RDNSequence: invalid attribute value',
  ],
  [
    'no UTF-8',
    withPart(subject, text(12, 0xff)),
    'x509: invalid RDNSequence: invalid attribute value: invalid UTF-8 string',
  ],
  [
    'no printable text',
    withPart(subject, text(19, 0x5f)),
    'x509: invalid RDNSequence: invalid attribute value: invalid PrintableString',
  ],
  [
    'no ASCII',
    withPart(subject, text(22, 0x80)),
    'x509: invalid RDNSequence: invalid attribute value: invalid IA5String',
  ],
  [
    'no digits',
    withPart(subject, text(18, 0x61)),
    'x509: invalid RDNSequence: invalid attribute value: invalid NumericString',
  ],
  [
    'half a wide letter',
    withPart(subject, text(30, 0)),
    'x509: invalid RDNSequence: invalid attribute value: invalid BMPString',
  ],
  [
    'half of a pair of wide letters',
    withPart(subject, text(30, 0xd8, 0)),
    'x509: invalid RDNSequence: invalid attribute value: invalid BMPString',
  ],
  [
    'text of an unknown type',
    withPart(subject, text(26, 0x61)),
    'x509: invalid RDNSequence: invalid attribute value: unsupported string type: 26',
  ],
  ['times as text', withPart(validity, sequence(utf8('x'))), 'x509: unsupported time format'],
  ['no day', withPart(validity, times('250230000000Z', '350101000000Z')), 'x509: malformed UTCTime'],
  ['no hour', withPart(validity, times('20250101240000Z', '350101000000Z')), 'x509: malformed GeneralizedTime'],
  ['no month', withPart(validity, times('251301000000Z', '350101000000Z')), 'x509: malformed UTCTime'],
  ['a digit before a time', withPart(validity, times('1250101000000Z', '350101000000Z')), 'x509: malformed UTCTime'],
  ['a digit behind a time', withPart(validity, times('250101000000Z0', '350101000000Z')), 'x509: malformed UTCTime'],
  [
    'a digit before a long time',
    withPart(validity, times('120250101000000Z', '350101000000Z')),
    'x509: malformed GeneralizedTime',
  ],
  [
    'a digit behind a long time',
    withPart(validity, times('20250101000000Z0', '350101000000Z')),
    'x509: malformed GeneralizedTime',
  ],
  ['no zone', withPart(validity, times('250101000000Z', '20350101000000')), 'x509: malformed GeneralizedTime'],
  ['key as text', withPart(key, utf8('x')), 'x509: malformed spki'],
  ['key without its kind', withPart(key, sequence(utf8('x'))), 'x509: malformed public key algorithm identifier'],
  [
    'RSA without parameters',
    withPart(key, keyOf('1.2.840.113549.1.1.1', noParameters, bits(0, 1))),
    'x509: RSA key missing NULL parameters',
  ],
  [
    'RSA without numbers',
    withPart(key, keyOf('1.2.840.113549.1.1.1', element(5), bits(0, 1))),
    'x509: invalid RSA public key',
  ],
  ['RSA with a modulus of too many bytes', withPart(key, rsaOf([0, 1], [3])), 'x509: invalid RSA modulus'],
  ['RSA with a negative modulus', withPart(key, rsaOf([0x80], [3])), 'x509: RSA modulus is not a positive number'],
  ['RSA with a modulus of 0', withPart(key, rsaOf([0], [3])), 'x509: RSA modulus is not a positive number'],
  [
    'RSA with a negative exponent',
    withPart(key, rsaOf([5], [0xff])),
    'x509: RSA public exponent is not a positive number',
  ],
  [
    'Ed25519 with parameters',
    withPart(key, keyOf('1.3.101.112', element(5), bits(0, ...new Array<number>(32).fill(1)))),
    'x509: Ed25519 key encoded with illegal parameters',
  ],
  [
    'unknown curve',
    withPart(key, keyOf('1.2.840.10045.2.1', objectId('1.3.132.0.10'), bits(0, 4))),
    'x509: unsupported elliptic curve',
  ],
  [
    'compressed point',
    withPart(key, keyOf('1.2.840.10045.2.1', objectId('1.2.840.10045.3.1.7'), bits(0, 2, 1))),
    'ecdsa: invalid uncompressed public key',
  ],
  [
    'short point',
    withPart(key, keyOf('1.2.840.10045.2.1', objectId('1.2.840.10045.3.1.7'), bits(0, 4, 1))),
    'invalid P256 point encoding',
  ],
  [
    'point beside the curve',
    withPart(
      key,
      keyOf('1.2.840.10045.2.1', objectId('1.2.840.10045.3.1.7'), bits(0, 4, ...new Array<number>(64).fill(1))),
    ),
    'P256 point not on curve',
  ],
  [
    'short Ed25519 key',
    withPart(key, keyOf('1.3.101.112', noParameters, bits(0, 1))),
    'x509: wrong Ed25519 public key size',
  ],
  ['bytes behind it', Buffer.concat([der, Buffer.of(5, 0)]), 'x509: trailing data'],
]

test("a certificate that Go cannot read is refused in Go's words", () => {
  for (const [name, bytes, message] of malformed) assert.throws(() => parseCertificate(bytes), { message }, name)
})

test('an exponent that Go reads but does not verify with is refused when it is read', () => {
  const message = 'x509: invalid RSA public exponent'
  assert.throws(() => parseCertificate(withPart(key, rsaOf([5], [1, 0, 0, 0, 1]))), { message })
})

/** Extensions that Go cannot read, by what it says of them. */
const badExtensions: readonly (readonly [message: string, extension: Buffer])[] = [
  ['x509: invalid key usage', extension('2.5.29.15', utf8('x'))],
  ['x509: invalid basic constraints', extension('2.5.29.19', utf8('x'))],
  ['x509: invalid extended key usages', extension('2.5.29.37', sequence(utf8('x')))],
  ['x509: invalid subject alternative names', extension('2.5.29.17', utf8('x'))],
  ['x509: SAN dNSName is malformed', names('DNS:\xe9')],
  ['x509: SAN rfc822Name is malformed', names('email:\xe9')],
  ['x509: cannot parse IP address of length 3', names('IP:7f0000')],
  ['x509: invalid NameConstraints extension', extension('2.5.29.30', utf8('x'))],
  ['x509: empty name constraints extension', extension('2.5.29.30', sequence())],
  ['x509: invalid subject key identifier', extension('2.5.29.14', utf8('x'))],
  ['x509: subject key identifier incorrectly marked critical', extension('2.5.29.14', utf8('x'), true)],
  ['x509: invalid authority key identifier', extension('2.5.29.35', utf8('x'))],
  ['x509: invalid certificate policies', extension('2.5.29.32', sequence(utf8('x')))],
  ['x509: invalid policy constraints extension', extension('2.5.29.36', utf8('x'))],
  ['x509: invalid inhibit any policy extension', extension('2.5.29.54', utf8('x'))],
  ['x509: invalid CRL distribution points', extension('2.5.29.31', utf8('x'))],
  ['x509: invalid authority info access', extension('1.3.6.1.5.5.7.1.1', utf8('x'))],
]

test("an extension that Go cannot read is refused in Go's words", () => {
  for (const [message, bad] of badExtensions) {
    assert.throws(() => parseCertificate(issue({ extensions: [bad] }).der), { message }, message)
  }
})

test('what trust depends on is read from a certificate', () => {
  const certificate = parseCertificate(der)
  const { alternativeNames } = certificate
  assert.deepEqual(alternativeNames, {
    dns: ['a'],
    addresses: [Buffer.of(127, 0, 0, 1)],
    emails: ['b@c'],
    uris: ['spiffe://d/e'],
  })
  assert.deepEqual(certificate.publicKey, { kind: 'ec', bits: 256 })
  assert.equal(certificate.signedWith, 'ec')
  assert.deepEqual([certificate.version, certificate.maySign, certificate.hasUnknownCritical], [3, true, false])
  assert.ok(certificate.notBefore < Date.now() && certificate.notAfter > Date.now())
})

test('keys are read with their kind and size', () => {
  const read = (bytes: Buffer) => parseCertificate(withPart(key, bytes)).publicKey
  const pointOf = (curve: string) => ecKey(curve).publicKey.export({ type: 'spki', format: 'der' })
  assert.deepEqual(read(rsaOf([0, 0x80], [3])), { kind: 'rsa', bits: 8 })
  assert.deepEqual(read(rsaOf([0x7f], [1])), { kind: 'rsa', bits: 7 })
  assert.deepEqual(read(rsaOf([1, 0], [0x7f, 0xff, 0xff, 0xff])), { kind: 'rsa', bits: 9 })
  assert.deepEqual(read(pointOf('P-224')), { kind: 'ec', bits: 224 })
  assert.deepEqual(read(pointOf('P-384')), { kind: 'ec', bits: 384 })
  assert.deepEqual(read(pointOf('P-521')), { kind: 'ec', bits: 521 })
  assert.equal(read(keyOf('1.3.101.113', noParameters, bits(0, 1))).kind, 'other')
})

test('times are read as Go reads them', () => {
  const read = (from: string) => parseCertificate(withPart(validity, times(from, '20990101000000Z'))).notBefore
  assert.equal(read('490101000000Z'), Date.UTC(2049, 0, 1))
  assert.equal(read('500101000000Z'), Date.UTC(1950, 0, 1))
  assert.equal(read('2501010000Z'), Date.UTC(2025, 0, 1))
  assert.equal(read('250101000000+0130'), Date.UTC(2024, 11, 31, 22, 30))
  assert.equal(read('250101000000-0130'), Date.UTC(2025, 0, 1, 1, 30))
  assert.equal(read('250101000000+1000'), Date.UTC(2024, 11, 31, 14))
  assert.equal(read('20250101000000Z'), Date.UTC(2025, 0, 1))
})
