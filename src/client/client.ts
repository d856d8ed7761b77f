import { CliError, exitCodes } from '../cli/errors.ts'
import { decode, encode } from '../rpc/codec.ts'
import type { Method, Service, UnaryMethod } from '../rpc/schema.ts'
import { Auth, Cluster, KV, Lease, Maintenance } from '../rpc/services.ts'
import { Balancer } from './balancer.ts'
import { Channel, type ChannelSettings, type WireCall, type WireStream } from './channel.ts'
import type { Endpoint } from './endpoints.ts'
import { isRepeatable, needsLeader } from './repeatable.ts'
import { DeadlineError, RpcError } from './rpc-error.ts'
import type { TlsSecurity } from './security.ts'

export interface ClientSettings extends ChannelSettings {
  readonly endpoints: readonly Endpoint[]
  /** Decides what an endpoint's handshake needs; undefined means plain. */
  readonly security: (endpoint: Endpoint) => TlsSecurity | undefined
  /** A login, or a token to use as it is. */
  readonly login: Login | undefined
  /** Bounds the login; 0 or less means no bound. */
  readonly dialTimeoutMs: number
  /** Largest request in bytes. */
  readonly maxSendBytes: number
  /** Largest answer in bytes. */
  readonly maxReceiveBytes: number
  /** `client-api-version` of every call, e.g. `3.7`. */
  readonly apiVersion: string
}

export type Login = { readonly name: string; readonly password: string } | { readonly token: string }

export interface CallOptions {
  /** Point in time in epoch milliseconds at which the call ends; Infinity for never. */
  readonly deadlineMs: number
  readonly signal?: AbortSignal | undefined
  /** Refuse to be served by a member without a leader. */
  readonly hasLeader?: boolean
}

/** The unary methods of a service as functions: request in (missing fields are zero), response out. */
export type Bound<S extends Service> = {
  readonly [K in keyof S as S[K] extends UnaryMethod ? K : never]: S[K] extends Method<infer Q, infer R>
    ? (request: Partial<Q>, call: CallOptions) => Promise<R>
    : never
}

/** A typed client of one cluster. Whoever opens it closes it. */
export interface EtcdClient {
  readonly endpoints: readonly Endpoint[]
  readonly kv: Bound<typeof KV>
  readonly lease: Bound<typeof Lease>
  readonly cluster: Bound<typeof Cluster>
  readonly maintenance: Bound<typeof Maintenance>
  readonly auth: Bound<typeof Auth>
  serverStream<Q extends object, R extends object>(
    method: Method<Q, R>,
    request: Partial<Q>,
    call: CallOptions,
  ): AsyncGenerator<R, void, undefined>
  /** Opens a stream in both directions on a connection that is up; `hasLeader` and the login go with it. */
  duplexStream<Q extends object, R extends object>(
    method: Method<Q, R>,
    call: CallOptions,
  ): Promise<MessageStream<Q, R>>
  close(): void
}

export interface MessageStream<Q extends object, R extends object> {
  send(message: Partial<Q>): void
  end(): void
  cancel(): void
  messages(): AsyncGenerator<R, void, undefined>
}

const maxAttempts = 100
const retryPauseMs = 25

/**
 * Opens a client and, when there is a login, fetches its token: throws with exit code 2 when that fails. A cluster
 * without auth is no failure.
 */
export async function openClient(settings: ClientSettings): Promise<EtcdClient> {
  const client = new WireClient(settings)
  try {
    await client.login()
    return client
  } catch (error) {
    client.close()
    throw error
  }
}

class WireClient implements EtcdClient {
  readonly endpoints: readonly Endpoint[]
  readonly kv = bind(KV, this)
  readonly lease = bind(Lease, this)
  readonly cluster = bind(Cluster, this)
  readonly maintenance = bind(Maintenance, this)
  readonly auth = bind(Auth, this)
  private readonly settings: ClientSettings
  private readonly balancer: Balancer
  private token: string | undefined

