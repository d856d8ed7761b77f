import net from 'node:net'
import { type Endpoint, firstStop } from '../connection/endpoints.ts'

/** An event of a socket that `openSocket` has opened. */
export const reached = 'reached'

/** Bytes that are read at a time. */
const readBytes = 256 * 1024

/**
 * Opens a TCP or unix socket to a well-formed address; throws for one that is not. The socket emits `reached` once it leads to
 * the endpoint itself: when it is connected, or when the proxy on the way has made a tunnel. A proxy that does not is an error.
 * What comes in goes to `take`, if there is one, in memory that is used again.
 */
export function openSocket(endpoint: Endpoint, take?: (bytes: Uint8Array) => void): net.Socket {
  const { proxy } = endpoint
  const socket = connect(endpoint, take === undefined ? {} : { onread: reading(take) })
  socket.once('connect', () => {
    if (proxy === undefined) {
      socket.emit(reached)
      return
    }
    const tunnel = import('../proxy/node-tunnel.ts').then(({ openTunnel }) => openTunnel(socket, proxy))
    tunnel.then(
      () => socket.emit(reached),
      (error: Error) => socket.destroy(error),
    )
  })
  return socket
}

function connect(endpoint: Endpoint, options: Pick<net.TcpSocketConnectOpts, 'onread'>): net.Socket {
  const stop = firstStop(endpoint)
  if (stop.kind === 'unix') return net.connect({ ...options, path: stop.path })
  if (stop.kind === 'tcp') return net.connect({ ...options, host: stop.host, port: Number(stop.port) })
  throw new Error(stop.reason)
}

function reading(take: (bytes: Uint8Array) => void): net.OnReadOpts {
  const buffer = Buffer.allocUnsafeSlow(readBytes)
  return {
    buffer,
    callback: (size) => {
      take(buffer.subarray(0, size))
      return true
    },
  }
}
