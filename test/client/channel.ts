import { once } from 'node:events'
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { ConnectionSettings } from '../../src/client/connection/connection.ts'
import { parseEndpoint } from '../../src/client/connection/endpoints.ts'
import { LeanChannel } from '../../src/client/connection/lean-channel.ts'

export interface Place {
  readonly channel: LeanChannel
  readonly sessions: readonly ServerHttp2Session[]
}

/** A channel to a server that serves each stream in this way. */
export async function startServer(
  t: TestContext,
  serve: (stream: ServerHttp2Stream, path: string) => void,
  server: Http2Server = createServer(),
  changes: Partial<ConnectionSettings> = {},
): Promise<Place> {
  const sessions: ServerHttp2Session[] = []
  server.on('session', (session) => void sessions.push(session.on('error', () => {})))
  server.on('stream', (stream, headers) => {
    stream.setMaxListeners(0).on('error', () => {})
    serve(stream, String(headers[':path']))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = parseEndpoint(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  const settings = {
    keepaliveTimeMs: 0,
    keepaliveTimeoutMs: 0,
    apiVersion: '3.7',
    maxReceiveBytes: 2 ** 31 - 1,
    ...changes,
  }
  const channel = new LeanChannel(endpoint, undefined, settings)
  await channel.connect(() => {})
  t.after(() => {
    channel.close()
    for (const session of sessions) session.destroy()
    server.close()
  })
  return { channel, sessions }
}

/** Begins an answer that ends with the status. */
export function begin(stream: ServerHttp2Stream, status = '0'): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
}
