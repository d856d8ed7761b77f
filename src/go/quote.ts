import { decodeRune, runeSize } from '../base/utf8.ts'
import { isLaterThanUnicode15 } from './unicode-15.ts'

const quotationMark = 0x22
const backslash = 0x5c

const shortEscapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}

// Made on first use: the pattern takes half a millisecond to compile.
let printable: RegExp | undefined

/**
 * Quotes as Go's `%q`. In a string a lone surrogate U+DC80 to U+DCFF stands for the byte 0x80 to 0xff. Follows Unicode
 * 15.0; builds of 3.4 with an older Go also escape characters that are new in 14 and 15.
 */
export function quote(text: Uint8Array | string): string {
  const quick = typeof text === 'string' ? text : toLatin1(text)
  // printable ASCII without the quotation mark and the backslash
  if (/^[ !#-[\]-~]*$/.test(quick)) return `"${quick}"`
  return typeof text === 'string' ? quoteString(text) : quoteBytes(text)
}

function toLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

function quoteString(text: string): string {
  let out = '"'
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0
    const isRawByte = point >= 0xdc80 && point <= 0xdcff
    out += isRawByte ? hexEscape('x', point & 0xff, 2) : escapePoint(point)
  }
  return `${out}"`
}

/** The length of the longest form of a byte. */
const longestForm = 4

/** Returns an upper bound for the bytes that `quoteInto` writes. */
export function quotedRoom({ length }: Uint8Array): number {
  return length * longestForm + 2
}

function quoteBytes(bytes: Uint8Array): string {
  const out = Buffer.allocUnsafe(quotedRoom(bytes))
  return out.toString('utf8', 0, quoteInto(out, 0, bytes))
}

/** Writes the bytes as `quote` would, in UTF-8, and returns where the output ends. */
export function quoteInto(out: Uint8Array, start: number, bytes: Uint8Array): number {
  let end = start
  out[end++] = quotationMark
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) {
      if (lead > 0x1f && lead < 0x7f && lead !== quotationMark && lead !== backslash) out[end++] = lead
      else end = escapeAscii(out, end, lead)
      at++
      continue
    }
    const point = decodeRune(bytes, at)
    const size = runeSize(point)
    if (point < 0) end = writeHex(out, end, lead)
    else if (isPrintable(point)) for (let part = at; part < at + size; part++) out[end++] = bytes[part] ?? 0
    else end = writePoint(out, end, point)
    at += size
  }
  out[end++] = quotationMark
  return end
}

/** Escapes an ASCII character. Returns where the next one goes, as the functions below do. */
function escapeAscii(out: Uint8Array, at: number, byte: number): number {
  const short = shortEscapes[byte]
  if (short === undefined) return writeHex(out, at, byte)
  out[at] = backslash
  out[at + 1] = short.charCodeAt(1)
  return at + 2
}

/** The digit's character. */
function hexDigit(value: number): number {
  return value < 10 ? 0x30 + value : 0x57 + value
}

function writeHex(out: Uint8Array, at: number, byte: number): number {
  out[at] = backslash
  out[at + 1] = 0x78
  out[at + 2] = hexDigit(byte >> 4)
  out[at + 3] = hexDigit(byte & 0xf)
  return at + longestForm
}

/** Writes a code point as `\u` or `\U` with its hexadecimal digits. */
function writePoint(out: Uint8Array, at: number, point: number): number {
  const length = point > 0xffff ? 8 : 4
  out[at] = backslash
  out[at + 1] = length === 8 ? 0x55 : 0x75
  for (let digit = 0; digit < length; digit++) {
    out[at + 2 + digit] = hexDigit((point >> (4 * (length - 1 - digit))) & 0xf)
  }
  return at + 2 + length
}

function escapePoint(point: number): string {
  const short = shortEscapes[point]
  if (short !== undefined) return short
  if (point < 0x20 || point === 0x7f) return hexEscape('x', point, 2)
  if (isPrintable(point)) return String.fromCodePoint(point)
  return point > 0xffff ? hexEscape('U', point, 8) : hexEscape('u', point, 4)
}

/** Remembers the answer for each code point up to U+FFFF: most text has few different ones. */
let known: Uint8Array | undefined

function isPrintable(point: number): boolean {
  if (point < 0x7f) return true
  if (point > 0xffff) return isPrintablePoint(point)
  known ??= new Uint8Array(0x10000)
  if (known[point] === 0) known[point] = isPrintablePoint(point) ? 1 : 2
  return known[point] === 1
}

/** What Go prints as it is: letters, marks, numbers, punctuation and symbols of Unicode 15.0. Beyond ASCII. */
export function isPrintablePoint(point: number): boolean {
  printable ??= /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u
  return printable.test(String.fromCodePoint(point)) && !isLaterThanUnicode15(point)
}

function hexEscape(letter: string, value: number, length: number): string {
  return `\\${letter}${value.toString(16).padStart(length, '0')}`
}

/** Go's `%q` for one character. */
export function quoteChar(char: string): string {
  if (char === '"') return `'"'`
  return char === "'" ? "'\\''" : `'${quote(char).slice(1, -1)}'`
}

/** Go's `%#q`: backquotes where they can hold the text, else as `%q`. */
export function quoteRaw(text: string): string {
  return /^[^\x00-\x08\x0a-\x1f\x7f`\ufeff\p{Cs}]*$/u.test(text) ? `\`${text}\`` : quote(text)
}
