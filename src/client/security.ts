import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import tls from 'node:tls'
import { CliError, UsageError } from '../cli/errors.ts'
import type { Endpoint } from './endpoints.ts'

/** TLS as the flags ask for it; paths are empty when not given. */
export interface TlsFlags {
  readonly cacert: string
  readonly cert: string
  readonly key: string
  /** `--insecure-transport=false`: TLS also where the endpoint names no scheme. */
  readonly isForced: boolean
  readonly skipVerify: boolean
  /** A server name to check instead of the endpoint's own host; empty for none. */
  readonly serverName: string
}

/** What one TLS handshake needs. */
export interface TlsSecurity {
  readonly context: tls.SecureContext
  readonly serverName: string
  readonly rejectUnauthorized: boolean
  readonly hasClientCertificate: boolean
}

/** True when any flag asks for TLS; `--insecure-skip-tls-verify` alone does so since 3.6. */
export function wantsTls(flags: TlsFlags, skipVerifyCounts: boolean): boolean {
  const { cacert, cert, key, isForced, serverName } = flags
  return (
    cacert !== '' ||
    cert !== '' ||
    key !== '' ||
    isForced ||
    serverName !== '' ||
    (skipVerifyCounts && flags.skipVerify)
  )
}

/**
 * Reads the TLS files. Throws a UsageError (exit code 128) in Go's words when a file cannot be read or does not fit.
 * Without `--cacert` the system's roots count, as in Go.
 */
export function loadTls(flags: TlsFlags): (endpoint: Endpoint) => TlsSecurity {
  const { cert, key } = flags
  if ((cert === '') !== (key === '')) {
    throw new UsageError(`KeyFile and CertFile must both be present[key: ${key}, cert: ${cert}]`)
  }
  const pair = cert === '' ? {} : readPair(cert, key)
  const ca = flags.cacert === '' ? systemRoots() : readAuthorities(flags.cacert)
  const context = secureContext({ ...pair, ...(ca === undefined ? {} : { ca }), minVersion: 'TLSv1.2' })
  return (endpoint) => ({
    context,
    serverName: flags.serverName === '' ? endpoint.serverName : flags.serverName,
    rejectUnauthorized: !flags.skipVerify,
    hasClientCertificate: cert !== '',
  })
}

/** Options for `tls.connect` over an open socket. The name in the certificate's SANs counts, never its CN (Go's rule). */
export function handshakeOptions(security: TlsSecurity): tls.ConnectionOptions {
  const { serverName } = security
  return {
    secureContext: security.context,
    ALPNProtocols: ['h2'],
    rejectUnauthorized: security.rejectUnauthorized,
    servername: isIP(serverName) === 0 ? serverName : '',
    checkServerIdentity: (_host, certificate) => checkName(serverName, certificate),
  }
}

function checkName(serverName: string, certificate: tls.PeerCertificate): Error | undefined {
  if (certificate.subjectaltname !== undefined) return tls.checkServerIdentity(serverName, certificate)
  const error: NodeJS.ErrnoException = new Error(`the certificate names no host at all, not even ${serverName}`)
  error.code = 'ERR_TLS_CERT_ALTNAME_INVALID'
  return error
}

function readPair(certPath: string, keyPath: string): { cert: Buffer; key: Buffer } {
  const cert = readPem(certPath)
  const key = readPem(keyPath)
  if (!hasPem(cert, 'CERTIFICATE')) throw new UsageError('tls: failed to find any PEM data in certificate input')
  if (!hasPem(key, 'PRIVATE KEY')) throw new UsageError('tls: failed to find any PEM data in key input')
  return { cert, key }
}

/** A file without a PEM block trusts nothing, as in Go. */
function readAuthorities(path: string): Buffer[] {
  const pem = readPem(path)
  if (!pem.includes('-----BEGIN ')) return []
  const blocks = pem.toString('latin1').match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g) ?? []
  if (blocks.some((block) => !block.startsWith('-----BEGIN CERTIFICATE-----'))) {
    throw new UsageError('x509: malformed tbs certificate')
  }
  return blocks.map((block) => Buffer.from(block, 'latin1'))
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError(`open ${path}: ${goFileError(error)}`)
  }
}

function hasPem(pem: Buffer, kind: string): boolean {
  return new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(pem.toString('latin1'))
}

function secureContext(options: tls.SecureContextOptions): tls.SecureContext {
  try {
    return tls.createSecureContext(options)
  } catch (error) {
    throw new UsageError(pemProblem(error))
  }
}

function pemProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return 'tls: private key does not match public key'
  if (code.startsWith('ERR_OSSL_X509') || code.startsWith('ERR_OSSL_ASN1')) return 'x509: malformed certificate'
  if (code.includes('KEY') || code.includes('DECODER')) return 'tls: failed to parse private key'
  return error instanceof Error ? error.message : String(error)
}

const goFileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
}

function goFileError(error: unknown): string {
  if (!(error instanceof Error)) throw new CliError(String(error))
  const code = 'code' in error ? String(error.code) : ''
  return goFileErrors[code] ?? error.message
}

/** Where Linux distributions keep the roots; node's own list serves elsewhere. */
const rootFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

function systemRoots(): Buffer | undefined {
  const file = rootFiles.find((path) => existsSync(path))
  return file === undefined ? undefined : readFileSync(file)
}
