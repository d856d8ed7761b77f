import type { Access, FormatRefusal, Session } from './app.ts'
import { buildText } from './base/build.ts'
import { CliError, EmptyOption, exitCodes } from './base/errors.ts'
import type { Io } from './base/io.ts'
import { atLeast, type Profile } from './base/release.ts'
import { type CallOptions, type ClientSettings, type EtcdClient, limitedCall, openClient } from './client/client.ts'
import { type Endpoint, parseEndpoint } from './client/connection/endpoints.ts'
import { type Login, loginAs } from './client/login.ts'
import type { TlsFiles, TlsSecurity } from './client/tls/security.ts'
import type { RootVariables } from './client/tls/system-roots.ts'
import { type TlsFlags, wantsTls } from './client/tls/tls-flags.ts'
import type { Trace } from './client/trace.ts'
import type { GlobalFlags } from './global-flags.ts'
import { printChunks } from './print.ts'
import { type Format, formatNamed } from './render/formats.ts'
import { loadRender } from './render/load-render.ts'
import type { Render, ResultKind, Results } from './render/results.ts'
import { runtime } from './runtime/current.ts'

const megabyte = 1024 * 1024

/** What a session is made of; the flags already hold what the environment says. */
export interface SessionSettings {
  readonly io: Io
  readonly profile: Profile
  readonly flags: GlobalFlags
  /** Names of the flags that were given, on the command line or by the environment. */
  readonly given: ReadonlySet<string>
  /** Nothing that is only about a cluster is looked at, and there is no client. */
  readonly isOffline?: boolean | undefined
  /** Chooses the endpoint to ask first, given their number; any of them when left out, as in the original (3.4 to 3.7). */
  readonly chooseFirst?: (count: number) => number
}

/** The real session: opens clients as they are needed, and closes all of them at the end. */
export class WireSession implements Session {
  readonly flags: GlobalFlags
  readonly given: ReadonlySet<string>
  readonly endpoints: readonly string[]
  readonly format: Format
  private readonly settings: SessionSettings
  private readonly renders: Renders
  private readonly cannotPrint: boolean
  private readonly refusal: FormatRefusal
  private readonly discovered: readonly string[]
  private readonly login: Login | undefined
  private readonly security: EndpointSecurity
  private readonly opened: Promise<EtcdClient>[] = []
  private main: Promise<EtcdClient> | undefined
  private lastDebugLine: Promise<void> | undefined
  private isClosed = false

  private constructor(settings: SessionSettings, parts: SessionParts) {
    this.settings = settings
    this.flags = settings.flags
    this.given = settings.given
    this.endpoints = settings.flags.endpoints
    this.format = parts.format
    this.renders = parts.renders
    this.cannotPrint = parts.cannotPrint
    this.refusal = parts.refusal
    this.discovered = parts.discovered
    this.login = parts.login
    this.security = parts.security
  }

  /**
   * Follows the original's order: discovery, empty file names, password, format, TLS files. A format that cannot print
   * `kind` is refused later.
   */
  static async open(
    settings: SessionSettings,
    kind: ResultKind | undefined,
    refusal: FormatRefusal = 'client',
  ): Promise<WireSession> {
    const { flags, profile, isOffline = false } = settings
    transportOf(settings.io)
    // up to 3.5 endpoint health looks at the format first
    if (kind === 'endpointHealth' && !atLeast(profile, '3.6')) formatFrom(flags, profile)
    const isFound = isDiscovered(flags) && !isOffline
    const discovery = isFound ? await discover(settings) : { endpoints: flags.endpoints, serverName: '' }
    if (!isOffline) refuseEmptyFiles(settings)
    const login = isOffline || isAnonymous(flags) ? undefined : await loginFrom(settings)
    const format = formatFrom(flags, profile)
    const renders: Renders = new Map()
    if (kind !== undefined) renders.set(kind, await loadRender(format, kind))
    const cannotPrint = kind !== undefined && renders.get(kind) === undefined
    const tlsFlags = isOffline ? noTls : tlsFlagsFrom(flags, discovery.serverName)
    const security = await endpointSecurity(tlsFlags, profile, settings.io)
    const discovered = isOffline ? [] : discovery.endpoints
    return new WireSession(settings, { format, renders, cannotPrint, refusal, login, security, discovered })
  }

