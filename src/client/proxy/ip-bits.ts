import { ipVersion } from '../../base/ip-address.ts'

/** An IP address as a number. IPv4 in IPv6 counts as IPv4, as in Go. */
export interface IpBits {
  readonly version: 4 | 6
  readonly bits: bigint
}

const mappedPrefix = 0xffffn

/** Undefined for a text that is no IP address. The zone is ignored. */
export function ipBits(text: string): IpBits | undefined {
  const address = text.replace(/(?<=:.*)%.+$/s, '')
  const version = ipVersion(address)
  if (version === 0) return undefined
  const bits = version === 4 ? dotted(address) : groups(address)
  return version === 6 && bits >> 32n === mappedPrefix ? { version: 4, bits: bits & 0xffff_ffffn } : { version, bits }
}

function dotted(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n)
}

function groups(text: string): bigint {
  const plain = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [left = [], right = []] = plain.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const zeros = new Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...zeros, ...right].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}

/** A network in CIDR notation. */
export interface Network extends IpBits {
  readonly prefixBits: number
}

/** Undefined for a text that is no network, and for one with a zone. */
export function network(text: string): Network | undefined {
  const [, address = '', digits = ''] = /^([^/%]*)\/(\d+)$/.exec(text) ?? []
  const found = ipBits(address)
  if (found === undefined) return undefined
  const written = address.includes(':') ? 128 : 32
  const prefixBits = Number(digits)
  if (prefixBits > written) return undefined
  return found.version === 4 && written === 128 ? mappedNetwork(found, prefixBits) : { ...found, prefixBits }
}

/** `::ffff:10.0.0.0/104` is a network of IPv4 when the prefix covers the part that says so, else one of IPv6. */
function mappedNetwork({ bits }: IpBits, prefixBits: number): Network {
  if (prefixBits >= 96) return { version: 4, bits, prefixBits: prefixBits - 96 }
  return { version: 6, bits: (mappedPrefix << 32n) | bits, prefixBits }
}

export function contains(net: Network, { version, bits }: IpBits): boolean {
  if (version !== net.version) return false
  const rest = BigInt((version === 4 ? 32 : 128) - net.prefixBits)
  return bits >> rest === net.bits >> rest
}
