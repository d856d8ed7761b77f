import { argumentBytes } from '../../base/arguments.ts'

export type Pair = readonly [name: string, value: string]

/**
 * Names and values as forms and queries have them (Go's url.Values.Encode): sorted by name, a space as `+`. Bytes that are not UTF-8 are
 * lone surrogates (see base/arguments.ts).
 */
export function encodeForm(pairs: readonly Pair[]): string {
  const sorted = pairs.toSorted(([left], [right]) => (left < right ? -1 : Number(left > right)))
  return sorted.map(([name, value]) => `${escapeForm(name)}=${escapeForm(value)}`).join('&')
}

/** The pairs of a query as Go reads it; what it cannot read is left out. */
export function decodeForm(text: string): Pair[] {
  if (text === '') return []
  return text.split('&').flatMap((part) => {
    if (part === '' || part.includes(';') || /%(?![\da-f]{2})/i.test(part)) return []
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? []
    return [[unescapeForm(name), unescapeForm(value)] as const]
  })
}

function unescapeForm(text: string): string {
  return unescapeBytes(text.replaceAll('+', ' '))
}

/** What stands for a byte in percent signs as text; each escape must be whole. */
export function unescapeBytes(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => textOf(Buffer.from(escapes.replaceAll('%', ''), 'hex')))
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString()
  if (!text.includes('\ufffd')) return text
  return [...bytes].map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('')
}

function escapeForm(text: string): string {
  return escapeBytes(text, /^[\w.~-]*$/, /[\w.~-]/).replaceAll('%20', '+')
}

/** Percent signs for all bytes but those of `plain`. */
export function escapeBytes(text: string, allPlain: RegExp, plain: RegExp): string {
  if (allPlain.test(text)) return text
  const escapes = Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte)
    if (byte < 0x80 && plain.test(char)) return char
    return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  let escaped = ''
  for (const byte of argumentBytes(text)) escaped += escapes[byte] ?? ''
  return escaped
}