  constructor(settings: ClientSettings) {
    this.settings = settings
    this.endpoints = settings.endpoints
    this.balancer = new Balancer(
      settings.endpoints.map((endpoint) => new Channel(endpoint, settings.security(endpoint), settings)),
    )
  }

  async login(): Promise<void> {
    const { login, dialTimeoutMs } = this.settings
    if (login === undefined) return
    if ('token' in login) {
      this.token = login.token
      return
    }
    const deadlineMs = dialTimeoutMs > 0 ? Date.now() + dialTimeoutMs : Number.POSITIVE_INFINITY
    try {
      await this.authenticate({ deadlineMs })
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      throw new CliError(error.message, exitCodes.badConnection, { cause: error, remarks: error.remarks })
    }
  }

  private async authenticate(call: CallOptions): Promise<void> {
    const { login } = this.settings
    if (login === undefined || 'token' in login) return
    this.token = undefined
    try {
      this.token = (await this.unary(Auth.authenticate, login, call)).token
    } catch (error) {
      if (error instanceof RpcError && error.details === 'etcdserver: authentication is not enabled') return
      throw error
    }
  }

  async unary<Q extends object, R extends object>(
    method: Method<Q, R>,
    request: Partial<Q>,
    call: CallOptions,
  ): Promise<R> {
    const bytes = this.encodeRequest(method, request)
    const hasLeader = call.hasLeader ?? (this.balancer.size > 1 && needsLeader(method.path, request))
    for (let attempt = 0; ; attempt++) {
      const channel = await this.balancer.pick({ deadlineMs: call.deadlineMs, signal: call.signal })
      try {
        return this.decodeResponse(method, await channel.unary(this.wireCall(method, call, hasLeader), bytes))
      } catch (error) {
        if (!(error instanceof RpcError) || attempt >= maxAttempts) throw error
        const next = await this.afterFailure(error, method, call, channel)
        if (next !== 'retry') throw next
        await pause(attempt, this.balancer.size, call.deadlineMs)
      }
    }
  }

  /** Decides between another try and the error to end with. */
  private async afterFailure(
    error: RpcError,
    method: Method,
    call: CallOptions,
    channel: Channel,
  ): Promise<'retry' | CliError> {
    if (call.signal?.aborted === true) return new CliError('context canceled')
    if (error.code === 'DeadlineExceeded' && Date.now() >= call.deadlineMs - 5)
      return new DeadlineError(this.silence(channel))
    if (this.isStaleLogin(error, method)) {
      await this.authenticate(call)
      return 'retry'
    }
    this.balancer.avoid(channel)
    if (isRefusedUndone(error, this.balancer.size)) return 'retry'
    if (error.code === 'Unavailable' && isRepeatable(method.path)) return 'retry'
    return error.withRemarks(authRemarks(error, channel.endpoint, this.settings.login))
  }

  private silence(channel: Channel): string[] {
    return [
      `${channel.endpoint.text}: connected, but no answer in time; does the cluster have a leader?`,
      ...this.balancer.remarks(),
    ]
  }

  private isStaleLogin(error: RpcError, method: Method): boolean {
    const { login } = this.settings
    if (login === undefined || 'token' in login || method.path === Auth.authenticate.path) return false
    if (error.details === 'etcdserver: user name is empty') return this.token === undefined
    return (
      error.details === 'etcdserver: invalid auth token' ||
      error.details === 'etcdserver: revision of auth store is old'
    )
  }

  async *serverStream<Q extends object, R extends object>(
    method: Method<Q, R>,
    request: Partial<Q>,
    call: CallOptions,
  ): AsyncGenerator<R, void, undefined> {
    const bytes = this.encodeRequest(method, request)
    const channel = await this.balancer.pick({ deadlineMs: call.deadlineMs, signal: call.signal })
    const answers = channel.serverStream(this.wireCall(method, call, call.hasLeader ?? false), bytes)
    for await (const answer of answers) yield this.decodeResponse(method, answer)
  }

