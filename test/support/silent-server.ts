import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface SilentServer {
  /** `127.0.0.1:port` */
  readonly endpoint: string
  /** How many connections were accepted so far. */
  connections(): number
}

/** Accepts connections and never sends a byte. Closed with the test. */
export async function startSilentServer(t: TestContext): Promise<SilentServer> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { endpoint: `127.0.0.1:${port}`, connections: () => sockets.length }
}
