import { ipVersion } from '../base/ip-address.ts'

/** The parts of a URL that a proxy needs. */
export interface GoUrl {
  /** In lower case; empty when there is none. */
  readonly scheme: string
  /** With the port; empty when there is none. */
  readonly host: string
  /** Undefined when the URL names no user; the password may be empty. */
  readonly user: { readonly name: string; readonly password: string } | undefined
}

/** Reads a URL with the rules of Go's net/url (1.26). Undefined for what Go refuses. */
export function parseGoUrl(text: string): GoUrl | undefined {
  const [, url = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(text) ?? []
  if (/\p{Cc}/u.test(url.replace(/\P{ASCII}/gu, ''))) return undefined
  const { scheme, rest } = splitScheme(url)
  if (rest === undefined || unescaped(fragment) === undefined) return undefined
  const path = rest.replace(/\?.*$/s, '')
  if (scheme !== '' && !path.startsWith('/')) return { scheme, host: '', user: undefined }
  if (!path.startsWith('/') && /^[^/]*:/.test(path)) return undefined
  const hasAuthority = path.startsWith('//') && (scheme !== '' || !path.startsWith('///'))
  const [, authority = '', below = path] = hasAuthority ? (/^\/\/([^/]*)(.*)$/s.exec(path) ?? []) : []
  if (unescaped(below) === undefined) return undefined
  return withAuthority(scheme, authority)
}

function splitScheme(url: string): { readonly scheme: string; readonly rest: string | undefined } {
  if (url.startsWith(':')) return { scheme: '', rest: undefined }
  const [, scheme, rest] = /^([a-z][a-z\d+.-]*):(.*)$/is.exec(url) ?? []
  return { scheme: scheme?.toLowerCase() ?? '', rest: rest ?? url }
}

function withAuthority(scheme: string, authority: string): GoUrl | undefined {
  const at = authority.lastIndexOf('@')
  const host = parseHost(scheme, authority.slice(at + 1))
  if (host === undefined) return undefined
  if (at < 0) return { scheme, host, user: undefined }
  const [, name, password] = /^([^:]*):?(.*)$/s.exec(authority.slice(0, at)) ?? []
  const user = { name: credential(name), password: credential(password) }
  if (user.name === undefined || user.password === undefined) return undefined
  return { scheme, host, user: { name: user.name, password: user.password } }
}

function credential(text = ''): string | undefined {
  return /^[\w.:~!$&'()*+,;=%@-]*$/.test(text) ? unescaped(text) : undefined
}

function parseHost(scheme: string, host: string): string | undefined {
  if (host.includes('[')) return parseBracketed(host)
  const [, name = '', port = ''] = /^(.*?)(:[^:]*)?$/s.exec(host) ?? []
  if (!/^(:\d*)?$/.test(port)) return undefined
  if ((scheme === 'http' || scheme === 'https') && name.includes(':')) return undefined
  return unescapedHost(name + port)
}

function parseBracketed(host: string): string | undefined {
  const [, address, port] = /^\[([^[]*)\](:\d*)?$/s.exec(host) ?? []
  if (address === undefined) return undefined
  const [, name = '', zone = ''] = /^(.*?)(%25.*)?$/s.exec(address) ?? []
  const plain = unescapedHost(name)
  const plainZone = unescaped(zone)
  if (
    plain === undefined ||
    plainZone === undefined ||
    /%[89a-f]| /i.test(zone) ||
    !isHostText(plainZone.replaceAll(' ', ''))
  ) {
    return undefined
  }
  return ipVersion(plain + plainZone) === 6 ? `[${plain}${plainZone}]${port ?? ''}` : undefined
}

/** A host may escape only bytes beyond ASCII. */
function unescapedHost(text: string): string | undefined {
  return isHostText(text) && !/%(?!25)[0-7]/.test(text) ? unescaped(text) : undefined
}

function isHostText(text: string): boolean {
  return /^[\w.~!$&'()*+,;=:[\]<>"%-]*$/.test(text.replace(/\P{ASCII}/gu, ''))
}

/** Undefined when a percent sign does not begin an escape. */
function unescaped(text: string): string | undefined {
  if (/%(?![\da-f]{2})/i.test(text)) return undefined
  return text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString())
}