  async client(): Promise<EtcdClient> {
    if (this.discovered.length === 0) {
      throw new CliError('etcdclient: no available endpoints', exitCodes.badConnection)
    }
    this.main ??= this.openClient(this.discovered)
    const client = await this.main
    if (this.refusal === 'client') this.checkFormat()
    return client
  }

  get io(): Io {
    return this.settings.io
  }

  get profile(): Profile {
    return this.settings.profile
  }

  checkFormat(): void {
    if (this.cannotPrint) throw unsupported(this.format)
  }

  clientOf(endpoint: string): Promise<EtcdClient> {
    return this.openClient([endpoint])
  }

  /** One client an endpoint, each of which turns to the endpoints after its own when it must. */
  spreadClients(): Promise<readonly EtcdClient[]> {
    return Promise.all(this.discovered.map((_, first) => this.openClient(this.discovered, first)))
  }

  async clientTo(endpoint: string, { tls, login }: Access): Promise<EtcdClient> {
    const security = await endpointSecurity(tls, this.settings.profile, this.settings.io)
    return this.keep(
      this.clientSettings([parseEndpoint(endpoint)], security).then((settings) => openClient({ ...settings, login })),
    )
  }

  private openClient(endpoints: readonly string[], first = this.first(endpoints.length)): Promise<EtcdClient> {
    const settings = this.clientSettings(endpoints.map(parseEndpoint), this.security)
    return this.keep(settings.then((known) => openClient({ ...known, first })))
  }

  private first(count: number): number {
    return (this.settings.chooseFirst ?? anyOf)(count)
  }

  private keep(client: Promise<EtcdClient>): Promise<EtcdClient> {
    this.opened.push(client)
    return client
  }

  private async clientSettings(endpoints: readonly Endpoint[], security: EndpointSecurity): Promise<ClientSettings> {
    const { flags, profile } = this.settings
    refuseLimits(flags)
    const usesTls = endpoints[0] !== undefined && security.speaksTls(endpoints[0])
    const secured = usesTls ? await security.load() : undefined
    return {
      endpoints: this.looksForProxies ? await this.onTheirWay(endpoints) : endpoints,
      // the first endpoint's scheme decides for all of them (3.4 to 3.7)
      security: (endpoint) => secured?.(endpoint),
      login: this.login,
      userWithoutPassword: this.login === undefined ? nameOf(flags.user) : undefined,
      onNeedlessLogin: this.needlessLogin(endpoints),
      dialTimeoutMs: milliseconds(flags.dialTimeout),
      keepaliveTimeMs: milliseconds(flags.keepaliveTime),
      keepaliveTimeoutMs: milliseconds(flags.keepaliveTimeout),
      maxSendBytes: flags.maxRequestBytes > 0n ? Number(flags.maxRequestBytes) : 2 * megabyte,
      maxReceiveBytes: flags.maxRecvBytes > 0n ? Number(flags.maxRecvBytes) : 2 ** 31 - 1,
      apiVersion: profile.release,
      trace: this.trace(),
      transport: transportOf(this.settings.io),
    }
  }

  /** Under a pin the release's log line. */
  private needlessLogin(endpoints: readonly Endpoint[]): ClientSettings['onNeedlessLogin'] {
    const { profile, io } = this.settings
    if (profile.auto) return undefined
    return async (answer) => {
      const { logNeedlessLogin } = await import('./login-log.ts')
      await logNeedlessLogin({ write: (line) => io.stderr.write(line), profile, endpoints, answer })
    }
  }

  /** 3.4.23 looks at none; HTTP_PROXY never counts. */
  private get looksForProxies(): boolean {
    const { io, profile } = this.settings
    return hasProxy(io) && atLeast(profile, '3.5')
  }

  /** The endpoints with the proxies that the environment names. */
  private async onTheirWay(endpoints: readonly Endpoint[]): Promise<readonly Endpoint[]> {
    const { throughProxies } = await import('./client/proxy/proxies.ts')
    return throughProxies(endpoints, this.settings.io.env)
  }

