import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import test from 'node:test'
import { parseCertificate } from '../../../../src/client/tls/x509/certificate.ts'
import { signatureKind } from '../../../../src/client/tls/x509/signature.ts'
import { signatureCheck } from '../../../../src/client/tls/x509/signed-by.ts'
import { issue } from '../../../support/certificate-builder.ts'
import { element, integer, objectId, sequence, utf8 } from '../../../support/der.ts'

const isSignedBy = signatureCheck(X509Certificate)
const [sha256, sha384] = ['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2']
const null_ = element(5)
const hashOf = (id: string, ...parameters: Buffer[]) => sequence(objectId(id), ...parameters)
const maskOf = (id: string, hash: Buffer) => sequence(objectId(id), hash)
const mgf1 = '1.2.840.113549.1.1.8'
const usual = hashOf(sha256, null_)

function pss(hash: Buffer, mask: Buffer, salt: number, ...more: Buffer[]): string {
  const fields = [element(0xa0, hash), element(0xa1, mask), element(0xa2, integer(Buffer.of(salt))), ...more]
  return signatureKind({ id: '1.2.840.113549.1.1.10', parameters: sequence(...fields) })
}

test('PSS counts with one hash for message and mask, and a salt of its length', () => {
  assert.equal(pss(usual, maskOf(mgf1, usual), 32), 'rsa')
  assert.equal(pss(hashOf(sha256), maskOf(mgf1, hashOf(sha256)), 32), 'rsa')
  assert.equal(pss(hashOf(sha384, null_), maskOf(mgf1, hashOf(sha384, null_)), 48), 'rsa')
})

test('no other PSS counts, and none that cannot be read', () => {
  assert.equal(pss(usual, maskOf(mgf1, usual), 31), 'unknown', 'a short salt')
  assert.equal(pss(usual, maskOf(mgf1, hashOf(sha384, null_)), 32), 'unknown', 'another hash for the mask')
  assert.equal(pss(usual, maskOf('1.2.840.113549.1.1.9', usual), 32), 'unknown', 'another mask')
  assert.equal(pss(hashOf(sha256, utf8('x')), maskOf(mgf1, usual), 32), 'unknown', 'parameters of the hash')
  assert.equal(pss(usual, maskOf(mgf1, hashOf(sha256, utf8('x'))), 32), 'unknown', "parameters of the mask's hash")
  assert.equal(pss(usual, maskOf(mgf1, usual), 32, element(0xa3, integer(Buffer.of(2)))), 'unknown', 'another trailer')
  for (const parameters of [Buffer.alloc(0), null_, sequence(), sequence(utf8('x'))]) {
    assert.equal(signatureKind({ id: '1.2.840.113549.1.1.10', parameters }), 'unknown')
  }
})

test('what cannot be verified is not signed', () => {
  const root = issue({ name: 'root' })
  const [parsed, signed] = [root, issue({ issuer: root })].map(({ der }) => parseCertificate(der))
  assert.ok(parsed && signed)
  assert.equal(isSignedBy(signed, parsed), true)
  assert.equal(isSignedBy(signed, { ...parsed, der: Buffer.from('x') }), false)
  assert.equal(isSignedBy({ ...signed, der: Buffer.from('x') }, parsed), false)
})
