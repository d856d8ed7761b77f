import type { AlternativeNames } from './alternative-names.ts'

/**
 * Whether a certificate with these names is one for a host, by Go's rules (1.15 and later): an address, in brackets or not,
 * only by an IP address, a name only by a DNS name. A star stands for a whole leftmost label.
 */
export function isNamed(host: string, names: AlternativeNames | undefined): boolean {
  if (names === undefined) return false
  const address = canonicalAddress(host.startsWith('[') ? host.replace(/^\[(.+)\]$/s, '$1') : host)
  if (address !== undefined) return names.addresses.some((each) => canonicalBytes(each) === address)
  return names.dns.some((pattern) => isMatch(lowerCase(host), lowerCase(pattern)))
}

/** ASCII letters only: no other letter stands for one of them. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function isMatch(host: string, pattern: string): boolean {
  // a text that is no valid name must be equal: no wildcard and no dot at the end counts for it
  if (!isHostName(host.replace(/\.$/, '')) || !isPattern(pattern))
    return host === pattern && host !== '' && host !== '.'
  const labels = host.replace(/\.$/, '').split('.')
  const parts = pattern.split('.')
  return parts.length === labels.length && parts.every((part, at) => part === labels[at] || (at === 0 && part === '*'))
}

/** Labels of letters, digits, `_`, and `-` anywhere but first. */
const label = '[a-z\\d_][a-z\\d_-]*'
const hostName = new RegExp(`^${label}(?:\\.${label})*$`)

function isHostName(text: string): boolean {
  return hostName.test(text)
}

function isPattern(text: string): boolean {
  return isHostName(text.replace(/^\*\./, ''))
}

/** One text for each IP address, whatever way it is written; undefined for what Go takes as a name, zones among it. */
export function canonicalAddress(text: string): string | undefined {
  if (!text.includes(':')) return canonicalIpv4(text)
  return /^[\da-f:.]*$/i.test(text) ? canonicalIpv6(text) : undefined
}

/** Addresses of IPv4 are equal to those that stand for them in IPv6. */
function canonicalIpv4(text: string): string | undefined {
  const numbers = text.split('.').map(Number)
  const areBytes = numbers.length === 4 && numbers.every((number) => number >= 0 && number < 256)
  const isAddress = areBytes && numbers.join('.') === text
  if (!isAddress) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = numbers
  // as a URL has it, which takes longer to make
  return `[::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}]`
}

function canonicalIpv6(text: string): string | undefined {
  const url = `http://[${text}]`
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

function canonicalBytes(bytes: Buffer): string | undefined {
  if (bytes.length === 4) return canonicalIpv4(bytes.join('.'))
  return canonicalIpv6((bytes.toString('hex').match(/.{4}/g) ?? []).join(':'))
}
