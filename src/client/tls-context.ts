import tls from 'node:tls'
import type { TlsFiles, TlsSecurity } from './security.ts'
import { cipherSuites, serverNameToSend } from './server-check.ts'

const contexts = new WeakMap<TlsFiles, tls.SecureContext>()

/** What Go offers (1.26, without what only one of the TLS libraries knows): curves and, but for SHA-1, signatures. */
const curves = 'X25519:P-256:P-384:P-521'
const signatures = [
  'rsa_pss_rsae_sha256',
  'ecdsa_secp256r1_sha256',
  'ed25519',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
]
const suitesOfTls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

/** The files as node's TLS takes them, made once. Throws node's error for a key that its TLS library does not know. */
export function secureContext(files: TlsFiles): tls.SecureContext {
  const made = contexts.get(files)
  if (made !== undefined) return made
  const { pair, ca } = files
  const context = tls.createSecureContext({
    ...(pair === undefined ? {} : { cert: pair.cert, key: pair.key }),
    ...(ca === undefined ? {} : { ca: [...ca] }),
    minVersion: 'TLSv1.2',
    // level 1 is what Go asks for: RSA keys of 1024 bits and more, no SHA-1
    ciphers: [...suitesOfTls13, ...cipherSuites, '@SECLEVEL=1'].join(':'),
    ecdhCurve: curves,
    sigalgs: signatures.join(':'),
  })
  contexts.set(files, context)
  return context
}

/** Options for `tls.connect` over an open socket. The name of the server is left to our own check. */
export function handshakeOptions(security: TlsSecurity): tls.ConnectionOptions {
  const { serverName } = security
  return {
    secureContext: secureContext(security.files),
    ALPNProtocols: ['h2'],
    rejectUnauthorized: security.rejectUnauthorized,
    servername: serverNameToSend(serverName),
    checkServerIdentity: () => undefined,
  }
}
