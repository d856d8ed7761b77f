import tls from 'node:tls'
import type { LinkRequest } from './link.ts'
import { giveUpOn, useSocket } from './node-link.ts'
import { openSocket } from './socket.ts'
import { handshakeOptions } from './tls-context.ts'

/** Connects over TLS with the sockets of node. Throws for an address that is none, and without security. */
export function openNodeTlsLink(request: LinkRequest): () => void {
  const { endpoint, security, progress, failed } = request
  if (security === undefined) throw new Error('a connection over TLS needs to know whom to trust')
  const options = handshakeOptions(security)
  const socket = openSocket(endpoint)
  socket.once('connect', () => {
    socket.setNoDelay()
    progress.layer = 'TLS'
    const secure = tls.connect({ ...options, socket }, () => {
      progress.layer = 'HTTP2'
      useSocket(secure, request)
    })
    secure.once('error', failed)
  })
  return giveUpOn(socket, request)
}
