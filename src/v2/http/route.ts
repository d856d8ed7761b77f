import type { ProxyStep } from '../../client/connection/endpoints.ts'
import type { GoUrl } from '../../go/url.ts'
import { TransportFailure } from '../failure.ts'
import type { EndpointUrl } from './endpoint-url.ts'
import { joined, type SocketTarget } from './socket-words.ts'
import type { SocksStep } from './socks-tunnel.ts'

export type RouteEnvironment = Readonly<Record<string, string | undefined>>

/** The way to the server of a URL. */
export interface Route {
  /** Connections with the same one are as good as each other. */
  readonly key: string
  /** What is dialled. */
  readonly target: SocketTarget
  /** The name of the server, for TLS; undefined without TLS. */
  readonly secureHost: string | undefined
  /** A proxy that is asked for a tunnel. */
  readonly tunnel: ProxyStep | undefined
  /** A proxy that is asked for a connection as SOCKS does. */
  readonly socks: SocksStep | undefined
  /** The dialled one is a proxy. */
  readonly isProxied: boolean
  /** The proxy gets the whole URL, and these headers. */
  readonly isAbsolute: boolean
  readonly headers: readonly (readonly [name: string, value: string])[]
}

const proxyVariables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']

/** Throws a TransportFailure for a proxy that cannot be used. */
export async function routeTo(url: EndpointUrl, target: SocketTarget, env: RouteEnvironment): Promise<Route> {
  const secureHost = url.scheme === 'https' || url.scheme === 'unixs' ? hostOf(url) : undefined
  const direct: Route = {
    key: `${url.scheme}://${url.host}`,
    target,
    secureHost,
    tunnel: undefined,
    socks: undefined,
    isProxied: false,
    isAbsolute: false,
    headers: [],
  }
  if (target.kind !== 'tcp' || !proxyVariables.some((name) => (env[name] ?? '') !== '')) return direct
  const found = await proxyOf(url.scheme, joined(target.host, target.port), env)
  if (found === undefined) return direct
  const { url: proxyUrl, step: proxy } = found
  const step = {
    key: `${direct.key} by a proxy`,
    target: { kind: 'tcp', host: proxy.host, port: proxy.port },
    isProxied: true,
  } as const
  if (isSocks(proxyUrl))
    return { ...direct, ...step, socks: { host: target.host, port: Number(target.port), user: proxyUrl.user } }
  if (secureHost !== undefined) return { ...direct, ...step, tunnel: proxy }
  const { authorization } = proxy
  const headers = authorization === undefined ? [] : ([['Proxy-Authorization', authorization]] as const)
  return { ...direct, ...step, isAbsolute: true, headers }
}

function hostOf({ host }: EndpointUrl): string {
  return host.replace(/:\d*$/, '')
}

/** Go's rules: the variable depends on the scheme, and loopback addresses need no proxy. */
async function proxyOf(scheme: string, address: string, env: RouteEnvironment): Promise<Proxy | undefined> {
  const { plainProxyRules, proxyRules } = await import('../../client/proxy/proxy-rules.ts')
  const { proxyStep } = await import('../../client/proxy/proxies.ts')
  const proxy = rulesOf(() => (scheme === 'https' ? proxyRules(env) : plainProxyRules(env)))(address)
  if (proxy === undefined) return undefined
  if (proxy.scheme !== 'http' && !isSocks(proxy)) {
    throw new TransportFailure(`proxyconnect tcp: a proxy with the scheme "${proxy.scheme}" is not supported`)
  }
  const usualPort = isSocks(proxy) ? '1080' : '80'
  return { url: proxy, step: proxyStep(proxy, { target: address, given: '', usualPort }) }
}

interface Proxy {
  readonly url: GoUrl
  readonly step: ProxyStep
}

function isSocks({ scheme }: GoUrl): boolean {
  return scheme === 'socks5' || scheme === 'socks5h'
}

function rulesOf<T>(rules: () => T): T {
  try {
    return rules()
  } catch (error) {
    throw new TransportFailure(error instanceof Error ? error.message : String(error))
  }
}
