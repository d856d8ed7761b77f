import * as grpc from '@grpc/grpc-js'
import { userAgent } from '../../base/build.ts'
import type { ConnectionSettings, WireCall, WireStream } from '../connection/connection.ts'
import { EndpointChannel } from '../connection/endpoint-channel.ts'
import { type Endpoint, firstStop } from '../connection/endpoints.ts'
import { RpcError, unsent } from '../grpc/rpc-error.ts'
import type { TlsSecurity } from '../tls/security.ts'
import { problemOf, readStrictly } from './grpc-answer.ts'
import { HandshakeCredentials } from './handshake.ts'

/** A connection over grpc-js; no other file but those beside it sees that library. */
export class Channel extends EndpointChannel {
  private readonly client: grpc.Client
  private readonly credentials: HandshakeCredentials

  constructor(endpoint: Endpoint, security: TlsSecurity | undefined, settings: ConnectionSettings) {
    super(endpoint, security, settings)
    readStrictly(settings.apiVersion)
    this.credentials = new HandshakeCredentials(endpoint, security, this.stage)
    this.client = new grpc.Client(dialTarget(endpoint), this.credentials, channelOptions(endpoint, settings))
  }

  get isReady(): boolean {
    return !this.isClosed && this.client.getChannel().getConnectivityState(false) === grpc.connectivityState.READY
  }

  protected async keepConnecting(onFailure: () => void): Promise<void> {
    while (!this.isClosed) {
      const state = this.client.getChannel().getConnectivityState(true)
      if (state === grpc.connectivityState.READY) return this.connected()
      if (state === grpc.connectivityState.TRANSIENT_FAILURE) {
        await this.diagnose(onFailure, this.credentials.takeFailure())
        if (this.isHopeless) return
      }
      await this.stateAfter(state)
    }
  }

  private stateAfter(state: grpc.connectivityState): Promise<void> {
    if (this.isClosed) return Promise.resolve()
    return new Promise((resolve) => {
      this.client.getChannel().watchConnectivityState(state, Number.POSITIVE_INFINITY, () => resolve())
    })
  }

  unary(call: WireCall, request: Uint8Array): Promise<Uint8Array> {
    if (!this.isReady) return Promise.reject(unsent())
    return new Promise((resolve, reject) => {
      const options = { deadline: call.deadlineMs }
      const running = this.client.makeUnaryRequest(
        call.path,
        asIs,
        asIs,
        toBuffer(request),
        toMetadata(call.metadata),
        options,
        (error, response) => {
          const failure = problem() ?? (error === null ? undefined : toRpcError(error))
          if (failure === undefined) resolve(response ?? new Uint8Array())
          else reject(failure)
        },
      )
      const problem = this.watchHead(running)
      cancelOn(call.signal, running)
    })
  }

  /** Cancels a call whose answer is not gRPC; returns the error of it, once there is one. */
  private watchHead(running: grpc.Call): () => RpcError | undefined {
    let problem: RpcError | undefined
    running.once('metadata', (head: grpc.Metadata) => {
      problem = problemOf(head)
      if (problem !== undefined) running.cancel()
    })
    return () => problem
  }

  /** The library hands it on as a whole. */
  async *answer(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    yield await this.unary(call, request)
  }

  async *serverStream(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    const running = this.client.makeServerStreamRequest(
      call.path,
      asIs,
      asIs,
      toBuffer(request),
      toMetadata(call.metadata),
      { deadline: call.deadlineMs },
    )
    const problem = this.watchHead(running)
    cancelOn(call.signal, running)
    try {
      for await (const message of running) yield message as Buffer
    } catch (error) {
      throw problem() ?? toRpcError(error)
    } finally {
      running.cancel()
    }
  }

  async duplexStream(call: WireCall): Promise<WireStream> {
    const running = this.client.makeBidiStreamRequest(call.path, asIs, asIs, toMetadata(call.metadata), {
      deadline: call.deadlineMs,
    })
    const problem = this.watchHead(running)
    cancelOn(call.signal, running)
    // a status that arrives without a reader would end the process
    running.on('error', () => {})
    return {
      send: (message) => {
        running.write(toBuffer(message))
      },
      end: () => running.end(),
      cancel: () => running.cancel(),
      messages: () => received(running, problem),
    }
  }

  close(): void {
    this.isClosed = true
    this.client.close()
  }
}

async function* received(
  running: grpc.ClientDuplexStream<Buffer, Buffer>,
  problem: () => RpcError | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const message of running) yield message as Buffer
  } catch (error) {
    throw problem() ?? toRpcError(error)
  }
}

function asIs(bytes: Buffer): Buffer {
  return bytes
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function toMetadata(entries: Readonly<Record<string, string>>): grpc.Metadata {
  const metadata = new grpc.Metadata()
  for (const [key, value] of Object.entries(entries)) metadata.set(key, value)
  return metadata
}

/** Cancels the call when the signal is aborted, and lets go of the signal when the call has its status. */
function cancelOn(signal: AbortSignal | undefined, running: grpc.Call): void {
  if (signal === undefined) return
  const cancel = (): void => running.cancel()
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel)
  running.once('status', () => signal.removeEventListener('abort', cancel))
}

/** The one door from grpc-js: code and message are kept, the cause is set. */
function toRpcError(error: unknown): Error {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return error as Error
  const problem = 'metadata' in error && error.metadata instanceof grpc.Metadata ? problemOf(error.metadata) : undefined
  if (problem !== undefined) return problem
  const details = 'details' in error ? String(error.details) : error.message
  return new RpcError(error.code, details, undefined, { cause: error, source: 'library' })
}

function dialTarget(endpoint: Endpoint): string {
  const address = firstStop(endpoint)
  if (address.kind === 'unix') return `unix:${address.path}`
  if (address.kind === 'bad') return 'ipv4:127.0.0.1:0'
  const { host, port } = address
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return `ipv4:${host}:${port}`
  return host.includes(':') ? `ipv6:[${host}]:${port}` : `dns:${host}:${port}`
}

function channelOptions(endpoint: Endpoint, settings: ConnectionSettings): grpc.ClientOptions {
  const keepalive =
    settings.keepaliveTimeMs <= 0
      ? {}
      : {
          // gRPC raises shorter times to 10 s (seen in 3.4 to 3.7)
          'grpc.keepalive_time_ms': Math.max(10_000, settings.keepaliveTimeMs),
          'grpc.keepalive_timeout_ms': settings.keepaliveTimeoutMs,
        }
  return {
    ...keepalive,
    'grpc.default_authority': endpoint.authority,
    'grpc.secondary_user_agent': userAgent,
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    'grpc.initial_reconnect_backoff_ms': 250,
    'grpc.max_reconnect_backoff_ms': 5000,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_channelz': 0,
    // it has rules of its own for proxies; the handshake makes our tunnels
    'grpc.enable_http_proxy': 0,
    'grpc.use_local_subchannel_pool': 1,
    // with http2's 64 KiB a snapshot takes twice the time on this machine's own network, and far more on a long line
    'grpc-node.flow_control_window': 4 * 1024 * 1024,
  }
}
