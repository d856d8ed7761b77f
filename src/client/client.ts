import { CliError, exitCodes } from '../base/errors.ts'
import { decode, encode } from '../rpc/codec.ts'
import type { StatusResponse } from '../rpc/messages.ts'
import type { Method, Service, UnaryMethod } from '../rpc/schema.ts'
import { Auth, Cluster, KV, Lease, Maintenance } from '../rpc/services.ts'
import { type CallLimit, isOverFromTheStart, unsentRemark } from './call-limit.ts'
import { Balancer } from './connection/balancer.ts'
import type { Connection, ConnectionSettings, WireCall } from './connection/connection.ts'
import { EarlyCall } from './connection/early-call.ts'
import type { Endpoint } from './connection/endpoints.ts'
import { LeanChannel } from './connection/lean-channel.ts'
import { malformedMessage } from './grpc/malformed-message.ts'
import { type CodeName, DeadlineError, RpcError, receiveLimitRemark, UnreachableError } from './grpc/rpc-error.ts'
import { statusCodes } from './grpc/status-codes.ts'
import type { Login } from './login.ts'
import { doubt, type Refusal, refusalRemarks, retriedRemark } from './retry/refusal.ts'
import { isChange, isQuestion, isRepeatable, needsLeader } from './retry/repeatable.ts'
import { Tries } from './retry/tries.ts'
import type { TlsSecurity } from './tls/security.ts'
import { type Trace, traced } from './trace.ts'

export interface ClientSettings extends ConnectionSettings {
  readonly endpoints: readonly Endpoint[]
  /** Which of the endpoints is asked first, counted from 0; 0 when left out. */
  readonly first?: number
  /** Decides what an endpoint's handshake needs; undefined means plain. */
  readonly security: (endpoint: Endpoint) => TlsSecurity | undefined
  /** A login, or a token to use as it is. */
  readonly login: Login | undefined
  /** The user that was named without a password: the client does not log in then. */
  readonly userWithoutPassword?: string | undefined
  /** Called when a login was not needed: the cluster asks nobody who they are. */
  readonly onNeedlessLogin?: ((answer: RpcError) => Promise<void>) | undefined
  /** Bounds the login; 0 or less means no bound. */
  readonly dialTimeoutMs: number
  /** Largest request in bytes. */
  readonly maxSendBytes: number
  /** Called with a line about each connection and call. */
  readonly trace?: Trace | undefined
  /** What calls go over: our own HTTP/2 unless `grpc-js` is asked for. */
  readonly transport?: 'http2' | 'grpc-js'
}

export interface CallOptions {
  /** Point in time in epoch milliseconds at which the call ends; Infinity for never. */
  readonly deadlineMs: number
  /** What set that point in time, for the words about a call that it ends. */
  readonly limit?: CallLimit
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

/** Reads an answer from the pieces of its message; throws what the gRPC of `release` (3.4 to 3.7) says of one that is malformed. */
export type AnswerReader<T> = (pieces: AsyncIterable<Uint8Array>, release: string) => AsyncGenerator<T, void, undefined>

/** A typed client of one cluster. Whoever opens it closes it. */
export interface EtcdClient {
  readonly endpoints: readonly Endpoint[]
  readonly kv: Bound<typeof KV>
  readonly lease: Bound<typeof Lease>
  readonly cluster: Bound<typeof Cluster>
  readonly maintenance: Bound<typeof Maintenance>
  readonly auth: Bound<typeof Auth>
  /**
   * Sends a unary call and yields what `read` makes of the bytes of its answer while they come in. Up to the first item the call has its
   * deadline, and is repeated by the rules for every unary call. After it the call is not repeated, and only silence ends it: with a
   * DeadlineError, when the reader waits and no byte comes for as long as `call.limit` says. Throws an RpcError for any status but OK.
   */
  answer<Q extends object, T>(
    method: Method<Q>,
    request: Partial<Q>,
    call: CallOptions,
    read: AnswerReader<T>,
  ): AsyncGenerator<T, void, undefined>
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
  /** A line for each endpoint that could not be reached so far: layer, cause and what to check. */
  troubles(): readonly string[]
  close(): void
}

export interface MessageStream<Q extends object, R extends object> {
  send(message: Partial<Q>): void
  end(): void
  cancel(): void
  /** Cancels the stream; later calls ask another endpoint than its own, if one can be reached. */
  leave(): void
  messages(): AsyncGenerator<R, void, undefined>
  /** The error for a refusal that came as a message, in etcd's words: it names what was asked, and what to look at. */
  refusal(details: string, request: object): RpcError
}

/** How long a member may take to tell its status, once a call had no answer. */
const longestStatusMs = 300
const firstPauseMs = 25
const longestPauseMs = 200

/**
 * Opens a client and, when there is a login, fetches its token: throws with exit code 2 when that fails. A cluster
 * without auth is no failure.
 */
export async function openClient(settings: ClientSettings): Promise<EtcdClient> {
  const Made = settings.transport === 'grpc-js' ? (await import('./grpc-js/channel.ts')).Channel : LeanChannel
  const { endpoints, security } = settings
  const channels = endpoints.map((endpoint) => new Made(endpoint, security(endpoint), settings))
  const client = new WireClient(settings, channels)
  try {
    if (settings.login !== undefined) await client.login()
    return client
  } catch (error) {
    client.close()
    throw error
  }
}

class WireClient implements EtcdClient {
  readonly endpoints: readonly Endpoint[]
  /** Services that were used. */
  private readonly bound = new Map<Service, unknown>()
  private readonly settings: ClientSettings
  private readonly balancer: Balancer
  private token: string | undefined

