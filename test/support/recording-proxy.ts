import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** Answers a request for a tunnel with these bytes; undefined closes the connection, and 'silence' leaves it open. */
export type ProxyReply = string | undefined

export interface RecordingProxy {
  /** `127.0.0.1:port` */
  readonly address: string
  /** What was asked for, connection by connection, without the empty line at its end. */
  readonly requests: readonly string[]
}

export const silence = 'silence'

const usualGreeting = 'HTTP/1.1 200 Connection established\r\n\r\n'

export interface ProxyOptions {
  /** Where all tunnels lead, on this machine. */
  readonly port?: number
  /** The answer when there is no port. */
  readonly reply?: ProxyReply
  /** The answer when there is one. */
  readonly greeting?: string
  /** Sends that answer together with the first bytes of the server. */
  readonly isLate?: boolean
}

/**
 * Starts a proxy that notes what it is asked for. It leads all tunnels to one port, whatever their target, or makes none. Closed
 * with the test.
 */
export async function startRecordingProxy(
  t: TestContext,
  { port, reply, greeting = usualGreeting, isLate = false }: ProxyOptions,
): Promise<RecordingProxy> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const serve = async (socket: Socket): Promise<void> => {
    const head = await readHead(socket)
    if (head === undefined) return
    requests.push(head)
    if (port === undefined) {
      if (reply === undefined) socket.destroy()
      else if (reply !== silence) socket.end(reply)
      return
    }
    const target = connect(port, '127.0.0.1')
    keep(target)
    const first = isLate ? await once(target, 'data') : []
    target.pause()
    socket.write(Buffer.concat([Buffer.from(greeting), ...first]))
    socket.pipe(target).pipe(socket)
    socket.on('close', () => target.destroy())
    target.on('close', () => socket.destroy())
  }
  const server = createServer((socket) => {
    keep(socket)
    void serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** Undefined when the other side leaves before its request is complete. */
function readHead(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let head = ''
    const read = (chunk: Buffer): void => {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', read)
      socket.pause()
      const rest = head.slice(end + 4)
      if (rest !== '') socket.unshift(Buffer.from(rest, 'latin1'))
      resolve(head.slice(0, end))
    }
    socket.on('data', read)
    socket.once('close', () => resolve(undefined))
  })
}
