import { lookup } from 'node:dns/promises'
import http2 from 'node:http2'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { errorCode } from '../../go/file-error.ts'
import { runtime } from '../../runtime/current.ts'
import { type Endpoint, firstStop, type ProxyStep } from '../connection/endpoints.ts'
import { checks, silentHttp2Check } from '../connection/stage.ts'
import { openSocket, reached } from '../link/socket.ts'
import { closedEarly, ProxyProblem } from '../proxy/tunnel.ts'
import type { TlsFiles, TlsSecurity } from '../tls/security.ts'
import { ServerRefusal } from '../tls/server-check.ts'
import { secureContext } from '../tls/tls-context.ts'
import { shakeHands } from '../tls/tls-handshake.ts'
import type { Diagnosis } from './diagnosis.ts'
import { routeProblem } from './route-problem.ts'
import { certificateProblem, mayBeOffer, tlsProblem } from './tls-problem.ts'

/**
 * Walks the layers of a connection once more, one by one, to name the one that fails. Resolves to undefined when all of
 * them work now. Never rejects; gives up on a layer after `timeoutMs` milliseconds.
 */
export async function walkLayers(
  endpoint: Endpoint,
  security: TlsSecurity | undefined,
  timeoutMs: number,
): Promise<Diagnosis | undefined> {
  const { proxy } = endpoint
  const stop = firstStop(endpoint)
  if (stop.kind === 'bad') return proxy === undefined ? badAddress(stop.reason) : badProxy(stop.reason)
  if (stop.kind === 'tcp' && net.isIP(stop.host) === 0) {
    const problem = await lookup(stop.host).then(() => undefined, nameProblem)
    if (problem !== undefined)
      return proxy === undefined ? problem : proxyProblem(proxy, { cause: problem.cause, check: checks.proxy })
  }
  const socket = await connectSocket(endpoint, timeoutMs)
  if (!(socket instanceof net.Socket)) return socket
  try {
    return security === undefined
      ? await diagnosePlain(endpoint, socket, timeoutMs)
      : await diagnoseTls(endpoint, socket, security, timeoutMs)
  } finally {
    socket.destroy()
  }
}

function badAddress(reason: string): Diagnosis {
  return {
    layer: 'name',
    cause: reason,
    check: 'write the endpoint as host:port or https://host:port',
    isPermanent: true,
  }
}

function badProxy(reason: string): Diagnosis {
  return { layer: 'proxy', cause: reason, check: 'write HTTPS_PROXY as http://host:port', isPermanent: true }
}

function nameProblem(error: unknown): Diagnosis {
  const code = errorCode(error)
  // EINVAL: the text cannot be a host name
  const cause = code === 'ENOTFOUND' || code === 'EINVAL' ? 'no such host' : `name lookup failed (${code})`
  return { layer: 'name', cause, check: 'check the host name and the DNS server', isPermanent: false }
}

async function connectSocket(endpoint: Endpoint, timeoutMs: number): Promise<net.Socket | Diagnosis> {
  const socket = openSocket(endpoint)
  const event = await firstOf(socket, [reached], timeoutMs)
  if (event.name === reached) return socket
  socket.destroy()
  const problem = tcpProblem(await withTrueCode(event, firstStop(endpoint)))
  return endpoint.proxy === undefined ? problem : proxyProblem(endpoint.proxy, tunnelProblem(event, problem))
}

async function withTrueCode(event: LayerEvent, stop: Endpoint['address']): Promise<LayerEvent> {
  if (stop.kind !== 'tcp' || event.code !== 'ECONNREFUSED') return event
  return { ...event, code: (await routeProblem(stop)) ?? event.code }
}

const tcpCauses: Readonly<Record<string, readonly [cause: string, check: string]>> = {
  ECONNREFUSED: ['connection refused', 'is etcd running, and is this its client port?'],
  ENOENT: ['no such socket file', 'check the path of the unix socket'],
  EHOSTUNREACH: ['no route to host', 'check the address and the network'],
  ENETUNREACH: ['network is unreachable', 'check the address and the network'],
  EADDRNOTAVAIL: ['cannot assign requested address', 'check the address and the network'],
  ETIMEDOUT: ['connection timed out', 'check the address and any firewall on the way'],
  EACCES: ['permission denied', 'check the rights of the socket file'],
}

