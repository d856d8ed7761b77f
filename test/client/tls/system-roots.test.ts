import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { readTls } from '../../../src/client/tls/read-tls.ts'
import { systemRoots } from '../../../src/client/tls/system-roots.ts'
import { authority } from '../../support/certificate-builder.ts'

const folder = mkdtempSync(join(tmpdir(), 'etcdctl-ts-roots-'))
after(() => rmSync(folder, { recursive: true }))
const [one, two] = [authority({ name: 'one' }).cert, authority({ name: 'two' }).cert]
const [bundle, first, second] = [join(folder, 'bundle.pem'), join(folder, 'first'), join(folder, 'second')]
writeFileSync(bundle, one)
for (const each of [first, second]) mkdirSync(each)
writeFileSync(join(first, 'one.pem'), one)
symlinkSync('one.pem', join(first, 'hash.0'))
symlinkSync(join(first, 'one.pem'), join(second, 'elsewhere.pem'))
writeFileSync(join(second, 'two.pem'), two)

const gone = join(folder, 'gone')

test('SSL_CERT_FILE stands for the file with the roots of the system', () => {
  assert.deepEqual(systemRoots({ SSL_CERT_FILE: bundle, SSL_CERT_DIR: gone }), [one])
})

test('SSL_CERT_DIR stands for the folders, several of them with colons, without links within them', () => {
  assert.deepEqual(systemRoots({ SSL_CERT_FILE: gone, SSL_CERT_DIR: first }), [one])
  assert.deepEqual(systemRoots({ SSL_CERT_FILE: gone, SSL_CERT_DIR: `${gone}:${first}:${second}` }), [one, one, two])
})

test('roots in folders are added to those of the file, each once', () => {
  assert.deepEqual(systemRoots({ SSL_CERT_FILE: bundle, SSL_CERT_DIR: `${first}:${second}` }), [one, two])
})

test('variables that name nothing trust nobody', () => {
  assert.deepEqual(systemRoots({ SSL_CERT_FILE: gone, SSL_CERT_DIR: gone }), [])
})

test('without --cacert the variables for the roots of the system count', () => {
  const flags = { cacert: '', cert: '', key: '', isForced: true, skipVerify: false, serverName: '' }
  assert.deepEqual(readTls(flags, { SSL_CERT_FILE: bundle, SSL_CERT_DIR: gone }).ca, [one])
})
