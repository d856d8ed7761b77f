import type net from 'node:net'
import type { ProxyStep } from '../connection/endpoints.ts'
import { closedEarly, TunnelAnswer, tunnelRequest } from './tunnel.ts'

/**
 * Asks the proxy at the other end of a socket for a tunnel. Resolves when it is open; what came after the answer is still to
 * be read from the socket. Rejects with a ProxyProblem, or with the socket's own error. Does not close the socket.
 */
export function openTunnel(socket: net.Socket, proxy: ProxyStep): Promise<void> {
  const answer = new TunnelAnswer()
  return new Promise((resolve, reject) => {
    const read = (): void => {
      try {
        for (let bytes = socket.read(); bytes !== null; bytes = socket.read()) {
          const rest = answer.take(bytes)
          if (rest === undefined) continue
          settle()
          if (rest.length > 0) socket.unshift(rest)
          resolve()
          return
        }
      } catch (error) {
        settle()
        reject(error)
      }
    }
    const closed = (): void => {
      settle()
      reject(closedEarly)
    }
    const failed = (error: Error): void => {
      settle()
      reject('code' in error && error.code === 'ECONNRESET' ? closedEarly : error)
    }
    const settle = (): void => {
      socket.off('readable', read)
      socket.off('end', closed)
      socket.off('close', closed)
      socket.off('error', failed)
    }
    socket.on('readable', read)
    socket.once('end', closed)
    socket.once('close', closed)
    socket.once('error', failed)
    socket.write(tunnelRequest(proxy))
  })
}