  async duplexStream<Q extends object, R extends object>(
    method: Method<Q, R>,
    call: CallOptions,
  ): Promise<MessageStream<Q, R>> {
    const channel = await this.balancer.pick({ deadlineMs: call.deadlineMs, signal: call.signal })
    const stream = channel.duplexStream(this.wireCall(method, call, call.hasLeader ?? false))
    return {
      send: (message) => stream.send(this.encodeRequest(method, message)),
      end: () => stream.end(),
      cancel: () => stream.cancel(),
      messages: () => this.decoded(method, stream),
    }
  }

  private async *decoded<R extends object>(
    method: Method<object, R>,
    stream: WireStream,
  ): AsyncGenerator<R, void, undefined> {
    for await (const message of stream.messages()) yield this.decodeResponse(method, message)
  }

  close(): void {
    this.balancer.close()
  }

  private wireCall(method: Method, call: CallOptions, hasLeader: boolean): WireCall {
    const metadata: Record<string, string> = { 'client-api-version': this.settings.apiVersion }
    if (this.token !== undefined) metadata.token = this.token
    if (hasLeader) metadata.hasleader = 'true'
    return { path: method.path, metadata, deadlineMs: call.deadlineMs, signal: call.signal }
  }

  private encodeRequest<Q extends object>(method: Method<Q>, request: Partial<Q>): Uint8Array {
    const bytes = encode(method.request, request)
    const limit = this.settings.maxSendBytes
    if (bytes.length <= limit) return bytes
    throw new RpcError(8, `trying to send message larger than max (${bytes.length} vs. ${limit})`)
  }

  private decodeResponse<R extends object>(method: Method<object, R>, bytes: Uint8Array): R {
    const limit = this.settings.maxReceiveBytes
    if (bytes.length <= limit) return decode(method.response, bytes)
    throw new RpcError(8, `grpc: received message larger than max (${bytes.length} vs. ${limit})`)
  }
}

/** True when the server turned the call away before it did anything and another endpoint may take it. */
function isRefusedUndone(error: RpcError, endpoints: number): boolean {
  if (error.code === 'Unavailable' && error.details.startsWith('No connection established')) return true
  if (endpoints < 2) return false
  return error.details === 'etcdserver: no leader' || error.details === 'etcdserver: rpc not supported for learner'
}

function authRemarks(error: RpcError, endpoint: Endpoint, login: Login | undefined): string[] {
  const who = login !== undefined && 'name' in login ? `user "${login.name}"` : 'the token'
  const causes: Readonly<Record<string, string>> = {
    'etcdserver: authentication failed, invalid user ID or password': `${who} or its password is wrong; check --user and --password`,
    'etcdserver: user name is empty': 'the cluster asks for a login; give --user NAME[:PASSWORD] or ETCDCTL_USER',
    'etcdserver: permission denied': `${login === undefined ? 'nobody' : who} may do this only with another role; see etcdctl role grant-permission`,
    'etcdserver: invalid auth token': 'the token is not, or no longer, valid; log in again',
  }
  const cause = causes[error.details]
  return cause === undefined ? [] : [`${endpoint.text}: auth: ${cause}`]
}

/** The original waits only each time it has asked a quorum of the endpoints (seen in 3.4 to 3.7). */
async function pause(attempt: number, endpoints: number, deadlineMs: number): Promise<void> {
  const quorum = Math.floor(endpoints / 2) + 1
  if ((attempt + 1) % quorum !== 0) return
  const pauseMs = Math.min(retryPauseMs, deadlineMs - Date.now())
  if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
}

function bind<S extends Service>(service: S, client: WireClient): Bound<S> {
  const methods = Object.entries(service).map(([name, method]) => [
    name,
    (request: object, call: CallOptions) => client.unary(method, request, call),
  ])
  return Object.fromEntries(methods) as Bound<S>
}
