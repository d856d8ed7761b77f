import { answerOverHttp2 } from '../grpc/http2-answer.ts'
import { callOverHttp2, type OutgoingCall } from '../grpc/http2-call.ts'
import { duplexOverHttp2, streamOverHttp2 } from '../grpc/http2-stream.ts'
import { unsent } from '../grpc/rpc-error.ts'
import type { Http2Connection } from '../http2/http2-connection.ts'
import { linkOpener } from '../link/link-opener.ts'
import type { TlsSecurity } from '../tls/security.ts'
import type { ConnectionSettings, WireCall, WireStream } from './connection.ts'
import { type Dial, dial } from './dial.ts'
import { EndpointChannel } from './endpoint-channel.ts'
import type { Endpoint } from './endpoints.ts'
import { startOf } from './stage.ts'

const firstPauseMs = 250
const longestPauseMs = 5000
/** gRPC's shortest time between two probes. */
const shortestProbeMs = 10_000

/**
 * Sends calls over a bare HTTP/2 connection: a third of the start-up time of a command goes into
 * grpc-js otherwise. Streams go the same way, beside the calls, as long as the server leaves room for calls.
 */
export class LeanChannel extends EndpointChannel {
  private http2: Http2Connection | undefined
  /** A connection whose server has not sent its settings yet. */
  private unsettled: Http2Connection | undefined
  /** All open connections with their probes: the one in use, and those that take no new calls and finish their old ones. */
  private readonly connections = new Map<Http2Connection, NodeJS.Timeout | undefined>()
  private dialing: Dial | undefined
  private endPause: (() => void) | undefined
  private probeMs: number
  /** A stream has to leave room for this many calls. */
  private readonly spareRoom: number
  /** Another connection, for the streams that this one has no room for. */
  private overflow: LeanChannel | undefined

  constructor(endpoint: Endpoint, security: TlsSecurity | undefined, settings: ConnectionSettings, spareRoom = 1) {
    super(endpoint, security, settings)
    this.probeMs = Math.max(settings.keepaliveTimeMs, shortestProbeMs)
    this.spareRoom = spareRoom
  }

  get isReady(): boolean {
    return this.http2?.isOpen === true
  }

  protected async keepConnecting(onFailure: () => void, onOpen: () => void): Promise<void> {
    for (let pauseMs = firstPauseMs; !this.isClosed; pauseMs = Math.min(pauseMs * 1.6, longestPauseMs)) {
      const failure = await this.tryOnce(onOpen)
      if (failure === undefined || this.isClosed) return
      await this.diagnose(onFailure, failure.error)
      if (this.isHopeless) return
      await this.pause(pauseMs)
    }
  }

  /** Undefined once the connection is up. */
  private async tryOnce(onOpen: () => void): Promise<{ readonly error: unknown } | undefined> {
    try {
      const { endpoint, security, stage } = this
      stage.layer = startOf(endpoint)
      const open = await linkOpener(endpoint, security)
      if (this.isClosed) return undefined
      this.dialing = dial(open, {
        endpoint,
        security,
        stage,
        opened: (connection) => {
          this.unsettled = connection
          onOpen()
        },
        closing: (connection) => this.forget(connection),
        closed: (connection) => this.drop(connection),
      })
      return this.use(await this.dialing.connection) ? undefined : { error: undefined }
    } catch (error) {
      return { error }
    } finally {
      this.dialing = undefined
      this.unsettled = undefined
    }
  }

  private use(connection: Http2Connection): boolean {
    if (!connection.isOpen) return false
    this.http2 = connection
    this.connections.set(connection, this.startProbing(connection))
    this.connected()
    return true
  }

  /** Calls that run on it go on; new ones get a new connection. */
  private forget(connection: Http2Connection): void {
    if (this.http2 !== connection) return
    this.http2 = undefined
    // as gRPC does (3.4 to 3.7)
    if (connection.isProbedTooOften) this.probeMs *= 2
  }

  private drop(connection: Http2Connection): void {
    this.forget(connection)
    clearInterval(this.connections.get(connection))
    this.connections.delete(connection)
  }

  /** Drops a connection that stays silent while calls are open. */
  private startProbing(connection: Http2Connection): NodeJS.Timeout | undefined {
    const { keepaliveTimeMs, keepaliveTimeoutMs } = this.settings
    if (keepaliveTimeMs <= 0) return undefined
    const probe = (): void => {
      if (!connection.isBusy) return
      const silence = setTimeout(() => connection.destroy(), keepaliveTimeoutMs)
      connection.ping(() => clearTimeout(silence))
    }
    return setInterval(probe, this.probeMs).unref()
  }

  private pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs)
      this.endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async unary(call: WireCall, request: Uint8Array): Promise<Uint8Array> {
    return callOverHttp2(this.outgoing(call, request))
  }

  answer(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    return answerOverHttp2(this.outgoing(call, request), this.endpoint.text)
  }

  async *serverStream(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    yield* streamOverHttp2(this.outgoing(call, request))
  }

  async duplexStream(call: WireCall): Promise<WireStream> {
    const outgoing = this.outgoing(call, undefined)
    const { room, takesStreams } = outgoing.http2
    if (room > this.spareRoom || !takesStreams) return duplexOverHttp2(outgoing)
    return (await this.overflowing()).duplexStream(call)
  }

  /** Rejects when it cannot be reached at once. */
  private async overflowing(): Promise<LeanChannel> {
    this.overflow ??= new LeanChannel(this.endpoint, this.security, this.settings, 0)
    const { overflow } = this
    await new Promise<void>((resolve, reject) => {
      void overflow.connect(() => reject(unsent())).then(resolve)
    })
    return overflow
  }

  private outgoing(call: WireCall, request: Uint8Array | undefined): OutgoingCall {
    const { settings, endpoint, security } = this
    const http2 = this.http2 ?? (call.isEarly === true ? this.unsettled : undefined)
    if (http2 === undefined) throw unsent()
    const origin = { scheme: security === undefined ? 'http' : 'https', authority: endpoint.authority } as const
    return { http2, origin, settings, call, request }
  }

  close(): void {
    this.isClosed = true
    this.endPause?.()
    this.dialing?.cancel()
    for (const connection of this.connections.keys()) connection.close()
    this.overflow?.close()
  }
}