  /** The lines of `--debug` about connections and calls; a pin keeps to those of its release. */
  private trace(): Trace | undefined {
    const { flags, profile, io } = this.settings
    if (!flags.debug || !profile.auto) return undefined
    const tell: Trace = (line) => {
      // nothing may follow the error of the run
      if (this.isClosed) return
      // the command goes on when the reader of its lines is gone
      this.lastDebugLine = io.stderr.write(`debug: ${performance.now().toFixed(1)}ms ${line}\n`).catch(() => undefined)
    }
    if (this.lastDebugLine === undefined) tell(buildText(runtime.name))
    return tell
  }

  call(): CallOptions {
    if (this.refusal === 'call') this.checkFormat()
    return limitedCall('--command-timeout', milliseconds(this.settings.flags.commandTimeout))
  }

  endlessCall(signal?: AbortSignal): CallOptions {
    if (this.refusal === 'call') this.checkFormat()
    return { deadlineMs: Number.POSITIVE_INFINITY, signal }
  }

  async print<K extends ResultKind>(kind: K, result: Results[K]): Promise<void> {
    const { renders, format } = this
    if (!renders.has(kind)) renders.set(kind, await loadRender(format, kind))
    const render = renders.get(kind) as Render<Results[K]> | undefined
    if (render === undefined) throw unsupported(format)
    const { io, profile, flags } = this.settings
    await printChunks(
      io,
      render(result, {
        profile,
        hex: flags.hex,
        isEscaped: io.stdout.isEscaping,
        isTerminal: io.stdout.isTerminal,
        hasColour: io.stdout.hasColour,
      }),
    )
  }

  remark(line: string): Promise<void> {
    return this.settings.io.stderr.write(`${line}\n`)
  }

  /**
   * A line of what to do about a call that the cluster refused, with `--explain`, or without a pin on a terminal; none
   * else. Asks the cluster for the numbers; never rejects.
   */
  async explain(error: CliError): Promise<readonly string[]> {
    const { flags, profile, io } = this.settings
    if (!flags.explain && !(profile.auto && io.stderr.isTerminal)) return []
    try {
      const { explain, refusedCall } = await import('./client/diagnosis/explanation.ts')
      const refused = refusedCall(error)
      return refused === undefined ? [] : await explain(await this.client(), refused)
    } catch {
      return []
    }
  }

  /** Closes every client, and waits until the lines of `--debug` are written; never rejects. */
  async close(): Promise<void> {
    for (const opened of await Promise.allSettled(this.opened)) {
      if (opened.status === 'fulfilled') opened.value.close()
    }
    this.isClosed = true
    await this.lastDebugLine
  }
}

/** How each kind is printed, as far as it has been asked for; undefined where the format has no such output. */
type Renders = Map<ResultKind, Render<never> | undefined>

interface SessionParts {
  readonly format: Format
  readonly renders: Renders
  readonly cannotPrint: boolean
  readonly refusal: FormatRefusal
  readonly discovered: readonly string[]
  readonly login: Login | undefined
  readonly security: EndpointSecurity
}

interface Discovery {
  readonly endpoints: readonly string[]
  /** The name that certificates must carry; empty for the endpoint's own. */
  readonly serverName: string
}

// what is asked before an async function is called spares most commands the call, of which each takes its part of the start

function isDiscovered({ discoverySrv }: GlobalFlags): boolean {
  return discoverySrv !== ''
}

async function discover({ flags, io }: SessionSettings): Promise<Discovery> {
  const { discoverEndpoints } = await import('./client/connection/discovery.ts')
  const { secure, insecure } = await discoverEndpoints(flags.discoverySrv, flags.discoverySrvName)
  const serverName = flags.insecureDiscovery ? '' : flags.discoverySrv
  const kept = flags.insecureDiscovery ? insecure : []
  if (!flags.insecureDiscovery) {
    for (const endpoint of insecure) await io.stderr.write(`ignoring discovered insecure endpoint "${endpoint}"\n`)
  }
  const found = [...secure, ...kept]
  return { endpoints: found.length === 0 ? flags.endpoints : found, serverName }
}

function formatFrom({ writeOut }: GlobalFlags, profile: Profile): Format {
  const format = formatNamed(writeOut, profile)
  if (format === undefined) throw new CliError('unsupported output format', exitCodes.unsupported)
  return format
}

function refuseEmptyFiles({ flags, given }: SessionSettings): void {
  for (const name of ['cert', 'key', 'cacert'] as const) {
    if (given.has(name) && flags[name] === '') {
      throw new EmptyOption(name)
    }
  }
}

