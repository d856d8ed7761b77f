import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { createCertificates } from './certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
test.after(() => rmSync(folder, { recursive: true }))
const files = createCertificates(folder)
const load = (path: string) => new X509Certificate(readFileSync(path))
const ca = load(files.ca)

test('the server certificate is signed by the authority and names every loopback host', () => {
  const server = load(files.server.cert)
  assert.equal(server.verify(ca.publicKey), true)
  assert.equal(server.checkIssued(ca), true)
  assert.equal(server.checkHost('localhost'), 'localhost')
  for (const host of ['127.0.0.1', '127.0.0.5', '::1']) assert.equal(server.checkIP(host), host)
  assert.ok(Date.parse(server.validTo) > Date.now())
})

test('the authority signed itself and may sign others', () => {
  assert.equal(ca.verify(ca.publicKey), true)
  assert.equal(ca.ca, true)
})

test('the expired certificate is over', () => {
  assert.ok(Date.parse(load(files.expired.cert).validTo) < Date.now())
})

test('the certificate for another name does not cover loopback', () => {
  const other = load(files.otherName.cert)
  assert.equal(other.checkIP('127.0.0.1'), undefined)
  assert.equal(other.checkHost('elsewhere.example'), 'elsewhere.example')
})

test('the wrong authority did not sign the client', () => {
  assert.equal(load(files.client.cert).verify(load(files.wrongCa).publicKey), false)
  assert.equal(load(files.wrongClient.cert).verify(ca.publicKey), false)
})
