import type net from 'node:net'
import type { Link, LinkOwner, LinkRequest } from './link.ts'
import { openSocket, reached } from './socket.ts'

/** Connects without TLS with the sockets of node. Throws for an address that is none. */
export function openNodeLink(request: LinkRequest): () => void {
  let owner: LinkOwner | undefined
  // a proxy answers first, and the tunnel reads that
  const take = request.endpoint.proxy === undefined ? (bytes: Uint8Array) => owner?.take(bytes) : undefined
  const socket = openSocket(request.endpoint, take)
  socket.once(reached, () => {
    socket.setNoDelay()
    request.stage.layer = 'HTTP2'
    owner = useSocket(socket, request)
    if (take === undefined) readFrom(socket, owner)
  })
  return giveUpOn(socket, request.failed)
}

/** Tells when the socket fails before it is used; returns how to give it up. */
export function giveUpOn(socket: net.Socket, failed: LinkRequest['failed']): () => void {
  socket.once('error', failed)
  socket.once('close', () => failed())
  return () => socket.destroy()
}

export function readFrom(socket: net.Socket, owner: LinkOwner): void {
  socket.on('data', (chunk) => owner.take(chunk))
}

/** Hands over a socket that is connected; returns who takes what comes in. */
export function useSocket(socket: net.Socket, { opened }: LinkRequest): LinkOwner {
  const owner = opened(linkOf(socket))
  let last: NodeJS.ErrnoException | undefined
  // told with the close that follows
  socket.on('error', (error) => {
    last = error
  })
  socket.once('close', () => owner.lost(last && lossOf(last), last))
  return owner
}

/** How Go's gRPC names the error of a connection (3.5 to 3.7); undefined for others. */
export function lossOf({ code }: NodeJS.ErrnoException): string | undefined {
  if (code === 'ECONNRESET') return 'connection reset by peer'
  return code === 'ETIMEDOUT' ? 'connection timed out' : undefined
}

function linkOf(socket: net.Socket): Link {
  return {
    get isIdle() {
      return socket.writableLength === 0
    },
    write: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  }
}