  constructor(settings: ClientSettings, channels: readonly Connection[]) {
    this.settings = settings
    this.endpoints = settings.endpoints
    this.balancer = new Balancer(channels, settings.first, settings.trace)
  }

  get kv(): Bound<typeof KV> {
    return this.bindOnce(KV)
  }

  get lease(): Bound<typeof Lease> {
    return this.bindOnce(Lease)
  }

  get cluster(): Bound<typeof Cluster> {
    return this.bindOnce(Cluster)
  }

  get maintenance(): Bound<typeof Maintenance> {
    return this.bindOnce(Maintenance)
  }

  get auth(): Bound<typeof Auth> {
    return this.bindOnce(Auth)
  }

  private bindOnce<S extends Service>(service: S): Bound<S> {
    const known = this.bound.get(service)
    if (known !== undefined) return known as Bound<S>
    const bound = bind(service, this)
    this.bound.set(service, bound)
    return bound
  }

  async login(): Promise<void> {
    const { login, dialTimeoutMs } = this.settings
    if (login === undefined) return
    if ('token' in login) {
      this.token = login.token
      return
    }
    const bound =
      dialTimeoutMs > 0 ? limitedCall('--dial-timeout', dialTimeoutMs) : { deadlineMs: Number.POSITIVE_INFINITY }
    try {
      await this.authenticate(bound)
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      throw error.restated({ exitCode: exitCodes.badConnection })
    }
  }

  private async authenticate(call: CallOptions): Promise<void> {
    const { login } = this.settings
    if (login === undefined || 'token' in login) return
    try {
      this.token = (await this.unary(Auth.authenticate, login, call)).token
    } catch (error) {
      this.token = undefined
      if (!(error instanceof RpcError) || error.reason !== 'authDisabled') throw error
      await this.settings.onNeedlessLogin?.(error)
    }
  }

  async unary<Q extends object, R extends object>(
    method: Method<Q, R>,
    request: Partial<Q>,
    call: CallOptions,
  ): Promise<R> {
    return this.repeat({ method, request, call }, async (channel, wireCall, bytes) => {
      return this.decodeResponse(method, await this.send(channel, wireCall, bytes))
    })
  }

