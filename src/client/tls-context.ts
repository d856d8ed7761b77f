import tls from 'node:tls'
import { ipVersion } from './ip-address.ts'
import type { TlsFiles, TlsSecurity } from './security.ts'

const contexts = new WeakMap<TlsFiles, tls.SecureContext>()

/** The files as node's TLS takes them, made once. Throws node's error for a key that its TLS library does not know. */
export function secureContext(files: TlsFiles): tls.SecureContext {
  const made = contexts.get(files)
  if (made !== undefined) return made
  const { pair, ca } = files
  const context = tls.createSecureContext({
    ...(pair === undefined ? {} : { cert: pair.cert, key: pair.key }),
    ...(ca === undefined ? {} : { ca: [...ca] }),
    minVersion: 'TLSv1.2',
  })
  contexts.set(files, context)
  return context
}

/** Options for `tls.connect` over an open socket. The name in the certificate's SANs counts, never its CN (Go's rule). */
export function handshakeOptions(security: TlsSecurity): tls.ConnectionOptions {
  const { serverName } = security
  return {
    secureContext: secureContext(security.files),
    ALPNProtocols: ['h2'],
    rejectUnauthorized: security.rejectUnauthorized,
    servername: ipVersion(serverName) === 0 ? serverName : '',
    checkServerIdentity: (_host, certificate) => checkName(serverName, certificate),
  }
}

function checkName(serverName: string, certificate: tls.PeerCertificate): Error | undefined {
  if (certificate.subjectaltname !== undefined) return tls.checkServerIdentity(serverName, certificate)
  const error: NodeJS.ErrnoException = new Error(`the certificate names no host at all, not even ${serverName}`)
  error.code = 'ERR_TLS_CERT_ALTNAME_INVALID'
  return error
}
