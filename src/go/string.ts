import { decodeEscaping } from '../base/arguments.ts'

/** A string literal and the text after it. In `value` a lone surrogate stands for a byte that is not UTF-8. */
export interface Literal {
  readonly value: string
  readonly rest: string
}

/**
 * Reads the Go string literal that `text` begins with: `"…"` with escapes, or backquotes around text as it is. Undefined
 * when there is none, it does not end, or an escape is wrong. Raw bytes that are not UTF-8 become U+FFFD (3.4 to 3.7).
 */
export function readLiteral(text: string): Literal | undefined {
  const [whole, quoted, raw] = /^(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/s.exec(text) ?? []
  if (whole === undefined) return undefined
  const value = quoted === undefined ? replaceLone(raw ?? '') : unescapeText(quoted)
  return value === undefined ? undefined : { value, rest: text.slice(whole.length) }
}

const piece = /\\x([0-9a-fA-F]{2})|\\([0-7]{3})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([abfnrtv\\"])|([^\\]+)|\\/g

const shortEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Undefined when an escape is wrong. */
function unescapeText(body: string): string | undefined {
  const parts: Uint8Array[] = []
  for (const [, hex, octal, short, long, letter, plain] of body.matchAll(piece)) {
    const part = byteOf(hex, octal) ?? pointOf(short ?? long) ?? textOf(letter, plain)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return decodeEscaping(Buffer.concat(parts))
}

function byteOf(hex: string | undefined, octal: string | undefined): Uint8Array | undefined {
  if (hex !== undefined) return Uint8Array.of(Number.parseInt(hex, 16))
  if (octal === undefined) return undefined
  const value = Number.parseInt(octal, 8)
  return value > 0xff ? undefined : Uint8Array.of(value)
}

function pointOf(digits: string | undefined): Uint8Array | undefined {
  if (digits === undefined) return undefined
  const point = Number.parseInt(digits, 16)
  const isSurrogate = point >= 0xd800 && point <= 0xdfff
  return isSurrogate || point > 0x10ffff ? undefined : Buffer.from(String.fromCodePoint(point))
}

function textOf(letter: string | undefined, plain: string | undefined): Uint8Array | undefined {
  if (letter !== undefined) return Buffer.from(shortEscapes[letter] ?? letter)
  return plain === undefined ? undefined : Buffer.from(replaceLone(plain))
}

function replaceLone(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd')
}