  async *answer<Q extends object, T>(
    method: Method<Q>,
    request: Partial<Q>,
    call: CallOptions,
    read: AnswerReader<T>,
  ): AsyncGenerator<T, void, undefined> {
    const startMs = performance.now()
    const begin: Send<Begun<T>> = async (channel, wireCall, bytes) => {
      this.settings.trace?.(`${channel.endpoint.text}: ${method.path}, ${bytes.length} bytes: read while it comes in`)
      const pieces = channel.answer({ ...wireCall, patience: call.limit }, bytes)
      const items = read(this.limited(pieces), this.settings.apiVersion)
      return { channel, bytes, items, first: await items.next() }
    }
    const drop = (begun: Begun<T>): void => void begun.items.return()
    const { channel, bytes, items, first } = await this.repeat({ method, request, call }, begin, drop)
    try {
      for (let item = first; !item.done; item = await items.next()) yield item.value
      const tookMs = performance.now() - startMs
      this.settings.trace?.(`${channel.endpoint.text}: ${method.path}: all was read after ${tookMs.toFixed(1)}ms`)
    } catch (error) {
      if (!(error instanceof RpcError)) throw error
      if (call.signal?.aborted === true) throw new CliError('context canceled')
      if (error.code === 'Unavailable') this.balancer.avoid(channel)
      throw remarked(this.refusal(error, { method, channel }, { request, bytes }))
    } finally {
      await items.return()
    }
  }

  private async *limited(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    let bytes = 0
    for await (const piece of pieces) {
      bytes += piece.length
      this.checkSize(bytes)
      yield piece
    }
  }

  /** Sends a call until it is answered or may not be sent again; `drop` gets an answer that is not wanted any more. */
  private async repeat<Q extends object, T extends object>(
    { method, request, call }: Outgoing<Q>,
    send: Send<T>,
    drop: (answer: T) => void = () => {},
  ): Promise<T> {
    const bytes = this.encodeRequest(method, request)
    if (isOverFromTheStart(call.limit)) throw new DeadlineError([unsentRemark(call.limit)])
    const hasLeader = call.hasLeader ?? (this.balancer.size > 1 && needsLeader(method.path, request))
    const wireCall = (): WireCall => this.wireCall(method, call, hasLeader)
    const early = this.early(wireCall(), request, (channel, earlyCall) => send(channel, earlyCall, bytes))
    try {
      return await this.tries({ method, request, bytes, call, early }, (channel) => send(channel, wireCall(), bytes))
    } finally {
      early?.leave(drop)
    }
  }

  private async tries<T extends object>(
    { method, request, bytes, call, early }: Tried<T>,
    send: (channel: Connection) => Promise<T>,
  ): Promise<T> {
    let refusal: Refusal | undefined
    const tries = new Tries()
    for (;;) {
      const channel = await this.pick(call, refusal, early).catch((error: unknown) => {
        throw this.lastWord(refusal, tries, call) ?? error
      })
      try {
        return (await early?.answerFrom(channel)) ?? (await send(channel))
      } catch (error) {
        if (!(error instanceof RpcError)) throw error
        if (isOver(error, call)) {
          if (call.signal?.aborted !== true) this.balancer.avoid(channel)
          throw this.lastWord(refusal, tries, call) ?? (await this.ended({ method, call, channel }, refusal))
        }
        refusal = this.refusal(error, { method, channel }, { request, bytes })
        if (!(await this.mayRetry(refusal, { method, call, channel, tries }))) throw remarked(refusal)
        this.settings.trace?.(`${method.path}: tried again (${tries.count + 1})`)
        await tries.pause(pauseMs(tries.count - 1, this.balancer.size, call.deadlineMs))
      }
    }
  }

  /**
   * What the last line says when the time of a call that was refused again and again is up: the refusal, where the original would have
   * told it before. Members without a leader make the original wait instead, and what never came to a server is no refusal.
   */
  private lastWord(refusal: Refusal | undefined, tries: Tries, call: CallOptions): RpcError | undefined {
    if (refusal === undefined || call.signal?.aborted === true) return undefined
    const { unseen, source, reason } = refusal.error
    if (unseen !== undefined || source === 'connection' || reason === 'noLeader') return undefined
    if (!tries.haveOutlasted(quorumOf(this.balancer.size))) return undefined
    return refusal.error.ofCall(refusal.call, [retriedRemark(refusal)])
  }

