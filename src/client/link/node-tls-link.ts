import { secureContext } from '../tls/tls-context.ts'
import { shakeHands } from '../tls/tls-handshake.ts'
import type { LinkRequest } from './link.ts'
import { giveUpOn, readFrom, useSocket } from './node-link.ts'
import { openSocket, reached } from './socket.ts'

/** Connects over TLS with the sockets of node. Throws for an address that is none, for unfit files, and without security. */
export function openNodeTlsLink(request: LinkRequest): () => void {
  const { endpoint, security, stage, failed } = request
  if (security === undefined) throw new Error('a connection over TLS needs to know whom to trust')
  secureContext(security.files)
  const socket = openSocket(endpoint)
  socket.once(reached, () => {
    socket.setNoDelay()
    stage.layer = 'TLS'
    shakeHands(socket, security).then((secure) => {
      stage.layer = 'HTTP2'
      readFrom(secure, useSocket(secure, request))
    }, failed)
  })
  // when the connection ends, the error of the handshake says more
  return giveUpOn(socket, (error) => void setImmediate(failed, error))
}
