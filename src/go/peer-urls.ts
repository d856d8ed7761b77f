import { isIPv4, isIPv6 } from 'node:net'
import { CliError } from '../base/errors.ts'
import { quote } from './quote.ts'

/**
 * Splits and checks the value of `--peer-urls`. Each element is returned as it was written; white space around it is
 * overlooked. Throws a CliError (exit code 1) with the text of the first element's fault.
 */
export function parsePeerUrls(text: string): string[] {
  const urls = text.split(',')
  for (const url of urls) checkPeerUrl(url.trim())
  return urls
}

/**
 * One peer URL as the servers keep and compare it: no white space around it, the scheme in lower case. Throws a CliError
 * (exit code 1).
 */
export function normalPeerUrl(text: string): string {
  const url = text.trim()
  checkPeerUrl(url)
  return url.replace(/^[^:]*/, (scheme) => scheme.toLowerCase())
}

function checkPeerUrl(text: string): void {
  const { scheme, host, path } = parseUrl(text)
  if (scheme === 'unix' || scheme === 'unixs') return
  if (scheme !== 'http' && scheme !== 'https') {
    throw new CliError(`URL scheme must be http, https, unix, or unixs: ${text}`)
  }
  if (!isHostPort(host)) throw new CliError(`URL address does not have the form "host:port": ${text}`)
  if (path !== '') throw new CliError(`URL must not contain a path: ${text}`)
}

function isHostPort(host: string): boolean {
  return /^(\[[^[\]]*\]|[^[\]:]*):[^[\]:]*$/.test(host)
}

interface UrlParts {
  readonly scheme: string
  readonly host: string
  readonly path: string
}

/** Takes a URL apart as Go 1.26 does (builds of 3.6 and 3.7), with its texts for what it refuses. */
function parseUrl(text: string): UrlParts {
  const hash = text.indexOf('#')
  const url = hash < 0 ? text : text.slice(0, hash)
  const parts = naming(url, () => splitUrl(url))
  if (hash >= 0) naming(text, () => checkEscapes(text.slice(hash + 1)))
  return parts
}

function naming<T>(url: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof CliError) throw new CliError(`parse ${quote(url)}: ${error.message}`, error.exitCode)
    throw error
  }
}

function splitUrl(url: string): UrlParts {
  if (/[\0-\x1f\x7f]/.test(url)) throw new CliError('net/url: invalid control character in URL')
  if (url.startsWith(':')) throw new CliError('missing protocol scheme')
  const scheme = (/^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] ?? '').toLowerCase()
  const rest = (scheme === '' ? url : url.slice(scheme.length + 1)).replace(/\?.*/, '')
  if (!rest.startsWith('/')) {
    if (scheme === '' && /^[^/]*:/.test(rest)) throw new CliError('first path segment in URL cannot contain colon')
    if (scheme === '') checkEscapes(rest)
    return { scheme, host: '', path: '' }
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  const [, authority = '', path = ''] = hasAuthority ? (/^\/\/([^/]*)(.*)$/.exec(rest) ?? []) : ['', '', rest]
  const host = parseAuthority(scheme, authority)
  checkEscapes(path)
  return { scheme, host, path }
}

function parseAuthority(scheme: string, authority: string): string {
  const at = authority.lastIndexOf('@')
  const host = parseHost(scheme, authority.slice(at + 1))
  const user = authority.slice(0, Math.max(at, 0))
  if (!/^[\w\-.:~!$&'()*+,;=%@]*$/.test(user)) throw new CliError('net/url: invalid userinfo')
  for (const part of user.split(/:(.*)/)) checkEscapes(part)
  return host
}

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[')
  if (open > 0) throw new CliError('invalid IP-literal')
  if (open === 0) return parseIpLiteral(host)
  const isStrict = scheme === 'http' || scheme === 'https'
  const colon = isStrict ? host.indexOf(':') : host.lastIndexOf(':')
  if (colon >= 0) checkPort(host.slice(colon))
  checkHostText(host)
  return host
}

function parseIpLiteral(host: string): string {
  const close = host.lastIndexOf(']')
  if (close < 0) throw new CliError("missing ']' in host")
  checkPort(host.slice(close + 1))
  const [address = '', zone] = host.slice(1, close).split(/%25(.*)/)
  checkHostText(address)
  if (isIPv4(address) && zone === undefined) throw new CliError('invalid IP-literal')
  if (!isIPv6(address)) throw new CliError(`invalid host: ParseAddr(${quote(address)}): unable to parse IP`)
  return host
}

function checkPort(text: string): void {
  if (!/^(:[0-9]*)?$/.test(text)) throw new CliError(`invalid port ${quote(text)} after host`)
}

function checkEscapes(text: string): void {
  const bad = /%(?![0-9a-f]{2}).{0,2}/iu.exec(text)
  if (bad !== null) throw new CliError(`invalid URL escape ${quote(bad[0])}`)
}

/** In a host only bytes beyond ASCII, and the percent sign itself, may be escaped. */
function checkHostText(text: string): void {
  const bad = /%(?!25|[89a-f][0-9a-f]).{0,2}|[^\w\-.~!$&'()*+,;=:[\]<>"%\x80-\u{10ffff}]/iu.exec(text)?.[0]
  if (bad === undefined) return
  const isEscape = bad.startsWith('%')
  throw new CliError(isEscape ? `invalid URL escape ${quote(bad)}` : `invalid character ${quote(bad)} in host name`)
}
