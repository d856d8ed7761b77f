import { type AlternativeNames, hostOfUri, isDomain } from './alternative-names.ts'
import { constructedTag, contextTag, DerReader, MalformedError } from './der.ts'
import { isAscii } from './distinguished-name.ts'
import { canonicalAddress } from './server-name.ts'

/** Names of one kind each, under which a name is permitted or excluded. */
interface Subtrees {
  readonly dns: string[]
  /** Address and mask, one behind the other: 8 or 32 bytes. */
  readonly addresses: Buffer[]
  readonly emails: string[]
  readonly uris: string[]
}

/** The names that an authority may vouch for. */
export interface NameConstraints {
  readonly permitted: Subtrees
  readonly excluded: Subtrees
  /** Some of them are of a kind that Go does not know. */
  readonly hasUnknown: boolean
}

const problem = 'x509: invalid NameConstraints extension'

/** Throws a MalformedError, in Go's words. */
export function parseNameConstraints(value: Buffer): NameConstraints {
  const outer = new DerReader(value)
  const lists = outer.readSequence(problem)
  const permitted = lists.readOptional(constructedTag(0), problem) ?? Buffer.alloc(0)
  const excluded = lists.readOptional(constructedTag(1), problem) ?? Buffer.alloc(0)
  if (!lists.isEmpty || !outer.isEmpty) throw new MalformedError(problem)
  if (permitted.length + excluded.length === 0) throw new MalformedError('x509: empty name constraints extension')
  const [first, second] = [parseSubtrees(permitted), parseSubtrees(excluded)]
  return { permitted: first.subtrees, excluded: second.subtrees, hasUnknown: first.hasUnknown || second.hasUnknown }
}

function parseSubtrees(content: Buffer): { readonly subtrees: Subtrees; readonly hasUnknown: boolean } {
  const subtrees: Subtrees = { dns: [], addresses: [], emails: [], uris: [] }
  let hasUnknown = false
  const reader = new DerReader(content)
  while (!reader.isEmpty) {
    const { tag, content: base } = reader.readSequence(problem).readAny(problem)
    if (tag === contextTag(1)) subtrees.emails.push(checkedEmail(base))
    else if (tag === contextTag(2)) subtrees.dns.push(checkedDomain(base, 'dnsName'))
    else if (tag === contextTag(6)) subtrees.uris.push(checkedUriDomain(base))
    else if (tag === contextTag(7)) subtrees.addresses.push(checkedRange(base))
    else hasUnknown = true
  }
  return { subtrees, hasUnknown }
}

function checkedDomain(content: Buffer, kind: string): string {
  const text = content.toString('latin1')
  if (!isAscii(content))
    throw new MalformedError(`x509: invalid constraint value: x509: "${text}" cannot be encoded as an IA5String`)
  if (!isDomain(text, true)) throw new MalformedError(`x509: failed to parse ${kind} constraint "${text}"`)
  return text
}

function checkedEmail(content: Buffer): string {
  const text = content.toString('latin1')
  if (!text.includes('@')) return checkedDomain(content, 'rfc822Name')
  if (mailbox(text) === undefined) throw new MalformedError(`x509: failed to parse rfc822Name constraint "${text}"`)
  return text
}

function checkedUriDomain(content: Buffer): string {
  const text = checkedDomain(content, 'URI')
  if (canonicalAddress(text) === undefined) return text
  throw new MalformedError(`x509: failed to parse URI constraint "${text}": cannot be IP address`)
}

function checkedRange(content: Buffer): Buffer {
  if (content.length !== 8 && content.length !== 32) {
    throw new MalformedError(`x509: IP constraint contained value of length ${content.length}`)
  }
  const mask = content.subarray(content.length / 2)
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  if (/^1*0*$/.test(bits)) return content
  throw new MalformedError(`x509: IP constraint contained invalid mask ${mask.toString('hex')}`)
}

interface Mailbox {
  readonly local: string
  readonly domain: string
}

/** Undefined for a text that is no mailbox of the plain form: Go also takes quoted ones. */
function mailbox(text: string): Mailbox | undefined {
  const [, local, domain = ''] = /^([\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*)@(.+)$/.exec(text) ?? []
  return local === undefined || !isDomain(domain, false) ? undefined : { local, domain: domain.toLowerCase() }
}

/** True when an authority with these constraints may vouch for all the names (Go 1.26). */
export function areAllowed(names: AlternativeNames, { permitted, excluded }: NameConstraints): boolean {
  return (
    names.addresses.every((address) =>
      isAllowed(permitted.addresses, excluded.addresses, (range) => isIn(address, range)),
    ) &&
    names.dns.every((name) => isDnsAllowed(name, permitted.dns, excluded.dns)) &&
    names.emails.every((email) => isEmailAllowed(email, permitted.emails, excluded.emails)) &&
    names.uris.every((uri) => isUriAllowed(uri, permitted.uris, excluded.uris))
  )
}

/** A list of permitted names that is empty permits all of its kind. */
function isAllowed<Base>(
  permitted: readonly Base[],
  excluded: readonly Base[],
  covers: (base: Base) => boolean,
): boolean {
  return (permitted.length === 0 || permitted.some(covers)) && !excluded.some(covers)
}

function isIn(address: Buffer, range: Buffer): boolean {
  const size = range.length / 2
  if (address.length !== size) return false
  return address.every((byte, at) => ((byte ^ (range[at] ?? 0)) & (range[size + at] ?? 0)) === 0)
}

/** A wildcard also stands for a name that is excluded (Go 1.25.5). */
function isDnsAllowed(name: string, permitted: readonly string[], excluded: readonly string[]): boolean {
  if (!isDomain(name, false) || !isAllowed(permitted, excluded, (base) => isBelow(name, base))) return false
  return !name.startsWith('*.') || !excluded.some((base) => parentOf(base) === parentOf(name))
}

function parentOf(name: string): string | undefined {
  return /^[^.]*(\..*)$/s.exec(name.toLowerCase())?.[1]
}

/** `.example.com` covers what is below, `example.com` itself too, and nothing covers all. */
function isBelow(name: string, base: string): boolean {
  const [lower, suffix] = [name.toLowerCase(), base.toLowerCase()]
  if (suffix.startsWith('.') || suffix === '') return lower.endsWith(suffix)
  return lower === suffix || lower.endsWith(`.${suffix}`)
}

function isEmailAllowed(text: string, permitted: readonly string[], excluded: readonly string[]): boolean {
  const email = mailbox(text)
  if (email === undefined) return false
  return isAllowed(permitted, excluded, (base) => {
    if (!base.includes('@')) return isBelow(email.domain, base)
    const exact = mailbox(base)
    return exact?.local === email.local && exact.domain === email.domain
  })
}

function isUriAllowed(uri: string, permitted: readonly string[], excluded: readonly string[]): boolean {
  const host = hostOfUri(uri)
  if (host === '' || host.startsWith('[') || canonicalAddress(host) !== undefined) return false
  return isAllowed(permitted, excluded, (base) => isBelow(host, base))
}