function tcpProblem(event: LayerEvent): Diagnosis {
  const known = tcpCauses[event.code]
  if (known !== undefined) return { layer: 'TCP', cause: known[0], check: known[1], isPermanent: false }
  const cause = event.name === 'timeout' ? 'no answer' : event.message
  return { layer: 'TCP', cause, check: 'check the address and any firewall on the way', isPermanent: false }
}

/** Whatever goes wrong before the tunnel is open is the proxy's fault. */
function proxyProblem({ text }: ProxyStep, { cause, check }: Pick<Diagnosis, 'cause' | 'check'>): Diagnosis {
  return { layer: 'proxy', cause: `the proxy ${text}: ${cause}`, check, isPermanent: false }
}

function tunnelProblem({ name, code, problem }: LayerEvent, { cause }: Diagnosis): Pick<Diagnosis, 'cause' | 'check'> {
  const isClosed = name === 'close' || code === 'ECONNRESET' || code === 'EPIPE'
  const known = problem ?? (isClosed ? closedEarly : undefined)
  return known === undefined ? { cause, check: checks.proxy } : { cause: known.message, check: known.check }
}

async function diagnoseTls(
  endpoint: Endpoint,
  socket: net.Socket,
  security: TlsSecurity,
  timeoutMs: number,
): Promise<Diagnosis | undefined> {
  const filesProblem = problemOf(security.files)
  if (filesProblem !== undefined) return tlsProblem(filesProblem.message, 'check the TLS files')
  const end = await endOfHandshake(socket, security, timeoutMs)
  if (end instanceof tls.TLSSocket) return diagnoseSettings(end, security, timeoutMs)
  if (end instanceof ServerRefusal) return tlsProblem(end.message, end.check)
  if (await agreesOnlyOnOthers(end, endpoint, timeoutMs)) return tlsProblem(...tooOld)
  const known = certificateProblem(end, security)
  if (known !== undefined) return known
  const plain = await speaksHttp2(openSocket(endpoint), timeoutMs)
  if (plain || end.code === 'ERR_SSL_WRONG_VERSION_NUMBER') return tlsToPlain()
  return tlsProblem(handshakeText(end), 'is this the client port of a TLS etcd?', false)
}

