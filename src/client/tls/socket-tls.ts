import type { SocketTls } from '../../runtime/sockets.ts'
import type { TlsFiles } from './security.ts'
import { cipherSuites, curves, signatures } from './tls-offer.ts'

/** The files as the runtime's own sockets take them. */
export function socketTls({ ca = [], pair }: TlsFiles): SocketTls {
  return {
    ca: ca.join(''),
    ...(pair && { cert: pair.cert, key: pair.key }),
    ciphers: cipherSuites.join(':'),
    ecdhCurve: curves,
    sigalgs: signatures,
    ALPNProtocols: '\x02h2',
    rejectUnauthorized: true,
  }
}
