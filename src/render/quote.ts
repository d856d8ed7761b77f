import { laterThanUnicode15 } from './unicode-15.ts'
import { decodeRune, runeSize } from './utf8.ts'

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

// Printable ASCII without the quotation mark and the backslash.
const plain = /^[ !#-[\]-~]*$/

/**
 * Quotes as Go's `%q`. In a string a lone surrogate U+DC80 to U+DCFF stands for the byte 0x80 to 0xff. Follows Unicode
 * 15.0; builds of 3.4 with an older Go also escape characters that are new in 14 and 15.
 */
export function quote(text: Uint8Array | string): string {
  const quick = typeof text === 'string' ? text : toLatin1(text)
  if (plain.test(quick)) return `"${quick}"`
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

/** Pieces are joined in between: a megabyte grown character by character would cost a hundred. */
const pieceLength = 1024

function quoteBytes(bytes: Uint8Array): string {
  const joined: string[] = []
  let piece: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const point = decodeRune(bytes, at)
    piece.push(point < 0 ? byteEscape(bytes[at] ?? 0) : escapePoint(point))
    at += runeSize(point)
    if (piece.length < pieceLength) continue
    joined.push(piece.join(''))
    piece = []
  }
  return `"${joined.join('')}${piece.join('')}"`
}

function escapePoint(point: number): string {
  const short = shortEscapes[point]
  if (short !== undefined) return short
  if (point < 0x20 || point === 0x7f) return byteEscape(point)
  if (isPrintable(point)) return String.fromCodePoint(point)
  return point > 0xffff ? hexEscape('U', point, 8) : hexEscape('u', point, 4)
}

function isPrintable(point: number): boolean {
  if (point < 0x7f) return true
  printable ??= /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u
  if (!printable.test(String.fromCodePoint(point))) return false
  return !laterThanUnicode15.some(([first, last]) => point >= first && point <= last)
}

// Filled as they are needed: the same few strings serve for megabytes of bytes.
const byteEscapes: string[] = []

function byteEscape(byte: number): string {
  byteEscapes[byte] ??= hexEscape('x', byte, 2)
  return byteEscapes[byte]
}

function hexEscape(letter: string, value: number, digits: number): string {
  return `\\${letter}${value.toString(16).padStart(digits, '0')}`
}