  private send(channel: Connection, call: WireCall, bytes: Uint8Array): Promise<Uint8Array> {
    const what = `${channel.endpoint.text}: ${call.path}, ${bytes.length} bytes`
    return traced(this.settings.trace, what, () => channel.unary(call, bytes))
  }

  /** Undefined for a call that may change something. */
  private early<T extends object>(
    call: WireCall,
    request: object,
    send: (channel: Connection, call: WireCall) => Promise<T>,
  ): EarlyCall<T> | undefined {
    if (!isQuestion(call.path, request)) return undefined
    const isSecret = call.metadata.token !== undefined || call.path === Auth.authenticate.path
    return new EarlyCall((channel) => send(channel, { ...call, isEarly: true }), isSecret)
  }

  /** When the wait between two tries comes to nothing, the refusal of the last one explains it. */
  private async pick(call: CallOptions, refusal: Refusal | undefined, early?: EarlyCall<object>): Promise<Connection> {
    try {
      const patience = { deadlineMs: call.deadlineMs, signal: call.signal, limit: call.limit }
      return await this.balancer.pick(patience, refusal === undefined ? early : undefined)
    } catch (error) {
      const isInVain = error instanceof DeadlineError || error instanceof UnreachableError
      if (isInVain && refusal !== undefined) error.remarks = [retriedRemark(refusal), ...error.remarks]
      throw error
    }
  }

  private async ended(waiting: OpenStream<object>, refusal: Refusal | undefined): Promise<CliError> {
    if (waiting.call.signal?.aborted === true) return new CliError('context canceled')
    const cause = refusal === undefined ? await this.silence(waiting) : retriedRemark(refusal)
    const doubts =
      refusal === undefined && isChange(waiting.method) ? [`${waiting.channel.endpoint.text}: etcd: ${doubt}`] : []
    return new DeadlineError([cause, ...doubts, ...this.balancer.remarks(waiting.call.limit)])
  }

  private async silence({ method, call, channel }: OpenStream<object>): Promise<string> {
    const { silenceCause, callName } = await import('./diagnosis/silence-cause.ts')
    const { path } = method
    const { text: endpoint } = channel.endpoint
    const { limit } = call
    if (limit === undefined) return `${endpoint}: etcd: connected, but no answer to ${callName(path)} in time`
    const askStatus = async (): Promise<StatusResponse> => {
      const brief = { deadlineMs: Date.now() + Math.min(longestStatusMs, limit.ms) }
      const wireCall = this.wireCall(Maintenance.status, brief, false)
      return decode(Maintenance.status.response, await channel.unary(wireCall, new Uint8Array()))
    }
    return silenceCause({ endpoint, path, limit, askStatus })
  }

  private refusal(error: RpcError, { method, channel }: Asked, sent?: SentRequest): Refusal {
    const { login, userWithoutPassword } = this.settings
    const { endpoint } = channel
    const { request, bytes } = sent ?? {}
    const call = { endpoint: endpoint.text, path: method.path, request, requestBytes: bytes?.length ?? 0 }
    return { error, endpoint, login, userWithoutPassword, isWrite: isChange(method), call }
  }

  /** Counts the try that ended in this refusal. */
  private async mayRetry({ error }: Refusal, { method, call, channel, tries }: FailedCall): Promise<boolean> {
    const isUnseen = tries.note(error)
    if (tries.areUsedUp) return false
    if (this.isStaleLogin(error, method)) {
      await this.authenticate(call)
      return true
    }
    this.balancer.avoid(channel)
    if (passing.has(error.code) && isRepeatable(method.path)) return true
    return isUnseen || isTurnedAway(error, this.balancer.size)
  }

  /**
   * True when etcd refused the call for a login that may be renewed, before it did anything. A login by certificate has nothing to
   * renew, and meets old revisions while users and roles change (3.4 to 3.7).
   */
  private isStaleLogin(error: RpcError, method: Method): boolean {
    const { login } = this.settings
    if (method.path === Auth.authenticate.path || (login !== undefined && 'token' in login)) return false
    if (error.reason === 'oldAuthRevision') return true
    if (login === undefined) return false
    return error.reason === 'userNameEmpty' || error.reason === 'invalidToken'
  }

