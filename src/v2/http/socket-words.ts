import { ipVersion } from '../../base/ip-address.ts'
import { errorCode, fileErrorText } from '../../go/file-error.ts'
import { TransportFailure } from '../failure.ts'

/** Where a socket leads. */
export type SocketTarget =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: string }
  | { readonly kind: 'unix'; readonly path: string }

/** Words of errors that files do not have. */
const texts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  ECONNABORTED: 'software caused connection abort',
  EHOSTUNREACH: 'no route to host',
  EHOSTDOWN: 'host is down',
  ENETUNREACH: 'network is unreachable',
  ENETDOWN: 'network is down',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EADDRINUSE: 'address already in use',
  EPROTOTYPE: 'protocol wrong type for socket',
  EAFNOSUPPORT: 'address family not supported by protocol',
}

function words(error: unknown): string {
  return texts[errorCode(error)] ?? fileErrorText(error)
}

/** A connection that could not be made, in Go's words; `servers` are those that names are asked of. */
export async function dialFailure(error: unknown, target: SocketTarget): Promise<TransportFailure> {
  const first = firstOf(error)
  if (target.kind === 'unix') return dialled(`unix ${target.path}: connect: ${words(first)}`)
  const code = errorCode(first)
  if (isLookup(first)) return dialled(`tcp: lookup ${target.host}${await onServer()}: ${lookupWords(code)}`)
  // the limit of the system, which is longer than Go's own
  if (code === 'ETIMEDOUT') return timedOut(target)
  return dialled(`tcp ${addressOf(first, target)}: connect: ${words(first)}`)
}

/** Go's own limit has passed. */
export function timedOut(target: SocketTarget): TransportFailure {
  if (target.kind === 'unix') return dialled(`unix ${target.path}: i/o timeout`)
  return dialled(`tcp ${joined(target.host, target.port)}: i/o timeout`)
}

/** A port that is none. */
export function badPort(port: string): TransportFailure {
  return dialled(`tcp: address ${port}: invalid port`)
}

function dialled(text: string): TransportFailure {
  return new TransportFailure(`dial ${text}`, { isConnection: true })
}

/** Of several addresses of a name the first counts, as in Go. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error
}

function isLookup(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && /^(?:getaddrinfo|query)/.test(String(error.syscall))
}

function lookupWords(code: string): string {
  return code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EINVAL' ? 'no such host' : 'server misbehaving'
}

async function onServer(): Promise<string> {
  const { getServers } = await import('node:dns')
  const [server] = getServers()
  if (server === undefined) return ''
  return ` on ${ipVersion(server) === 0 ? server : joined(server, '53')}`
}

function addressOf(error: unknown, { host, port }: { readonly host: string; readonly port: string }): string {
  const address = error instanceof Error && 'address' in error ? String(error.address) : host
  return joined(address, port)
}

export function joined(host: string, port: string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** How Go names a connection. */
export function pathBetween(address = '', port = 0, target: SocketTarget, remote?: string): string {
  if (target.kind === 'unix') return `unix @->${target.path}`
  return `tcp ${joined(address, String(port))}->${joined(remote ?? target.host, target.port)}`
}

/** A connection that broke while it was used. `path` is `tcp LOCAL->REMOTE`. */
export function brokenFailure(error: unknown, path: string): TransportFailure {
  const operation = errorCode(error) === 'EPIPE' ? 'write' : 'read'
  const isConnection = operation === 'read'
  return new TransportFailure(`${operation} ${path}: ${operation}: ${words(error)}`, { isConnection })
}

/** The other side has closed it before it said anything. */
export function endOfFile(): TransportFailure {
  return new TransportFailure('EOF')
}
