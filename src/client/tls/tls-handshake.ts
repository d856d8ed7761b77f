import { X509Certificate } from 'node:crypto'
import type net from 'node:net'
import tls from 'node:tls'
import { errorCode } from '../../go/file-error.ts'
import { chainOf } from './peer-chain.ts'
import type { TlsFiles, TlsSecurity } from './security.ts'
import { checkServer, type ShakenServer } from './server-check.ts'
import { handshakeOptions } from './tls-context.ts'
import type { Certificate } from './x509/certificate.ts'
import { signatureCheck } from './x509/signed-by.ts'

/**
 * Speaks TLS over an open socket. Resolves once the server is trusted. Rejects with a ServerRefusal or with an error of
 * node's; then the socket is destroyed. Throws node's error for files that its TLS library does not take.
 */
export function shakeHands(socket: net.Socket, security: TlsSecurity): Promise<tls.TLSSocket> {
  const options = { ...handshakeOptions(security), socket }
  const mayMissIssuer = security.rejectUnauthorized && haveNamesakes(security.files.authorities ?? [])
  if (mayMissIssuer) options.rejectUnauthorized = false
  return new Promise((resolve, reject) => {
    const secure = tls.connect(options, () => {
      try {
        if (mayMissIssuer) checkVerified(secure)
        checkServer(shakenServer(secure), security)
        resolve(secure)
      } catch (error) {
        reject(error)
        secure.destroy()
      }
    })
    secure.on('error', reject)
    secure.once('close', () => reject(new Error('the connection was closed during the TLS handshake')))
  })
}

/** What a handshake that is done has shown. */
export function shakenServer(secure: tls.TLSSocket): ShakenServer {
  return {
    sent: chainOf(secure.getPeerX509Certificate()),
    trustedRoot: () => chainOf(secure.getPeerCertificate(true)).slice(-1),
    version: secure.getProtocol() ?? '',
    cipher: secure.getCipher().name,
    protocol: secure.alpnProtocol || '',
    isSignedBy: signatureCheck(X509Certificate),
  }
}

/**
 * True for a CA file with an old and a new key of one authority: the TLS libraries try only one root of a name, unless key
 * identifiers tell them apart. Go tries them all.
 */
function haveNamesakes(authorities: readonly Certificate[]): boolean {
  return authorities.some((a) => authorities.some((b) => a.subject.equals(b.subject) && !a.keyInfo.equals(b.keyInfo)))
}

/** The codes of a TLS library that may have tried the wrong root: then our own check decides. */
const missedIssuer = new Set([
  'CERT_SIGNATURE_FAILURE',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

/** True for a server that the TLS library trusts, or would trust if it had tried the right root. Our own check comes after. */
export function isVerified({ authorized, authorizationError }: tls.TLSSocket, { authorities = [] }: TlsFiles): boolean {
  if (authorized) return true
  const code = errorCode(authorizationError) || String(authorizationError)
  return haveNamesakes(authorities) && missedIssuer.has(code)
}

/** Throws what the TLS library has against the server, unless it may have missed its issuer. */
function checkVerified({ authorized, authorizationError: problem }: tls.TLSSocket): void {
  const code = errorCode(problem) || String(problem)
  if (!authorized && !missedIssuer.has(code)) throw Object.assign(new Error(code), { code })
}
