import { once } from 'node:events'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { decode, encode } from '../../src/rpc/codec.ts'
import type { Method } from '../../src/rpc/schema.ts'

/** gRPC status codes that tests answer with. */
export const statusCodes = {
  Canceled: 1,
  Unknown: 2,
  InvalidArgument: 3,
  DeadlineExceeded: 4,
  NotFound: 5,
  PermissionDenied: 7,
  ResourceExhausted: 8,
  FailedPrecondition: 9,
  OutOfRange: 11,
  Unimplemented: 12,
  Internal: 13,
  Unavailable: 14,
  Unauthenticated: 16,
} as const

export type StatusName = keyof typeof statusCodes

/** How a call is answered. */
export type Reply<R extends object> =
  | { readonly kind: 'messages'; readonly messages: readonly Partial<R>[]; readonly end?: Status }
  | { readonly kind: 'status'; readonly end: Status }
  /** Never answered; the connection stays open. */
  | { readonly kind: 'stall' }
  /** The connection is destroyed in the middle of the call. */
  | { readonly kind: 'cut' }
  /** The first bytes of a message, and then nothing: the connection stays open, or is closed once they are sent. */
  | { readonly kind: 'part'; readonly message: Partial<R>; readonly bytes: number; readonly isCut: boolean }

interface Status {
  readonly code: StatusName
  readonly details: string
}

/** One message, or the messages of a stream, and status OK. */
export function answer<R extends object>(...messages: Partial<R>[]): Reply<R> {
  return { kind: 'messages', messages }
}

/** Messages and then a status other than OK. */
export function answerThen<R extends object>(messages: Partial<R>[], code: StatusName, details: string): Reply<R> {
  return { kind: 'messages', messages, end: { code, details } }
}

export function fail(code: StatusName, details: string): Reply<never> {
  return { kind: 'status', end: { code, details } }
}

export const stall: Reply<never> = { kind: 'stall' }
export const cut: Reply<never> = { kind: 'cut' }

/** Sends this many bytes of a message and leaves the connection open. */
export function stallWithin<R extends object>(message: Partial<R>, bytes: number): Reply<R> {
  return { kind: 'part', message, bytes, isCut: false }
}

/** Sends this many bytes of a message and closes the connection. */
export function cutWithin<R extends object>(message: Partial<R>, bytes: number): Reply<R> {
  return { kind: 'part', message, bytes, isCut: true }
}

export interface RecordedCall {
  readonly path: string
  /** Headers of the call, `:authority` and the like among them. */
  readonly metadata: Readonly<Record<string, string>>
  /** The first message. */
  readonly bytes: Buffer
}

type Handler = (bytes: Buffer, call: RecordedCall) => WireReply
type WireReply =
  | { readonly kind: 'messages'; readonly messages: readonly Uint8Array[]; readonly end: Status | undefined }
  | { readonly kind: 'stall' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'part'; readonly part: Uint8Array; readonly isCut: boolean }

export interface FakeServerOptions {
  /** Serves with TLS. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer }
  /** A unix socket in place of a port on 127.0.0.1. */
  readonly path?: string
  /** The address to listen on, 127.0.0.1 when left out. */
  readonly host?: string
  readonly port?: number
}

/** Starts a gRPC server in this process that is closed with the test. Methods it was not told about are Unimplemented. */
export async function startFakeServer(t: TestContext, options: FakeServerOptions = {}): Promise<FakeServer> {
  const server = new FakeServer(options)
  await server.listen()
  t.after(() => server.close())
  return server
}

export class FakeServer {
  /** Every call that came in, in order. */
  readonly calls: RecordedCall[] = []
  /** How many connections were made. */
  connections = 0
  private readonly options: FakeServerOptions
  private readonly server: http2.Http2Server | http2.Http2SecureServer
  private readonly sessions = new Set<http2.ServerHttp2Session>()
  private readonly handlers = new Map<string, Handler>()

  constructor(options: FakeServerOptions) {
    this.options = options
    this.server = options.tls === undefined ? http2.createServer() : http2.createSecureServer(options.tls)
    this.server.on('session', (session: http2.ServerHttp2Session) => this.accept(session))
    this.server.on('stream', (stream: http2.ServerHttp2Stream, headers) => void this.serve(stream, headers))
    this.server.on('sessionError', () => {})
    this.server.on('tlsClientError', () => {})
  }

