import { createPrivateKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { errorCode, fileErrorText } from '../../go/file-error.ts'
import { runtime } from '../../runtime/current.ts'
import { type PemBlock, pemBlocks, toPem } from './pem.ts'
import type { TlsFiles } from './security.ts'
import { type RootVariables, systemRoots } from './system-roots.ts'
import type { TlsFlags } from './tls-flags.ts'
import { type Certificate, parseCertificate } from './x509/certificate.ts'
import { MalformedError } from './x509/der.ts'

/**
 * Reads the TLS files. Throws a UsageError (exit code 128) in Go's words when a file cannot be read or does not fit.
 * Without `--cacert` the system's roots count, as in Go; `env` may name others.
 */
export function readTls({ cert, key, cacert }: TlsFlags, env: RootVariables = {}): TlsFiles {
  if ((cert === '') !== (key === '')) {
    throw new UsageError(`KeyFile and CertFile must both be present[key: ${key}, cert: ${cert}]`)
  }
  const pair = cert === '' ? undefined : readPair(cert, key)
  if (cacert === '') return { pair, ca: systemRoots(env), authorities: undefined, isCommon: false }
  const authorities = readAuthorities(cacert)
  const ca = authorities.map(({ der }) => toPem({ type: 'CERTIFICATE', der }))
  return { pair, ca, authorities, isCommon: pair?.isCommon !== false }
}

interface Pair {
  readonly cert: string
  readonly key: string
  readonly isCommon: boolean
}

function readPair(certPath: string, keyPath: string): Pair {
  const certBlocks = pemBlocks(readPem(certPath))
  const keyBlocks = pemBlocks(readPem(keyPath))
  const certs = certBlocks.filter(({ type }) => type === 'CERTIFICATE')
  const [leaf] = certs
  if (leaf === undefined) throw new UsageError(missingCertificate(certBlocks))
  const key = keyBlocks.find(isKey)
  if (key === undefined) throw new UsageError(missingKey(keyBlocks))
  checkedCertificate(leaf.der)
  const pair = { cert: certs.map(toPem).join(''), key: toPem(key) }
  // nothing can follow the first one: it was parsed
  return { ...pair, isCommon: isCommonKey(checkedKey(pair)) && certs.slice(1).every(isExact) }
}

/** Go's order and words (all releases). */
function checkedKey({ cert, key }: { cert: string; key: string }): KeyObject {
  const certificate = parsed(() => new X509Certificate(cert), 'x509: malformed certificate')
  const privateKey = parsed(() => createPrivateKey(key), 'tls: failed to parse private key')
  if (certificate.publicKey.asymmetricKeyType !== privateKey.asymmetricKeyType) {
    throw new UsageError('tls: private key type does not match public key type')
  }
  if (!certificate.checkPrivateKey(privateKey)) throw new UsageError('tls: private key does not match public key')
  if (!areHalves(privateKey, certificate.publicKey)) throw new UsageError(brokenKey(privateKey))
  return privateKey
}

/** A key file has both halves. Node's library takes them as they are, that of the executables does not. */
function areHalves(privateKey: KeyObject, publicKey: KeyObject): boolean {
  if (runtime.tlsLibrary.comparesKeyHalves) return true
  const text = Buffer.from('etcdctl')
  try {
    return verify(undefined, text, publicKey, sign(undefined, text, privateKey))
  } catch {
    return false
  }
}

/** Go computes the public half of a key on a curve itself, and checks that RSA's numbers go together. */
function brokenKey({ asymmetricKeyType }: KeyObject): string {
  return asymmetricKeyType === 'rsa' ? 'tls: failed to parse private key' : 'tls: private key does not match public key'
}

/** The executables' TLS library knows few other kinds. */
function isCommonKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return true
  return (
    asymmetricKeyType === 'ec' && /^(?:prime256v1|secp384r1|secp521r1)$/.test(asymmetricKeyDetails?.namedCurve ?? '')
  )
}

function parsed<T>(parse: () => T, problem: string): T {
  try {
    return parse()
  } catch {
    throw new UsageError(problem)
  }
}

function isKey({ type }: PemBlock): boolean {
  return type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')
}

/** Go's words for a certificate file (all releases). */
function missingCertificate(blocks: readonly PemBlock[]): string {
  const [first] = blocks
  if (first === undefined) return 'tls: failed to find any PEM data in certificate input'
  if (blocks.length === 1 && isKey(first)) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
  }
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: ${typesOf(blocks)}`
}

function missingKey(blocks: readonly PemBlock[]): string {
  const [first] = blocks
  if (first === undefined) return 'tls: failed to find any PEM data in key input'
  if (blocks.length === 1 && first.type === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key'
  }
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: ${typesOf(blocks)}`
}

function typesOf(blocks: readonly PemBlock[]): string {
  return `[${blocks.map(({ type }) => type).join(' ')}]`
}

/** A file without a PEM block trusts nothing; every block must be a certificate, whatever it is called (as in Go). */
function readAuthorities(path: string): Certificate[] {
  return pemBlocks(readPem(path)).map(({ der }) => {
    const certificate = checkedCertificate(der)
    parsed(() => new X509Certificate(der), 'x509: malformed certificate')
    return certificate
  })
}

function checkedCertificate(der: Buffer): Certificate {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof MalformedError) throw new UsageError(error.message)
    throw error
  }
}

/** A certificate and nothing behind it: the executables' TLS library refuses what others pass over. */
function isExact({ der }: PemBlock): boolean {
  try {
    return new X509Certificate(der).raw.length === der.length
  } catch {
    return false
  }
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(isBytes(path) ? Buffer.from(argumentBytes(path)) : path)
  } catch (error) {
    // a folder can be opened, but not read
    const operation = error instanceof Error && 'syscall' in error && error.syscall === 'read' ? 'read' : 'open'
    throw new UsageError(`${errorCode(error) === 'EISDIR' ? 'read' : operation} ${path}: ${fileErrorText(error)}`)
  }
}

/** A name that is no UTF-8 has lone surrogates. */
function isBytes(path: string): boolean {
  return /\p{Surrogate}/u.test(path)
}
