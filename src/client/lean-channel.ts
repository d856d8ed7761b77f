import type { Connection, WireCall, WireStream } from './connection.ts'
import { EndpointChannel } from './endpoint-channel.ts'
import type { Http2Session } from './http2/session.ts'
import { callOverHttp2, type Origin } from './http2-call.ts'
import { streamOverHttp2 } from './http2-stream.ts'
import { linkOpener } from './link.ts'
import { type Attempt, openSession } from './open-session.ts'
import { startOf } from './progress.ts'
import { unsent } from './rpc-error.ts'

const firstPauseMs = 250
const longestPauseMs = 5000
/** gRPC's shortest time between two probes. */
const shortestProbeMs = 10_000

/**
 * A connection that sends calls over a bare HTTP/2 session: a third of the start-up time of a command goes into
 * grpc-js otherwise. A call with many answers goes the same way; streams in both directions are left to grpc-js, over a
 * connection of its own that is made when the first one is opened.
 */
export class LeanChannel extends EndpointChannel {
  private session: Http2Session | undefined
  private attempt: Attempt | undefined
  private probe: NodeJS.Timeout | undefined
  private streams: Promise<Connection> | undefined
  private endPause: (() => void) | undefined
  private runningCalls = 0

  get isReady(): boolean {
    return this.session?.isOpen === true
  }

  protected async keepConnecting(onFailure: () => void): Promise<void> {
    for (let pauseMs = firstPauseMs; !this.isClosed; pauseMs = Math.min(pauseMs * 1.6, longestPauseMs)) {
      if (await this.tryOnce()) return
      if (this.isClosed) return
      await this.diagnose(onFailure)
      if (this.isHopeless) return
      await this.pause(pauseMs)
    }
  }

  private async tryOnce(): Promise<boolean> {
    try {
      const { endpoint, security, progress } = this
      progress.layer = startOf(endpoint)
      const open = await linkOpener(endpoint, security)
      if (this.isClosed) return false
      this.attempt = openSession(open, { endpoint, security, progress, forget: (session) => this.forget(session) })
      this.use(await this.attempt.session)
      return true
    } catch {
      // the diagnosis that follows finds the reason
      return false
    } finally {
      this.attempt = undefined
    }
  }

  private use(session: Http2Session): void {
    if (!session.isOpen) return
    this.session = session
    this.connected()
    this.startProbing(session)
  }

  /** Calls that run on it go on; new ones get a new connection. */
  private forget(session: Http2Session): void {
    if (this.session !== session) return
    clearInterval(this.probe)
    this.session = undefined
  }

  /** Drops a connection that stays silent while calls are open. */
  private startProbing(session: Http2Session): void {
    const { keepaliveTimeMs, keepaliveTimeoutMs } = this.settings
    if (keepaliveTimeMs <= 0) return
    const probe = (): void => {
      if (this.runningCalls === 0) return
      const silence = setTimeout(() => session.destroy(), keepaliveTimeoutMs)
      session.ping(() => clearTimeout(silence))
    }
    this.probe = setInterval(probe, Math.max(keepaliveTimeMs, shortestProbeMs)).unref()
  }

  private get origin(): Origin {
    return { scheme: this.security === undefined ? 'http' : 'https', authority: this.endpoint.authority }
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
    const session = this.openSession()
    this.runningCalls++
    try {
      return await callOverHttp2({ session, origin: this.origin, settings: this.settings, call, request })
    } finally {
      this.runningCalls--
    }
  }

  async *serverStream(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    const session = this.openSession()
    this.runningCalls++
    try {
      yield* streamOverHttp2({ session, origin: this.origin, settings: this.settings, call, request })
    } finally {
      this.runningCalls--
    }
  }

  private openSession(): Http2Session {
    if (this.session === undefined) throw unsent()
    return this.session
  }

  async duplexStream(call: WireCall): Promise<WireStream> {
    return (await this.forStreams()).duplexStream(call)
  }

  async prepareStreams(): Promise<void> {
    const channel = await this.forStreams()
    // the stream itself waits for the connection
    void channel.connect(() => undefined)
  }

  private forStreams(): Promise<Connection> {
    this.streams ??= import('./channel.ts').then(
      ({ Channel }) => new Channel(this.endpoint, this.security, this.settings),
    )
    return this.streams
  }

  close(): void {
    this.isClosed = true
    this.endPause?.()
    this.attempt?.cancel()
    this.session?.close()
    void this.streams?.then((channel) => channel.close())
  }
}