  async listen(): Promise<void> {
    const { path, host = '127.0.0.1', port = 0 } = this.options
    if (path === undefined) this.server.listen(port, host)
    else this.server.listen(path)
    await once(this.server, 'listening')
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** `127.0.0.1:port`, or `unix://path`. */
  get endpoint(): string {
    const { path, host = '127.0.0.1' } = this.options
    if (path !== undefined) return `unix://${path}`
    return host.includes(':') ? `[${host}]:${this.port}` : `${host}:${this.port}`
  }

  /** Sets how the calls of a method are answered from now on. Replies given as a list are used one a call, the last for all more. */
  on<Q extends object, R extends object>(
    method: Method<Q, R>,
    reply: readonly Reply<NoInfer<R>>[] | ((request: Q, call: RecordedCall) => Reply<NoInfer<R>>),
  ): this {
    const next = typeof reply === 'function' ? reply : inTurn<R>(reply)
    this.handlers.set(method.path, (bytes, call) => toWire(method, next(decode(method.request, bytes), call)))
    return this
  }

  /** The requests of a method so far. */
  requests<Q extends object>(method: Method<Q>): Q[] {
    return this.callsOf(method).map((call) => decode(method.request, call.bytes))
  }

  callsOf(method: Method): RecordedCall[] {
    return this.calls.filter((call) => call.path === method.path)
  }

  /** Destroys every open connection. */
  cutAll(): void {
    for (const session of this.sessions) session.destroy()
  }

  async close(): Promise<void> {
    this.cutAll()
    if (!this.server.listening) return
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }

  private accept(session: http2.ServerHttp2Session): void {
    this.connections++
    this.sessions.add(session)
    session.on('error', () => {})
    session.on('close', () => this.sessions.delete(session))
  }

  private async serve(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): Promise<void> {
    stream.on('error', () => {})
    const bytes = await firstMessage(stream)
    if (bytes === undefined) return
    const metadata = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    const call = { path: metadata[':path'] ?? '', metadata, bytes }
    this.calls.push(call)
    const handler = this.handlers.get(call.path) ?? unimplemented
    send(stream, handler(bytes, call))
  }
}

function inTurn<R extends object>(replies: readonly Reply<R>[]): () => Reply<R> {
  let next = 0
  return () => {
    const reply = replies[Math.min(next++, replies.length - 1)]
    if (reply === undefined) throw new Error('no reply given')
    return reply
  }
}

function unimplemented(_bytes: Buffer, { path }: RecordedCall): WireReply {
  const [, service = '', method = ''] = path.split('/')
  const details = `unknown method ${method} for service ${service}`
  return { kind: 'messages', messages: [], end: { code: 'Unimplemented', details } }
}

function toWire<R extends object>(method: Method<object, R>, reply: Reply<R>): WireReply {
  if (reply.kind === 'status') return { kind: 'messages', messages: [], end: reply.end }
  if (reply.kind === 'part') {
    const { message, bytes, isCut } = reply
    return { kind: 'part', part: framed(encode(method.response, message)).subarray(0, 5 + bytes), isCut }
  }
  if (reply.kind !== 'messages') return reply
  const messages = reply.messages.map((message) => encode(method.response, message))
  return { kind: 'messages', messages, end: reply.end }
}

function send(stream: http2.ServerHttp2Stream, reply: WireReply): void {
  if (stream.destroyed || reply.kind === 'stall') return
  if (reply.kind === 'cut') {
    stream.session?.destroy()
    return
  }
  if (reply.kind === 'part') {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' })
    stream.write(reply.part, () => {
      // its answer tells that all was read: the end of a connection may take along what waits in front of it
      if (reply.isCut) stream.session?.ping(() => stream.session?.destroy())
    })
    return
  }
  const { end } = reply
  stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers(trailers(end)))
  for (const message of reply.messages) stream.write(framed(message))
  stream.end()
}

function trailers(end: Status | undefined): http2.OutgoingHttpHeaders {
  if (end === undefined) return { 'grpc-status': '0' }
  return { 'grpc-status': String(statusCodes[end.code]), 'grpc-message': percentEncoded(end.details) }
}

/** gRPC leaves printable ASCII as it is, all but the percent sign. */
function percentEncoded(text: string): string {
  return text.replace(/[^ -$&-~]+/g, (part) => encodeURIComponent(part))
}

function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

/** Undefined when the call ended before its first message. */
function firstMessage(stream: http2.ServerHttp2Stream): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    let wanted = Number.POSITIVE_INFINITY
    stream.on('close', () => resolve(undefined))
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size < 5 || size < wanted) {
        if (size >= 5 && wanted === Number.POSITIVE_INFINITY) wanted = Buffer.concat(chunks).readUInt32BE(1) + 5
        if (size < wanted) return
      }
      resolve(Buffer.concat(chunks).subarray(5, wanted))
    })
  })
}
