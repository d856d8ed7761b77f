import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string
  /** With the query. */
  readonly target: string
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Counts connections from 1 on. */
  readonly connection: number
}

/** What is sent back: bytes as they are, then the end of the connection unless `keeps`. Undefined stays silent, `reset` breaks off. */
export type Reaction = { readonly bytes: string; readonly keeps?: boolean } | 'reset' | undefined

export interface ScriptedServer {
  readonly url: string
  readonly requests: readonly SentRequest[]
  /** How many connections are open. */
  open(): number
  close(): void
}

/** Answers with JSON and keeps the connection. */
export function json(status: number, body: string, headers: readonly string[] = []): Reaction {
  const head = [`HTTP/1.1 ${status} Some`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers]
  return { bytes: `${head.join('\r\n')}\r\n\r\n${body}`, keeps: true }
}

/** A server that does what it is told, one request at a time, and remembers what it was sent. */
export async function startScriptedServer(
  react: (request: SentRequest) => Reaction,
  identity?: tls.TlsOptions,
): Promise<ScriptedServer> {
  const requests: SentRequest[] = []
  const sockets = new Set<net.Socket>()
  let connections = 0
  const serve = (socket: net.Socket): void => {
    const connection = ++connections
    let text = ''
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      const request = wholeRequest(text, connection)
      if (request === undefined) return
      text = ''
      requests.push(request)
      answer(socket, react(request))
    })
  }
  const server = identity === undefined ? net.createServer(serve) : tls.createServer(identity, serve)
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  return {
    url: `http${identity === undefined ? '' : 's'}://127.0.0.1:${port}`,
    requests,
    open: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function answer(socket: net.Socket, reaction: Reaction): void {
  if (reaction === 'reset') socket.resetAndDestroy()
  else if (reaction?.keeps === true) socket.write(reaction.bytes, 'latin1')
  else if (reaction !== undefined) socket.end(reaction.bytes, 'latin1')
}

function wholeRequest(text: string, connection: number): SentRequest | undefined {
  const [, head, body = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(text) ?? []
  if (head === undefined) return undefined
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => line.split(/: (.*)/)).map(([name = '', value = '']) => [name.toLowerCase(), value]),
  )
  if (body.length < Number(headers['content-length'] ?? 0)) return undefined
  const [method = '', target = ''] = first.split(' ')
  return { method, target, headers, body, connection }
}
