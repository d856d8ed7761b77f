import type net from 'node:net'
import tls from 'node:tls'
import type { LinkRequest } from './link.ts'
import { handshakeOptions } from './security.ts'
import { openSocket } from './socket.ts'

/** Connects with the sockets of node. */
export function openNodeLink(request: LinkRequest): () => void {
  const { endpoint, security, progress, failed } = request
  const socket = openSocket(endpoint)
  socket.once('error', failed)
  socket.once('close', failed)
  socket.once('connect', () => {
    socket.setNoDelay()
    progress.layer = security === undefined ? 'HTTP2' : 'TLS'
    if (security === undefined) return use(socket, request)
    const secure = tls.connect({ ...handshakeOptions(security), socket }, () => {
      progress.layer = 'HTTP2'
      use(secure, request)
    })
    secure.once('error', failed)
  })
  return () => socket.destroy()
}

function use(socket: net.Socket, { opened }: LinkRequest): void {
  const owner = opened({
    write: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  })
  socket.on('data', (chunk) => owner.take(chunk))
  // the close that follows is told
  socket.on('error', () => {})
  socket.once('close', () => owner.lost())
}
