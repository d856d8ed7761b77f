import type net from 'node:net'
import tls from 'node:tls'
import { pemBlocks } from '../../client/tls/pem.ts'
import type { TlsSecurity } from '../../client/tls/security.ts'
import { checkServer, type ShakenServer } from '../../client/tls/server-check.ts'
import { handshakeOptions } from '../../client/tls/tls-context.ts'
import { isVerified, shakenServer } from '../../client/tls/tls-handshake.ts'
import { type parseCertificate, readableCertificates } from '../../client/tls/x509/certificate.ts'
import { errorCode } from '../../go/file-error.ts'
import { TransportFailure } from '../failure.ts'
import { alertWords } from './alert-words.ts'
import { NodeWire, pathOf } from './node-wire.ts'
import { refusalWords } from './server-words.ts'
import { brokenFailure, endOfFile, type SocketTarget } from './socket-words.ts'
import type { Wire } from './wire.ts'

/** Go's limit for a handshake, in milliseconds. */
const handshakeLimit = 10_000

/**
 * Speaks TLS over an open socket, without a protocol to agree on. Resolves once the server is trusted; rejects with a
 * TransportFailure or with the signal's reason.
 */
export async function secureWire(
  socket: net.Socket,
  target: SocketTarget,
  security: TlsSecurity,
  signal: AbortSignal,
): Promise<Wire> {
  const path = pathOf(socket, target)
  const secure = await shaken(socket, security, path, signal)
  const refusal = refusalOf(secure, security)
  if (refusal !== undefined) {
    secure.destroy()
    socket.destroy()
    throw new TransportFailure(refusal)
  }
  return new NodeWire(secure, socket, (error) => tlsFailure(error, path))
}

function shaken(socket: net.Socket, security: TlsSecurity, path: string, signal: AbortSignal): Promise<tls.TLSSocket> {
  const { ALPNProtocols: _none, ...options } = handshakeOptions(security)
  return new Promise((resolve, reject) => {
    // whom to trust is decided when the handshake has shown all there is to see
    const secure = tls.connect({ ...options, socket, rejectUnauthorized: false }, () => settle(() => resolve(secure)))
    const fail = (failure: unknown): void =>
      settle(() => {
        secure.destroy()
        socket.destroy()
        reject(failure)
      })
    const limit = new TransportFailure('net/http: TLS handshake timeout', { isConnection: true })
    const timer = setTimeout(() => fail(limit), handshakeLimit)
    const aborted = (): void => fail(signal.reason)
    const failed = (error: Error): void => fail(tlsFailure(error, path))
    const closed = (): void => fail(endOfFile())
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      secure.off('close', closed)
      secure.off('error', failed)
      secure.on('error', () => {})
      finish()
    }
    signal.addEventListener('abort', aborted)
    secure.once('close', closed)
    secure.once('error', failed)
    if (signal.aborted) aborted()
  })
}

/** Undefined for a server that both the TLS library and our own check trust, else Go's words. */
function refusalOf(secure: tls.TLSSocket, security: TlsSecurity): string | undefined {
  const server = shakenServer(secure)
  if (isVerified(secure, security.files) && isTrusted(server, security)) return undefined
  return refusalWords({ sent: server.sent, roots: rootsOf(security), serverName: security.serverName })
}

function isTrusted(server: ShakenServer, security: TlsSecurity): boolean {
  try {
    checkServer(server, security)
    return true
  } catch {
    return false
  }
}

function rootsOf({ files }: TlsSecurity): ReturnType<typeof parseCertificate>[] {
  if (files.authorities !== undefined) return [...files.authorities]
  return (files.ca ?? [])
    .flatMap((text) => pemBlocks(Buffer.from(text, 'latin1')))
    .flatMap(({ der }) => readableCertificates(der))
}

function tlsFailure(error: Error, path: string): TransportFailure {
  const alert = alertWords(error)
  if (alert !== undefined) return new TransportFailure(alert)
  const code = errorCode(error)
  if (/WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG/.test(code)) {
    return new TransportFailure('tls: first record does not look like a TLS handshake')
  }
  if (code === 'ECONNRESET' && /before secure TLS connection/.test(error.message)) return endOfFile()
  if (/^ERR_/.test(code)) return new TransportFailure(`tls: ${error.message}`)
  return brokenFailure(error, path)
}