/** The error for files that the TLS library does not take. */
function problemOf(files: TlsFiles): Error | undefined {
  try {
    secureContext(files)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function endOfHandshake(
  socket: net.Socket,
  security: TlsSecurity,
  timeoutMs: number,
): Promise<tls.TLSSocket | ServerRefusal | LayerEvent> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<LayerEvent>((resolve) => {
    timer = setTimeout(() => resolve(timedOut), timeoutMs)
  })
  const failed = (error: Error): ServerRefusal | LayerEvent =>
    error instanceof ServerRefusal ? error : { name: 'error', code: errorCode(error), message: error.message }
  return Promise.race([shakeHands(socket, security).catch(failed), timeout]).finally(() => clearTimeout(timer))
}

const tooOld = [
  'the server and we have no cipher suite, curve or signature algorithm in common',
  'allow it suites with ECDHE and GCM',
] as const

function anySuite(): string {
  return runtime.tlsLibrary.hasSecurityLevels ? 'ALL:@SECLEVEL=0' : 'ALL'
}

/** True for a server that would shake hands with a client that is less choosy than Go. */
async function agreesOnlyOnOthers(failure: LayerEvent, endpoint: Endpoint, timeoutMs: number): Promise<boolean> {
  if (!mayBeOffer(failure)) return false
  const event = await looseHandshake(endpoint, { ciphers: anySuite() }, timeoutMs)
  return event.name === 'secureConnect'
}

/** With TLS 1.3 a server refuses a client certificate only after the handshake is done. */
async function diagnoseSettings(
  secure: tls.TLSSocket,
  security: TlsSecurity,
  timeoutMs: number,
): Promise<Diagnosis | undefined> {
  const event = await firstSettings(secure, timeoutMs)
  if (event.name === 'remoteSettings') return undefined
  const known = certificateProblem(event, security)
  if (known !== undefined) return known
  if (event.name === 'timeout') return silentHttp2
  return {
    layer: 'HTTP2',
    cause: `the connection was closed (${handshakeText(event)})`,
    check: 'is this the client port of etcd?',
    isPermanent: false,
  }
}

async function diagnosePlain(
  endpoint: Endpoint,
  socket: net.Socket,
  timeoutMs: number,
): Promise<Diagnosis | undefined> {
  const event = await firstSettings(socket, timeoutMs)
  if (event.name === 'remoteSettings') return undefined
  if (await speaksTls(endpoint, timeoutMs)) return plainToTls()
  if (event.name === 'timeout') return silentHttp2
  return {
    layer: 'HTTP2',
    cause: 'the connection was closed before HTTP/2 began',
    check: 'is this the client port of etcd?',
    isPermanent: false,
  }
}

const silentHttp2: Diagnosis = { layer: 'HTTP2', cause: 'no answer', check: silentHttp2Check, isPermanent: false }

function plainToTls(): Diagnosis {
  return {
    layer: 'TLS',
    cause: 'the server speaks TLS, the endpoint is plain',
    check: 'write the endpoint as https://… and give --cacert',
    isPermanent: true,
  }
}

function tlsToPlain(): Diagnosis {
  return {
    layer: 'TLS',
    cause: 'the server speaks no TLS',
    check: 'write the endpoint as http://… if the cluster is plain',
    isPermanent: true,
  }
}

function handshakeText(event: LayerEvent): string {
  return event.name === 'timeout' ? 'no answer' : event.message
}

async function speaksHttp2(socket: net.Socket, timeoutMs: number): Promise<boolean> {
  const connected = await firstOf(socket, [reached], timeoutMs)
  const event = connected.name === reached ? await firstSettings(socket, timeoutMs) : connected
  socket.destroy()
  return event.name === 'remoteSettings'
}

async function speaksTls(endpoint: Endpoint, timeoutMs: number): Promise<boolean> {
  const event = await looseHandshake(endpoint, {}, timeoutMs)
  return event.name === 'secureConnect' || event.code.includes('ALERT')
}

/** How a handshake on a connection of its own ends when any server is trusted. */
async function looseHandshake(
  endpoint: Endpoint,
  options: tls.ConnectionOptions,
  timeoutMs: number,
): Promise<LayerEvent> {
  const socket = openSocket(endpoint)
  const connected = await firstOf(socket, [reached], timeoutMs)
  if (connected.name !== reached) {
    socket.destroy()
    return connected
  }
  const secure = tls.connect({ ...options, socket, rejectUnauthorized: false, ALPNProtocols: ['h2'] })
  const event = await firstOf(secure, ['secureConnect'], timeoutMs)
  secure.destroy()
  return event
}

async function firstSettings(socket: Duplex, timeoutMs: number): Promise<LayerEvent> {
  const connection = http2.connect('http://localhost', { createConnection: () => socket })
  const connectionEnd = firstOf(connection, ['remoteSettings', 'close'], timeoutMs)
  const socketError = firstOf(socket, [], timeoutMs)
  const event = await Promise.race([connectionEnd, socketError])
  connection.destroy()
  return event
}

const timedOut: LayerEvent = { name: 'timeout', code: '', message: 'no answer' }

interface LayerEvent {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly problem?: ProxyProblem
}

/** The first of `events`, an error, a close or the timeout. Later errors of the emitter are swallowed: it is given up. */
function firstOf(emitter: NodeJS.EventEmitter, events: readonly string[], timeoutMs: number): Promise<LayerEvent> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(timedOut), timeoutMs)
    const settle = (event: LayerEvent): void => {
      clearTimeout(timer)
      resolve(event)
    }
    for (const name of events) emitter.once(name, () => settle({ name, code: '', message: '' }))
    emitter.on('error', (error: Error) => settle(failure(error)))
    emitter.once('close', () => setImmediate(() => settle({ name: 'close', code: '', message: 'connection closed' })))
  })
}

function failure(error: Error): LayerEvent {
  const event = { name: 'error', code: errorCode(error), message: error.message }
  return error instanceof ProxyProblem ? { ...event, problem: error } : event
}
