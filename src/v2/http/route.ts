import type { ProxyStep } from '../../client/connection/endpoints.ts'
import { TransportFailure } from '../failure.ts'
import type { EndpointUrl } from './endpoint-url.ts'
import { joined, type SocketTarget } from './socket-words.ts'

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
    isProxied: false,
    isAbsolute: false,
    headers: [],
  }
  if (target.kind !== 'tcp' || !proxyVariables.some((name) => (env[name] ?? '') !== '')) return direct
  const proxy = await proxyOf(url.scheme, joined(target.host, target.port), env)
  if (proxy === undefined) return direct
  const step = {
    key: `${direct.key} by a proxy`,
    target: { kind: 'tcp', host: proxy.host, port: proxy.port },
    isProxied: true,
  } as const
  if (secureHost !== undefined) return { ...direct, ...step, tunnel: proxy }
  const { authorization } = proxy
  const headers = authorization === undefined ? [] : ([['Proxy-Authorization', authorization]] as const)
  return { ...direct, ...step, isAbsolute: true, headers }
}

function hostOf({ host }: EndpointUrl): string {
  return host.replace(/:\d*$/, '')
}

/** Go's rules: the variable depends on the scheme, and loopback addresses need no proxy. */
async function proxyOf(scheme: string, address: string, env: RouteEnvironment): Promise<ProxyStep | undefined> {
  const { plainProxyRules, proxyRules } = await import('../../client/proxy/proxy-rules.ts')
  const { proxyStep } = await import('../../client/proxy/proxies.ts')
  const proxy = rulesOf(() => (scheme === 'https' ? proxyRules(env) : plainProxyRules(env)))(address)
  if (proxy === undefined) return undefined
  if (proxy.scheme !== 'http') {
    throw new TransportFailure(`proxyconnect tcp: a proxy with the scheme "${proxy.scheme}" is not supported`)
  }
  return proxyStep(proxy, { target: address, given: '', usualPort: '80' })
}

function rulesOf<T>(rules: () => T): T {
  try {
    return rules()
  } catch (error) {
    throw new TransportFailure(error instanceof Error ? error.message : String(error))
  }
}
