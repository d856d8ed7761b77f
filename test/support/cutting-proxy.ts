import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface CuttingProxy {
  /** `127.0.0.1:port` */
  readonly address: string
  close(): void
}

/**
 * A proxy in front of a port of this machine. `bytes` is asked for each connection: after that many bytes from the server it is cut,
 * all at once or, when `isReset`, with a reset; Infinity lets it be.
 */
export async function startCuttingProxy(
  port: number,
  bytes: () => number,
  isReset: () => boolean,
): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer((client) => {
    const target = connect(port, '127.0.0.1')
    keep(client)
    keep(target)
    let left = bytes()
    client.pipe(target)
    target.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, left)
      left -= part.length
      if (!client.write(part)) {
        target.pause()
        client.once('drain', () => target.resume())
      }
      if (left > 0) return
      target.destroy()
      if (isReset()) client.resetAndDestroy()
      else client.end()
    })
    target.on('close', () => client.end())
    client.on('close', () => target.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
