import { domainToASCII } from 'node:url'
import { type GoUrl, parseGoUrl } from '../../go/url.ts'
import { contains, type IpBits, ipBits, network } from './ip-bits.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Tells which proxy leads to an address, that is `host:port` or what a user wrote in its place; undefined for none. */
export type ProxyRules = (address: string) => GoUrl | undefined

/**
 * The rules of Go's gRPC (golang.org/x/net/http/httpproxy as it stands in 3.4.37 to 3.7): HTTPS_PROXY, else https_proxy,
 * for plain addresses too, except for what NO_PROXY, else no_proxy, excludes, and for `localhost` and loopback addresses.
 */
export function proxyRules(env: Environment): ProxyRules {
  return rulesOf(parseProxy(firstOf(env, 'HTTPS_PROXY', 'https_proxy')), env, '443')
}

/**
 * The rules for Go's plain HTTP, which gRPC never is: HTTP_PROXY, else http_proxy. Throws where a web server could have set it for a
 * client of its own.
 */
export function plainProxyRules(env: Environment): ProxyRules {
  const proxy = parseProxy(firstOf(env, 'HTTP_PROXY', 'http_proxy'))
  if (proxy !== undefined && (env.REQUEST_METHOD ?? '') !== '') {
    throw new Error('refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy')
  }
  return rulesOf(proxy, env, '80')
}

function rulesOf(proxy: GoUrl | undefined, env: Environment, usualPort: string): ProxyRules {
  if (proxy === undefined) return () => undefined
  const exclusions = parseExclusions(firstOf(env, 'NO_PROXY', 'no_proxy'))
  return (address) => (isProxied(hostOf(address, usualPort), exclusions) ? proxy : undefined)
}

/** The first one that is not empty. */
function firstOf(env: Environment, upper: string, lower: string): string {
  return env[upper] || env[lower] || ''
}

/** A text that is no URL with a host is read once more with `http://` in front of it. */
function parseProxy(text: string): GoUrl | undefined {
  if (text === '') return undefined
  const url = parseGoUrl(text)
  if (url !== undefined && url.scheme !== '' && url.host !== '') return url
  return parseGoUrl(`http://${text}`) ?? url
}

interface Host {
  readonly name: string
  readonly port: string
  readonly ip: IpBits | undefined
}

function hostOf(address: string, usualPort: string): Host {
  const [, front = '', port = ''] = /^(.*?)(?::(\d*))?$/s.exec(address) ?? []
  const written = /^\[.*\]$/s.test(front) ? front.slice(1, -1) : front
  const name = /[[\]]/.test(written) ? written : toAscii(written)
  return { name, port: port === '' ? usualPort : port, ip: ipBits(name) }
}

/** A text that cannot be a name stays as it is. */
function toAscii(name: string): string {
  return /^\p{ASCII}*$/u.test(name) || /[/?#@\\:]/.test(name) ? name : domainToASCII(name) || name
}

function isProxied({ name, port, ip }: Host, exclusions: readonly Exclusion[]): boolean {
  if (/[[\]]/.test(name) || name === 'localhost' || (ip !== undefined && isLoopback(ip))) return false
  const host = { name: name.trim().toLowerCase(), port, ip }
  return !exclusions.some((excludes) => excludes(host))
}

function isLoopback({ version, bits }: IpBits): boolean {
  return version === 4 ? bits >> 24n === 127n : bits === 1n
}

type Exclusion = (host: Host) => boolean

function parseExclusions(list: string): Exclusion[] {
  const exclusions: Exclusion[] = []
  for (const item of list.split(',').map((each) => each.trim().toLowerCase())) {
    if (item === '*') return [() => true]
    const exclusion = parseExclusion(item)
    if (exclusion !== undefined) exclusions.push(exclusion)
  }
  return exclusions
}

function parseExclusion(item: string): Exclusion | undefined {
  const net = network(item)
  if (net !== undefined) return ({ ip }) => ip !== undefined && contains(net, ip)
  const [, bracketed, plain, port = ''] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(item) ?? []
  const name = bracketed ?? plain ?? item
  if (name === '') return undefined
  const ip = name.includes('%') ? undefined : ipBits(name)
  const hasPort = (host: Host): boolean => port === '' || port === host.port
  if (ip !== undefined) return (host) => isSame(host.ip, ip) && hasPort(host)
  const covers = domainRule(name)
  return (host) => host.ip === undefined && covers(host.name) && hasPort(host)
}

function isSame(left: IpBits | undefined, right: IpBits): boolean {
  return left?.version === right.version && left.bits === right.bits
}

/** `example.com` covers itself and what is below it, `.example.com` and `*.example.com` only the latter. */
function domainRule(pattern: string): (name: string) => boolean {
  const rest = pattern.startsWith('*.') ? pattern.slice(1) : pattern
  const coversItself = !rest.startsWith('.')
  const suffix = toAscii(coversItself ? `.${rest}` : rest)
  return (name) => name.endsWith(suffix) || (coversItself && name === suffix.slice(1))
}
