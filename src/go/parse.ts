import { CliError } from '../base/errors.ts'
import { quote } from './quote.ts'

/** How Go writes an integer: 10 (the default) or 16 is a plain number, 0 also takes `0x`, `0o`, `0b`, `017`, `1_000`. */
export type Base = 0 | 10 | 16

/** Reads a signed integer of 64 bits; throws a CliError with the text of Go's strconv.ParseInt. */
export function parseInt64(text: string, base: Base = 10): bigint {
  return parseSigned('ParseInt', text, { base, bits: 64 })
}

/** Reads an unsigned integer of 64 bits; throws a CliError with the text of Go's strconv.ParseUint. */
export function parseUint64(text: string, base: Base = 10): bigint {
  return parseMagnitude('ParseUint', text, text, { base, bits: 64 })
}

/** Reads a signed integer of at most 53 bits (default 32) into a number; throws a CliError as `parseInt64` does. */
export function parseInteger(text: string, base: Base = 10, bits = 32): number {
  return Number(parseSigned('ParseInt', text, { base, bits }))
}

/** Reads a lease ID: signed, hexadecimal, no `0x`. */
export function parseHexInt64(text: string): bigint {
  return parseInt64(text, 16)
}

/** Reads a member ID: unsigned, hexadecimal, no `0x`. */
export function parseHexUint64(text: string): bigint {
  return parseUint64(text, 16)
}

/** Reads a boolean as Go's flags do; throws a CliError with the text of Go's strconv.ParseBool. */
export function parseBool(text: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false
  throw failure('ParseBool', text, 'invalid syntax')
}

interface Format {
  readonly base: Base
  readonly bits: number
}

function parseSigned(name: string, text: string, format: Format): bigint {
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  const magnitude = parseMagnitude(name, text, text.slice(sign.length), format)
  const limit = 1n << BigInt(format.bits - 1)
  if (sign === '-' ? magnitude > limit : magnitude >= limit) throw failure(name, text, 'value out of range')
  return sign === '-' ? -magnitude : magnitude
}

function parseMagnitude(name: string, text: string, unsigned: string, { base, bits }: Format): bigint {
  const { radix, digits } = splitPrefix(unsigned, base)
  if (digits === '') throw failure(name, text, 'invalid syntax')
  const limit = 1n << BigInt(bits)
  let value = 0n
  for (const char of digits) {
    if (base === 0 && char === '_') continue
    const digit = '0123456789abcdef'.indexOf(char.toLowerCase())
    if (digit < 0 || digit >= radix) throw failure(name, text, 'invalid syntax')
    value = value * BigInt(radix) + BigInt(digit)
    // Parsing stops at the digit that overflows, so a bad character after it goes unreported.
    if (value >= limit) throw failure(name, text, 'value out of range')
  }
  if (hasBadUnderscore(unsigned)) throw failure(name, text, 'invalid syntax')
  return value
}

function splitPrefix(text: string, base: Base): { radix: number; digits: string } {
  if (base !== 0) return { radix: base, digits: text }
  const radix = { '0b': 2, '0o': 8, '0x': 16 }[text.slice(0, 2).toLowerCase()]
  if (radix !== undefined && text.length > 2) return { radix, digits: text.slice(2) }
  return text.startsWith('0') ? { radix: 8, digits: text.slice(1) || '0' } : { radix: 10, digits: text }
}

/** An underscore may stand only between two digits, or between the base prefix and a digit. */
function hasBadUnderscore(text: string): boolean {
  return text.includes('_') && !/^(0[box]|[0-9])(_?[0-9a-f])*$/i.test(text)
}

function failure(name: string, text: string, reason: string): CliError {
  return new CliError(`strconv.${name}: parsing ${quote(text)}: ${reason}`)
}