function isAnonymous({ authJwtToken, user }: GlobalFlags): boolean {
  return authJwtToken === '' && user === ''
}

async function loginFrom({ flags, io }: SessionSettings): Promise<Login | undefined> {
  if (flags.authJwtToken !== '') return { token: flags.authJwtToken }
  return loginAs(flags, async () => (await import('./frame/prompt.ts')).askPassword(io, 'Password: '))
}

const noTls: TlsFlags = { cacert: '', cert: '', key: '', isForced: false, skipVerify: false, serverName: '' }

function tlsFlagsFrom(flags: GlobalFlags, serverName: string): TlsFlags {
  return {
    cacert: flags.cacert,
    cert: flags.cert,
    key: flags.key,
    isForced: !flags.insecureTransport,
    skipVerify: flags.insecureSkipTlsVerify,
    serverName,
  }
}

/** Undefined for none. */
function nameOf(user: string): string | undefined {
  const [name = ''] = user.split(':', 1)
  return name === '' ? undefined : name
}

/** Which endpoints speak TLS, and what they need for it. */
interface EndpointSecurity {
  speaksTls(endpoint: Endpoint): boolean
  load(): Promise<Secured>
}

type Secured = (endpoint: Endpoint) => TlsSecurity

/** TLS files are read at once when the flags ask for TLS, the system's roots for an endpoint that does so by itself late. */
async function endpointSecurity(tlsFlags: TlsFlags, profile: Profile, io: Io): Promise<EndpointSecurity> {
  const isWanted = wantsTls(tlsFlags, atLeast(profile, '3.6'))
  const loaded = isWanted ? await loadSecurity(tlsFlags, profile, io) : undefined
  return {
    speaksTls: ({ tls }) => tls === 'always' || (tls === 'optional' && isWanted),
    load: async () => loaded ?? loadSecurity({ ...tlsFlags, skipVerify: false }, profile, io),
  }
}

async function loadSecurity(tlsFlags: TlsFlags, profile: Profile, { env }: Io): Promise<Secured> {
  const { securityFor } = await import('./client/tls/security.ts')
  const files = await tlsFiles(tlsFlags, env)
  // early 3.5 did not need it either, its last ones do
  return securityFor(files, tlsFlags, atLeast(profile, '3.5'))
}

async function tlsFiles(tlsFlags: TlsFlags, env: RootVariables): Promise<TlsFiles> {
  const isQuick = runtime.sockets !== undefined && !tlsFlags.skipVerify
  const plain = isQuick ? await (await import('./client/tls/plain-tls.ts')).readPlainTls(tlsFlags) : undefined
  if (plain !== undefined) return plain
  const files = (await import('./client/tls/read-tls.ts')).readTls(tlsFlags, env)
  // node's TLS refuses here what it cannot use; the executables load it only when their own does not do
  if (!isQuick || !files.isCommon) (await import('./client/tls/tls-context.ts')).secureContext(files)
  return files
}

/** Since 3.6 the receive limit, when both are set, must not be below the send limit. */
function refuseLimits({ maxRequestBytes, maxRecvBytes }: GlobalFlags): void {
  if (maxRequestBytes <= 0n || maxRecvBytes <= 0n || maxRequestBytes <= maxRecvBytes) return
  const limits = `gRPC message recv limit (${maxRecvBytes} bytes) must be greater than send limit (${maxRequestBytes} bytes)`
  throw new CliError(limits, exitCodes.badConnection)
}

function unsupported(format: Format): CliError {
  return new CliError(`${format} not supported as output format`, exitCodes.unsupported)
}

function anyOf(count: number): number {
  // to seed the random numbers takes as long as to parse the endpoint
  return count === 1 ? 0 : Math.floor(Math.random() * count)
}

function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6
}

/** What `ETCDCTL_TRANSPORT` asks for. Throws a CliError for what is none. */
function transportOf({ env }: Io): 'http2' | 'grpc-js' {
  const { ETCDCTL_TRANSPORT: text = '' } = env
  if (text === '' || text === 'http2') return 'http2'
  if (text === 'grpc-js') return 'grpc-js'
  throw new CliError(`invalid value "${text}" for ETCDCTL_TRANSPORT: use http2 or grpc-js`)
}

function hasProxy({ env }: Io): boolean {
  return (env.HTTPS_PROXY || env.https_proxy || '') !== ''
}
