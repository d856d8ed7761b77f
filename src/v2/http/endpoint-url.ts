import { ipVersion } from '../../base/ip-address.ts'
import { quote } from '../../go/quote.ts'
import { unescapeBytes } from './form.ts'
import { escapePath } from './key-path.ts'

/** A URL taken apart as Go does (1.26). */
export interface EndpointUrl {
  /** In small letters; may be empty. */
  readonly scheme: string
  /** What stands behind the scheme when no slash does. */
  readonly opaque: string
  /** As it was written, without the `@`; undefined for none. */
  readonly user: string | undefined
  /** With the port; may be empty. */
  readonly host: string
  /** Not encoded. */
  readonly path: string
  /** Encoded; undefined for none. */
  readonly query: string | undefined
  readonly fragment: string
}

/** Throws an Error with Go's text, `parse "…": …`. */
export function parseUrl(text: string): EndpointUrl {
  const hash = text.indexOf('#')
  const url = hash < 0 ? text : text.slice(0, hash)
  const problem = problemOf(url)
  if (problem !== undefined) throw new Error(`parse ${quote(url)}: ${problem}`)
  const fragment = hash < 0 ? '' : text.slice(hash + 1)
  const badEscape = escapeProblem(fragment)
  if (badEscape !== undefined) throw new Error(`parse ${quote(text)}: ${badEscape}`)
  return { ...split(url), fragment }
}

/** With a scheme for those that have none. */
export function withScheme(url: EndpointUrl, scheme: string): EndpointUrl {
  return url.scheme === '' ? { ...url, scheme } : url
}

/** As Go writes it. */
export function urlText({ scheme, opaque, user, host, path, query, fragment }: EndpointUrl): string {
  const start = scheme === '' ? '' : `${scheme}:`
  const end = `${query === undefined ? '' : `?${query}`}${fragment === '' ? '' : `#${fragment}`}`
  if (opaque !== '') return `${start}${opaque}${end}`
  const hasAuthority = host !== '' || user !== undefined || (scheme !== '' && path !== '')
  const authority = hasAuthority ? `//${user === undefined ? '' : `${user}@`}${host}` : ''
  const slash = path !== '' && !path.startsWith('/') && host !== '' ? '/' : ''
  return `${start}${authority}${slash}${escapePath(path)}${end}`
}

/** The host without the brackets of IPv6, and the port, empty for none. */
export function hostPort({ host }: EndpointUrl): { readonly name: string; readonly port: string } {
  const [, bracketed, plain = '', port = ''] = /^(?:\[(.*)\]|(.*?))(?::(\d*))?$/s.exec(host) ?? []
  return { name: bracketed ?? plain, port }
}

function split(url: string): Omit<EndpointUrl, 'fragment'> {
  const { scheme, rest: withQuery } = splitScheme(url)
  const mark = withQuery.indexOf('?')
  const rest = mark < 0 ? withQuery : withQuery.slice(0, mark)
  const query = mark < 0 ? undefined : withQuery.slice(mark + 1)
  if (scheme !== '' && rest !== '' && !rest.startsWith('/')) {
    return { scheme, opaque: rest, user: undefined, host: '', path: '', query }
  }
  const { authority, path } = splitAuthority(scheme, rest)
  const at = authority.lastIndexOf('@')
  const user = at < 0 ? undefined : authority.slice(0, at)
  return { scheme, opaque: '', user, host: unescapeBytes(authority.slice(at + 1)), path: unescapeBytes(path), query }
}

function splitScheme(url: string): { readonly scheme: string; readonly rest: string } {
  const [, scheme = '', rest = url] = /^([a-z][a-z\d+.-]*):(.*)$/is.exec(url) ?? []
  return { scheme: scheme.toLowerCase(), rest }
}

function splitAuthority(scheme: string, rest: string): { readonly authority: string; readonly path: string } {
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  const [, authority = '', path = rest] = hasAuthority ? (/^\/\/([^/]*)(.*)$/s.exec(rest) ?? []) : []
  return { authority, path }
}

/** What Go has against a URL without a fragment. */
function problemOf(url: string): string | undefined {
  if (/[\0-\x1f\x7f]/.test(url)) return 'net/url: invalid control character in URL'
  if (url.startsWith(':')) return 'missing protocol scheme'
  const { scheme, rest: withQuery } = splitScheme(url)
  const rest = withQuery.replace(/\?.*$/s, '')
  if (scheme !== '' && !rest.startsWith('/')) return undefined
  if (scheme === '' && /^[^/]*:/.test(rest)) return 'first path segment in URL cannot contain colon'
  const { authority, path } = splitAuthority(scheme, rest)
  return authorityProblem(authority) ?? escapeProblem(path)
}

function authorityProblem(authority: string): string | undefined {
  const at = authority.lastIndexOf('@')
  const problem = hostProblem(authority.slice(at + 1))
  if (problem !== undefined || at < 0) return problem
  const user = authority.slice(0, at)
  return /^[\w\-.:~!$&'()*+,;=%@]*$/.test(user) ? escapeProblem(user) : 'net/url: invalid userinfo'
}

function hostProblem(host: string): string | undefined {
  if (host.startsWith('[')) return literalProblem(host)
  const colon = host.indexOf(':')
  return (colon < 0 ? undefined : portProblem(host.slice(colon))) ?? hostTextProblem(host)
}

function literalProblem(host: string): string | undefined {
  const close = host.lastIndexOf(']')
  if (close < 0) return "missing ']' in host"
  const [address = ''] = host.slice(1, close).split('%25')
  const problem = portProblem(host.slice(close + 1)) ?? hostTextProblem(address)
  if (problem !== undefined || ipVersion(address) === 6) return problem
  return ipVersion(address) === 4
    ? 'invalid IP-literal'
    : `invalid host: ParseAddr(${quote(address)}): unable to parse IP`
}

function portProblem(text: string): string | undefined {
  return /^(:\d*)?$/.test(text) ? undefined : `invalid port ${quote(text)} after host`
}

function escapeProblem(text: string): string | undefined {
  const bad = /%(?![\da-f]{2}).{0,2}/isu.exec(text)
  return bad === null ? undefined : `invalid URL escape ${quote(bad[0])}`
}

/** In a host only bytes beyond ASCII, and the percent sign itself, may be escaped. */
function hostTextProblem(host: string): string | undefined {
  const bad = /%(?!25|[89a-f][\da-f]).{0,2}|[^\w\-.~!$&'()*+,;=:[\]<>"%\x80-\u{10ffff}]/iu.exec(host)?.[0]
  if (bad === undefined) return undefined
  return bad.startsWith('%') ? `invalid URL escape ${quote(bad)}` : `invalid character ${quote(bad)} in host name`
}
