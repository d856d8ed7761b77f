import net from 'node:net'
import { type Endpoint, firstStop } from './endpoints.ts'

/** An event of a socket that `openSocket` has opened. */
export const reached = 'reached'

/**
 * Opens a TCP or unix socket to a well-formed address; throws for one that is not. The socket emits `reached` once it leads to
 * the endpoint itself: when it is connected, or when the proxy on the way has made a tunnel. A proxy that does not is an error.
 */
export function openSocket(endpoint: Endpoint): net.Socket {
  const { proxy } = endpoint
  const socket = connect(endpoint)
  socket.once('connect', () => {
    if (proxy === undefined) {
      socket.emit(reached)
      return
    }
    const tunnel = import('./node-tunnel.ts').then(({ openTunnel }) => openTunnel(socket, proxy))
    tunnel.then(
      () => socket.emit(reached),
      (error: Error) => socket.destroy(error),
    )
  })
  return socket
}

function connect(endpoint: Endpoint): net.Socket {
  const stop = firstStop(endpoint)
  if (stop.kind === 'unix') return net.connect(stop.path)
  if (stop.kind === 'tcp') return net.connect({ host: stop.host, port: Number(stop.port) })
  throw new Error(stop.reason)
}
