import tls from 'node:tls'
import { runtime } from '../../runtime/current.ts'
import type { TlsFiles, TlsSecurity } from './security.ts'
import { cipherSuites, curves, serverNameToSend, signatures } from './tls-offer.ts'

const contexts = new WeakMap<TlsFiles, tls.SecureContext>()

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
    // whoever stands in the CA file is trusted, as in Go
    allowPartialTrustChain: true,
    ciphers: [...suitesOfTls13, ...cipherSuites, ...securityLevel()].join(':'),
    ecdhCurve: curves,
    sigalgs: signatures,
  })
  contexts.set(files, context)
  return context
}

/** Level 1 is what Go asks for: RSA keys of 1024 bits and more, no SHA-1. The executables' TLS library has no levels. */
function securityLevel(): readonly string[] {
  return runtime.tlsLibrary.hasSecurityLevels ? ['@SECLEVEL=1'] : []
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
