import type { CallLimit } from '../call-limit.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { TlsSecurity } from '../tls/security.ts'
import type { Connection, ConnectionSettings, WireCall, WireStream } from './connection.ts'
import type { Endpoint } from './endpoints.ts'
import { type Stage, silenceRemark, startOf } from './stage.ts'

const diagnosisTimeoutMs = 2000

/** What the connections to one endpoint share, whatever they go over: they keep trying, and know why they are not up. */
export abstract class EndpointChannel implements Connection {
  readonly endpoint: Endpoint
  protected readonly security: TlsSecurity | undefined
  protected readonly settings: ConnectionSettings
  protected readonly stage: Stage
  protected isClosed = false
  /** The last failure to connect; undefined while there was none. */
  private failure: Diagnosis | undefined
  private connecting: Promise<void> | undefined

  constructor(endpoint: Endpoint, security: TlsSecurity | undefined, settings: ConnectionSettings) {
    this.endpoint = endpoint
    this.security = security
    this.settings = settings
    this.stage = { layer: startOf(endpoint) }
  }

  abstract get isReady(): boolean

  get isHopeless(): boolean {
    return this.failure?.isPermanent === true
  }

  remark(limit?: CallLimit): string | undefined {
    if (this.failure === undefined) {
      return this.connecting === undefined ? undefined : silenceRemark(this.endpoint, this.stage, limit)
    }
    const { layer, cause, check } = this.failure
    return `${this.endpoint.text}: ${layer}: ${cause}; ${check}`
  }

  get isPrivate(): boolean {
    return this.security !== undefined || this.endpoint.address.kind === 'unix'
  }

  connect(onFailure: () => void, onOpen: () => void = () => undefined): Promise<void> {
    if (this.isReady || this.isHopeless) return Promise.resolve()
    this.connecting ??= this.keepConnecting(onFailure, onOpen).finally(() => {
      this.connecting = undefined
    })
    return this.connecting
  }

  /**
   * Tries until the connection is up, hopeless or closed, and hands `onFailure` to `diagnose` after each failure. Never rejects.
   * A transport without early calls never calls `onOpen`.
   */
  protected abstract keepConnecting(onFailure: () => void, onOpen: () => void): Promise<void>

  /**
   * Finds out why an attempt failed, then calls `onFailure`. An error during a handshake or after it says why by itself; for any other
   * one the layers are walked again.
   */
  protected async diagnose(onFailure: () => void, error?: unknown): Promise<void> {
    this.failure = (await this.problemOfTls(error)) ?? (await this.walkLayers()) ?? this.failure
    onFailure()
  }

  private async problemOfTls(error: unknown): Promise<Diagnosis | undefined> {
    const { security, stage } = this
    const hadHandshake = stage.layer === 'TLS' || stage.layer === 'HTTP2'
    if (error === undefined || security === undefined || !hadHandshake) return undefined
    const { problemOfHandshake } = await import('../diagnosis/tls-problem.ts')
    return problemOfHandshake(error, security)
  }

  private async walkLayers(): Promise<Diagnosis | undefined> {
    const { walkLayers } = await import('../diagnosis/walk-layers.ts')
    return walkLayers(this.endpoint, this.security, diagnosisTimeoutMs)
  }

  /** Forgets earlier failures: the connection is up. */
  protected connected(): void {
    this.failure = undefined
  }

  abstract unary(call: WireCall, request: Uint8Array): Promise<Uint8Array>
  abstract answer(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined>
  abstract serverStream(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined>
  abstract duplexStream(call: WireCall): Promise<WireStream>
  abstract close(): void
}
