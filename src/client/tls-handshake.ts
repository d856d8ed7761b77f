import type net from 'node:net'
import tls from 'node:tls'
import { chainOf } from './peer-chain.ts'
import type { TlsSecurity } from './security.ts'
import { checkServer, type ShakenServer } from './server-check.ts'
import { handshakeOptions } from './tls-context.ts'

/**
 * Speaks TLS over an open socket. Resolves once the server is trusted. Rejects with a ServerRefusal or with an error of
 * node's; then the socket is destroyed. Throws node's error for files that its TLS library does not take.
 */
export function shakeHands(socket: net.Socket, security: TlsSecurity): Promise<tls.TLSSocket> {
  const options = { ...handshakeOptions(security), socket }
  return new Promise((resolve, reject) => {
    const secure = tls.connect(options, () => {
      try {
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

function shakenServer(secure: tls.TLSSocket): ShakenServer {
  return {
    sent: chainOf(secure.getPeerX509Certificate()),
    trustedRoot: () => chainOf(secure.getPeerCertificate(true)).slice(-1),
    version: secure.getProtocol() ?? '',
    cipher: secure.getCipher().name,
    protocol: secure.alpnProtocol || '',
  }
}
