import { ipVersion, isHalfAddress } from '../../base/ip-address.ts'

/** Whether an endpoint speaks TLS: `optional` follows the TLS flags. */
export type TlsUse = 'never' | 'always' | 'optional'

/** One endpoint, as the user wrote it and as it is dialled. */
export interface Endpoint {
  /** As given, trimmed: this is what results and errors show. */
  readonly text: string
  readonly tls: TlsUse
  readonly address: TcpAddress | UnixAddress | BadAddress
  /** The `:authority` of every call. */
  readonly authority: string
  /** The name that the server's certificate must carry; empty for an endpoint that names no host. */
  readonly serverName: string
  /** The proxy that leads to it; none when left out. */
  readonly proxy?: ProxyStep
}

/** A proxy on the way to an endpoint. */
export interface ProxyStep {
  /** Name or address to dial. */
  readonly host: string
  readonly port: string
  /** What the proxy is asked for, `host:port` in most cases. */
  readonly target: string
  /** The header `Proxy-Authorization`. */
  readonly authorization: string | undefined
  /** `host:port` as words of ours show it. */
  readonly text: string
}

export interface TcpAddress {
  readonly kind: 'tcp'
  readonly host: string
  readonly port: string
}

export interface UnixAddress {
  readonly kind: 'unix'
  readonly path: string
}

/** An address that nothing can be dialled at; the original retries it until the deadline (seen in 3.4 to 3.7). */
export interface BadAddress {
  readonly kind: 'bad'
  readonly reason: string
}

/** What is dialled first on the way to an endpoint. */
export function firstStop({ address, proxy }: Endpoint): Endpoint['address'] {
  if (proxy === undefined) return address
  const { host, port, text } = proxy
  if (isHalfAddress(host)) return { kind: 'bad', reason: `the proxy ${text}: "${host}" is not an IPv4 address` }
  if (host !== '' && Number(port) <= 65535) return { kind: 'tcp', host, port }
  return { kind: 'bad', reason: `the proxy ${text}: no host or no such port` }
}

/** Parses one endpoint; never throws, a bad address is found out when it is dialled. */
export function parseEndpoint(given: string): Endpoint {
  const text = given.trim()
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'unix' || scheme === 'unixs') return unixEndpoint(text, scheme)
  if ((scheme === 'http' || scheme === 'https') && /^https?:\/\//i.test(text)) return webEndpoint(text, scheme)
  return tcpEndpoint(text, 'optional', text)
}

function webEndpoint(text: string, scheme: 'http' | 'https'): Endpoint {
  const rest = text.slice(scheme.length + 3)
  const hostPort = (/^[^/?#]*/.exec(rest)?.[0] ?? '').replace(/^.*@/, '').replace(escapedZone, '[$1%')
  return tcpEndpoint(text, scheme === 'https' ? 'always' : 'never', hostPort)
}

/** In a URL the sign before the zone of an IPv6 address is escaped. */
const escapedZone = /^\[([^\]%]*)%25/

function unixEndpoint(text: string, scheme: 'unix' | 'unixs'): Endpoint {
  const path = text.slice(scheme.length + 1).replace(/^\/\//, '')
  const last = path.slice(path.lastIndexOf('/') + 1)
  return {
    text,
    tls: scheme === 'unixs' ? 'always' : 'optional',
    address: Buffer.byteLength(path) > longestUnixPath ? unixPathProblem(path) : { kind: 'unix', path },
    authority: last === '' ? 'localhost' : last.replace(notInAuthority, encodeURIComponent),
    serverName: last.replace(/:[^:]*$/, ''),
  }
}

/** What a server would refuse in `:authority`; the rest of a file's name stays as it is (3.4 to 3.7). */
const notInAuthority = /[^\w!$%&'()*+,.:;=@~[\]-]+/g

/** Bytes; node would cut a longer one and dial another socket. */
const longestUnixPath = 107

function unixPathProblem(path: string): BadAddress {
  return { kind: 'bad', reason: `address ${path}: a unix socket's path has at most ${longestUnixPath} bytes` }
}

function tcpEndpoint(text: string, tls: TlsUse, hostPort: string): Endpoint {
  const address = parseHostPort(hostPort)
  // a port alone is one of this machine, but names no host for a certificate (3.4 to 3.7)
  if (hostPort.startsWith(':')) return { text, tls, address, authority: hostPort, serverName: '' }
  const serverName = address.kind === 'tcp' ? address.host : hostPort
  return { text, tls, address, authority: hostPort, serverName }
}

function parseHostPort(text: string): TcpAddress | BadAddress {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(text)
  if (match === null) return { kind: 'bad', reason: addressProblem(text) }
  const host = match[1] ?? match[2] ?? ''
  const port = match[3] ?? ''
  // brackets around a name or an address of IPv4 are dropped, as guides for Kubernetes write them
  if (host.includes(':') && ipVersion(host.replace(/%.*/, '')) !== 6) {
    return { kind: 'bad', reason: `address ${text}: "${host}" is not an IPv6 address` }
  }
  if (isHalfAddress(host)) return { kind: 'bad', reason: `address ${text}: "${host}" is not an IPv4 address` }
  if (!/^\d+$/.test(port) || Number(port) > 65535) {
    return {
      kind: 'bad',
      reason: port === '' ? `address ${text}: empty port` : `address ${text}: unknown port "${port}"`,
    }
  }
  return { kind: 'tcp', host: host === '' ? 'localhost' : host, port }
}

function addressProblem(text: string): string {
  if (text.startsWith('[') && !text.includes(']')) return `address ${text}: missing ']' in address`
  const colons = text.split(':').length - 1
  return `address ${text}: ${colons > 1 ? 'too many colons in address' : 'missing port in address'}`
}
