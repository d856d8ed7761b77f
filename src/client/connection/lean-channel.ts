import { answerOverHttp2 } from '../grpc/http2-answer.ts'
import { callOverHttp2, type OutgoingCall } from '../grpc/http2-call.ts'
import { duplexOverHttp2, streamOverHttp2 } from '../grpc/http2-stream.ts'
import { unsent } from '../grpc/rpc-error.ts'
import type { Http2Session } from '../http2/session.ts'
import { linkOpener } from '../link/link-opener.ts'
import type { TlsSecurity } from '../tls/security.ts'
import type { ConnectionSettings, WireCall, WireStream } from './connection.ts'
import { EndpointChannel } from './endpoint-channel.ts'
import type { Endpoint } from './endpoints.ts'
import { type Attempt, openSession } from './open-session.ts'
import { startOf } from './progress.ts'

const firstPauseMs = 250
const longestPauseMs = 5000
/** gRPC's shortest time between two probes. */
const shortestProbeMs = 10_000

/**
 * A connection that sends calls over a bare HTTP/2 session: a third of the start-up time of a command goes into
 * grpc-js otherwise. Streams go the same way, beside the calls, as long as the server leaves room for calls.
 */
export class LeanChannel extends EndpointChannel {
  private session: Http2Session | undefined
  /** One whose server has not told its settings yet. */
  private unsettled: Http2Session | undefined
  /** Those that are not gone, with their probes: the one in use, and others on which calls go on though they take no new ones. */
  private readonly sessions = new Map<Http2Session, NodeJS.Timeout | undefined>()
  private attempt: Attempt | undefined
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
    return this.session?.isOpen === true
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
      const { endpoint, security, progress } = this
      progress.layer = startOf(endpoint)
      const open = await linkOpener(endpoint, security)
      if (this.isClosed) return undefined
      this.attempt = openSession(open, {
        endpoint,
        security,
        progress,
        opened: (session) => {
          this.unsettled = session
          onOpen()
        },
        closing: (session) => this.forget(session),
        closed: (session) => this.drop(session),
      })
      return this.use(await this.attempt.session) ? undefined : { error: undefined }
    } catch (error) {
      return { error }
    } finally {
      this.attempt = undefined
      this.unsettled = undefined
    }
  }

  private use(session: Http2Session): boolean {
    if (!session.isOpen) return false
    this.session = session
    this.sessions.set(session, this.startProbing(session))
    this.connected()
    return true
  }

  /** Calls that run on it go on; new ones get a new connection. */
  private forget(session: Http2Session): void {
    if (this.session !== session) return
    this.session = undefined
    // as gRPC does (3.4 to 3.7)
    if (session.isProbedTooOften) this.probeMs *= 2
  }

  private drop(session: Http2Session): void {
    this.forget(session)
    clearInterval(this.sessions.get(session))
    this.sessions.delete(session)
  }

  /** Drops a connection that stays silent while calls are open. */
  private startProbing(session: Http2Session): NodeJS.Timeout | undefined {
    const { keepaliveTimeMs, keepaliveTimeoutMs } = this.settings
    if (keepaliveTimeMs <= 0) return undefined
    const probe = (): void => {
      if (!session.isBusy) return
      const silence = setTimeout(() => session.destroy(), keepaliveTimeoutMs)
      session.ping(() => clearTimeout(silence))
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
    const { room, takesStreams } = outgoing.session
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
    const session = this.session ?? (call.isEarly === true ? this.unsettled : undefined)
    if (session === undefined) throw unsent()
    const origin = { scheme: security === undefined ? 'http' : 'https', authority: endpoint.authority } as const
    return { session, origin, settings, call, request }
  }

  close(): void {
    this.isClosed = true
    this.endPause?.()
    this.attempt?.cancel()
    for (const session of this.sessions.keys()) session.close()
    this.overflow?.close()
  }
}