  async *serverStream<Q extends object, R extends object>(
    method: Method<Q, R>,
    request: Partial<Q>,
    call: CallOptions,
  ): AsyncGenerator<R, void, undefined> {
    const bytes = this.encodeRequest(method, request)
    if (isOverFromTheStart(call.limit)) throw new DeadlineError([unsentRemark(call.limit)])
    for (let isRepeat = false; ; isRepeat = true) {
      let hasBegun = false
      const channel = await this.pick(call, undefined)
      this.settings.trace?.(`${channel.endpoint.text}: ${method.path}, ${bytes.length} bytes: stream of answers`)
      const answers = channel.serverStream(this.wireCall(method, call, call.hasLeader ?? false), bytes)
      try {
        for await (const message of this.decoded({ method, call, channel }, answers, { request, bytes })) {
          hasBegun = true
          yield message
        }
        return
      } catch (error) {
        if (isRepeat || hasBegun || !(error instanceof RpcError)) throw error
        if (this.isStaleLogin(error, method)) await this.authenticate(call)
        else if (error.unseen === undefined) throw error
      }
    }
  }

  async duplexStream<Q extends object, R extends object>(
    method: Method<Q, R>,
    call: CallOptions,
  ): Promise<MessageStream<Q, R>> {
    // a stream may be opened long after the login: its token could have expired
    if (this.settings.login !== undefined) await this.authenticate(call)
    const channel = await this.pick(call, undefined)
    this.settings.trace?.(`${channel.endpoint.text}: ${method.path}: stream`)
    const stream = await channel.duplexStream(this.wireCall(method, call, call.hasLeader ?? false))
    return {
      send: (message) => stream.send(this.encodeRequest(method, message)),
      end: () => stream.end(),
      cancel: () => stream.cancel(),
      leave: () => {
        this.balancer.avoid(channel)
        stream.cancel()
      },
      messages: () => this.decoded({ method, call, channel }, stream.messages()),
      refusal: (details, request) => {
        const error = new RpcError(statusCodes.unknown, details, undefined, { source: 'answer' })
        return remarked(this.refusal(error, { method, channel }, { request, bytes: new Uint8Array() }))
      },
    }
  }

  private async *decoded<R extends object>(
    { method, call, channel }: OpenStream<R>,
    messages: AsyncIterable<Uint8Array>,
    sent?: SentRequest,
  ): AsyncGenerator<R, void, undefined> {
    try {
      for await (const message of messages) yield this.decodeResponse(method, message)
    } catch (error) {
      if (!(error instanceof RpcError)) throw error
      if (isOver(error, call)) throw await this.ended({ method, call, channel }, undefined)
      if (error.code === 'Unavailable') this.balancer.avoid(channel)
      throw remarked(this.refusal(error, { method, channel }, sent))
    }
  }

  troubles(): readonly string[] {
    return this.balancer.remarks()
  }

  close(): void {
    this.balancer.close()
  }

  private wireCall(method: Method, call: CallOptions, hasLeader: boolean): WireCall {
    const metadata: Record<string, string> = { 'client-api-version': this.settings.apiVersion }
    if (this.token !== undefined && method.path !== Auth.authenticate.path) metadata.token = this.token
    if (hasLeader) metadata.hasleader = 'true'
    return { path: method.path, metadata, deadlineMs: call.deadlineMs, signal: call.signal }
  }

  private encodeRequest<Q extends object>(method: Method<Q>, request: Partial<Q>): Uint8Array {
    const bytes = marshal(method, request)
    const limit = this.settings.maxSendBytes
    if (bytes.length <= limit) return bytes
    const remarks = ['--max-request-bytes sets how much may be sent, and the same flag of the server how much it takes']
    throw new RpcError(8, `trying to send message larger than max (${bytes.length} vs. ${limit})`, undefined, {
      remarks,
    })
  }

  private decodeResponse<R extends object>(method: Method<object, R>, bytes: Uint8Array): R {
    this.checkSize(bytes.length)
    return unmarshal(method, bytes, this.settings.apiVersion)
  }

