import { contextTag, DerReader, MalformedError } from './der.ts'
import { isAscii } from './distinguished-name.ts'

/** The names of a certificate's subject, of the kinds that Go looks at. */
export interface AlternativeNames {
  readonly dns: readonly string[]
  /** Of 4 or 16 bytes. */
  readonly addresses: readonly Buffer[]
  readonly emails: readonly string[]
  readonly uris: readonly string[]
}

const email = contextTag(1)
const dnsName = contextTag(2)
const uri = contextTag(6)
const address = contextTag(7)

/** Throws a MalformedError, in Go's words. */
export function parseAlternativeNames(value: Buffer): AlternativeNames {
  const names = { dns: [] as string[], addresses: [] as Buffer[], emails: [] as string[], uris: [] as string[] }
  const reader = new DerReader(value).readSequence('x509: invalid subject alternative names')
  while (!reader.isEmpty) {
    const { tag, content } = reader.readAny('x509: invalid subject alternative name')
    if (tag === email) names.emails.push(asciiText(content, 'rfc822Name'))
    else if (tag === dnsName) names.dns.push(asciiText(content, 'dNSName'))
    else if (tag === uri) names.uris.push(checkedUri(asciiText(content, 'uniformResourceIdentifier')))
    else if (tag === address) names.addresses.push(checkedAddress(content))
  }
  return names
}

function asciiText(content: Buffer, name: string): string {
  if (!isAscii(content)) throw new MalformedError(`x509: SAN ${name} is malformed`)
  return content.toString('latin1')
}

function checkedAddress(content: Buffer): Buffer {
  if (content.length === 4 || content.length === 16) return content
  throw new MalformedError(`x509: cannot parse IP address of length ${content.length}`)
}

/** A scheme (or a path whose first part has no colon), a host, and the rest, with `%` only before two hex digits. */
const uriForm = /^(?:[a-z][a-z\d+.-]*:|(?![^/?#]*:))(?:\/\/(?:[^/?#@]*@)?([^/?#@]*))?(?:[!-$&-~]|%[\da-f]{2})*$/i
const hostAndPort = /^(\[[\da-f:.]*\]|[\w.~!$&'()*+,;=<>"-]*)(?::\d*)?$/i

/** A little stricter than Go about what is escaped. */
function checkedUri(text: string): string {
  const match = uriForm.exec(text)
  if (match === null) throw new MalformedError(`x509: cannot parse URI "${text}"`)
  const [, host = ''] = match
  if (hostAndPort.test(host) && isDomain(host, false)) return text
  throw new MalformedError(`x509: cannot parse URI "${text}": invalid domain`)
}

/** The host of a URI that was parsed, without its port; empty for none. */
export function hostOfUri(text: string): string {
  const [, host = ''] = uriForm.exec(text) ?? []
  return (hostAndPort.exec(host)?.[1] ?? '').toLowerCase()
}

/** What Go takes as a domain: printable characters in labels that are not empty. A constraint may begin with a dot. */
export function isDomain(text: string, isConstraint: boolean): boolean {
  const labels = isConstraint && text.startsWith('.') ? text.slice(1) : text
  return text === '' || /^[!--/-~]+(?:\.[!--/-~]+)*$/.test(labels)
}
