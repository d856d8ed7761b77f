import http2, { type ClientHttp2Session } from 'node:http2'
import type net from 'node:net'
import tls from 'node:tls'
import type { Endpoint } from './endpoints.ts'
import type { Progress } from './progress.ts'
import { handshakeOptions, type TlsSecurity } from './security.ts'
import { openSocket } from './socket.ts'

/** A window of the size that one large answer fills in a few turns. */
const windowBytes = 4 * 1024 * 1024

/** One attempt to connect, that can be given up. */
export interface Attempt {
  /** Resolves once the server has sent its settings; rejects with what went wrong. */
  readonly session: Promise<ClientHttp2Session>
  cancel(): void
}

/** Connects to an endpoint and notes in `progress` how far it came. */
export function openSession(endpoint: Endpoint, security: TlsSecurity | undefined, progress: Progress): Attempt {
  const socket = openSocket(endpoint)
  const session = new Promise<ClientHttp2Session>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed')))
    socket.once('connect', () => {
      socket.setNoDelay()
      progress.layer = security === undefined ? 'HTTP2' : 'TLS'
      if (security === undefined) return startSession(socket, endpoint, resolve, reject)
      const secure = tls.connect({ ...handshakeOptions(security), socket }, () => {
        progress.layer = 'HTTP2'
        startSession(secure, endpoint, resolve, reject)
      })
      secure.once('error', reject)
    })
  })
  return { session, cancel: () => socket.destroy() }
}

function startSession(
  socket: net.Socket,
  endpoint: Endpoint,
  resolve: (session: ClientHttp2Session) => void,
  reject: (error: Error) => void,
): void {
  const session = http2.connect(`http://${endpoint.authority.includes('/') ? 'localhost' : endpoint.authority}`, {
    createConnection: () => socket,
    settings: { initialWindowSize: windowBytes, enablePush: false },
  })
  session.once('error', reject)
  session.once('close', () => reject(new Error('the connection was closed before HTTP/2 began')))
  session.once('remoteSettings', () => {
    session.setLocalWindowSize(windowBytes)
    resolve(session)
  })
}