  private checkSize(bytes: number): void {
    const limit = this.settings.maxReceiveBytes
    if (bytes <= limit) return
    throw new RpcError(8, `grpc: received message larger than max (${bytes} vs. ${limit})`, undefined, {
      remarks: [receiveLimitRemark],
    })
  }
}

interface OpenStream<R extends object> {
  readonly method: Method<object, R>
  readonly call: CallOptions
  readonly channel: Connection
}

interface Outgoing<Q extends object> {
  readonly method: Method<Q>
  readonly request: Partial<Q>
  readonly call: CallOptions
}

/** Sends the bytes of a request, and resolves to what the answer is or begins with. */
type Send<T> = (channel: Connection, call: WireCall, bytes: Uint8Array) => Promise<T>

interface Tried<T extends object> extends Outgoing<object> {
  readonly bytes: Uint8Array
  readonly early: EarlyCall<T> | undefined
}

/** An answer whose first item is there. */
interface Begun<T> {
  readonly channel: Connection
  readonly bytes: Uint8Array
  readonly items: AsyncGenerator<T, void, undefined>
  readonly first: IteratorResult<T, void>
}

interface SentRequest {
  readonly request: object
  readonly bytes: Uint8Array
}

type Asked = Pick<OpenStream<object>, 'method' | 'channel'>

/** Options for a call that ends after this many milliseconds, which a flag has set. */
export function limitedCall(flag: string, ms: number): CallOptions {
  return { deadlineMs: Date.now() + ms, limit: { flag, ms } }
}

/** Throws what Go's gRPC says of a text that is not UTF-8 (3.7; older releases sent it as it was). */
function marshal<Q extends object>(method: Method<Q>, request: Partial<Q>): Uint8Array {
  try {
    return encode(method.request, request)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new RpcError(13, `grpc: error while marshaling: ${cause}`, undefined, { cause: error })
  }
}

function unmarshal<R extends object>(method: Method<object, R>, bytes: Uint8Array, release: string): R {
  try {
    return decode(method.response, bytes)
  } catch (error) {
    throw malformedMessage(error, release)
  }
}

interface FailedCall {
  readonly method: Method
  readonly call: CallOptions
  readonly channel: Connection
  readonly tries: Tries
}

/** Errors that may be gone with the next try, as in the original (3.4 to 3.7): a server that goes down says that calls are canceled. */
const passing: ReadonlySet<CodeName> = new Set(['Unavailable', 'Canceled', 'DeadlineExceeded'])

/** True when etcd turned the call away before it did anything and another endpoint may take it. */
function isTurnedAway(error: RpcError, endpoints: number): boolean {
  if (endpoints < 2) return false
  return error.reason === 'noLeader' || error.reason === 'learner'
}

/** True when the call's own deadline or signal has ended it, even if the server said so first. */
function isOver(error: RpcError, call: CallOptions): boolean {
  const leftMs = call.deadlineMs - Date.now()
  return call.signal?.aborted === true || leftMs <= 0 || (error.code === 'DeadlineExceeded' && leftMs <= 5)
}

function remarked(refusal: Refusal): RpcError {
  return refusal.error.ofCall(refusal.call, refusalRemarks(refusal))
}

/**
 * Pauses each time a quorum of the endpoints was asked, as the original does (3.4 to 3.7), but longer each time: an
 * election must not use up all tries.
 */
function pauseMs(tries: number, endpoints: number, deadlineMs: number): number {
  const quorum = quorumOf(endpoints)
  if ((tries + 1) % quorum !== 0) return 0
  const rounds = (tries + 1) / quorum
  return Math.min(firstPauseMs * 2 ** (rounds - 1), longestPauseMs, deadlineMs - Date.now())
}

function quorumOf(endpoints: number): number {
  return Math.floor(endpoints / 2) + 1
}

function bind<S extends Service>(service: S, client: WireClient): Bound<S> {
  const bound: Record<string, unknown> = {}
  for (const name in service) {
    const method = service[name]
    if (method === undefined) continue
    bound[name] = (request: object, call: CallOptions) => client.unary(method, request, call)
  }
  return bound as Bound<S>
}
