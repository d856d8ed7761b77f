import { domainToASCII } from 'node:url'
import type { GoUrl } from '../../go/url.ts'
import type { Endpoint, ProxyStep } from '../connection/endpoints.ts'
import { type Environment, proxyRules } from './proxy-rules.ts'

/** The port of a proxy that names none, whatever its scheme (since 3.5.30; before, such a proxy could not be dialled). */
const usualPort = '443'

/**
 * The endpoints of one client with the proxies that lead to them. When none leads to the first endpoint, none does to the
 * others (since 3.5.30; 3.5.16 asks for each by itself).
 */
export function throughProxies(endpoints: readonly Endpoint[], env: Environment): readonly Endpoint[] {
  const proxyFor = proxyRules(env)
  const given = env.HTTPS_PROXY || env.https_proxy || ''
  const [first] = endpoints
  if (first === undefined || proxyFor(withoutScheme(first.text)) === undefined) return endpoints
  return endpoints.map((endpoint) => {
    const proxy = isTcp(endpoint) ? proxyFor(endpoint.authority) : undefined
    const target = proxy && tunnelTarget(endpoint.authority)
    if (proxy === undefined || target === undefined) return endpoint
    const authority = endpoint.authority.replace(/\P{ASCII}+/gu, encodeURIComponent)
    return { ...endpoint, authority, proxy: proxyStep(proxy, { target, given, usualPort }) }
  })
}

/** The original's URL of its first endpoint: without a scheme the address is the URL's path. */
function withoutScheme(text: string): string {
  const path = text.replace(/^(?:[^:]*:\/\/|unixs?:)/, '').replace(/[?#].*$/s, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function isTcp({ address, text }: Endpoint): boolean {
  return address.kind === 'tcp' || (address.kind === 'bad' && !/^unixs?:/i.test(text))
}

/** The original leaves the zone of an address out. Undefined for an address that no request can name. */
function tunnelTarget(authority: string): string | undefined {
  const [, host = '', port = ''] = /^(.*?)(:[^:]*)?$/s.exec(authority.replace(/%.*\]/, ']')) ?? []
  const target = (/^\p{ASCII}*$/u.test(host) ? host : domainToASCII(host)) + port
  return /^[\w.:[\]~!$&'()*+,;=-]+$/.test(target) ? target : undefined
}

/** After a slash in a password, the part before it reads as a host: it is not shown. */
function shownName({ host }: GoUrl, given: string): string {
  const behindUser = given.slice(given.lastIndexOf('@') + 1)
  return !given.includes('@') || behindUser.startsWith(host) ? host : 'named by HTTPS_PROXY'
}

interface Step {
  readonly target: string
  /** The variable as it was set. */
  readonly given: string
  readonly usualPort: string
}

export function proxyStep(proxy: GoUrl, { target, given, usualPort: ifNone }: Step): ProxyStep {
  const { host: hostPort, user } = proxy
  const [, bracketed, plain = '', port = ''] = /^(?:\[(.*)\]|(.*?))(?::(\d*))?$/s.exec(hostPort) ?? []
  const host = bracketed ?? plain
  // a colon without a port after it is no address (since 3.5.30)
  const isDialable = !hostPort.endsWith(':')
  return {
    host: host === '' && port !== '' ? 'localhost' : isDialable ? host : '',
    port: port === '' ? ifNone : port,
    target,
    authorization: user && `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`,
    text: shownName(proxy, given),
  }
}
