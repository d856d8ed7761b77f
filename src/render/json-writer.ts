import { decodeRune, runeSize } from '../base/utf8.ts'

/** What `toJson` writes: bytes as base64, bigints as bare numbers, properties in insertion order without undefined ones. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined }

// Go 1.22 and later give \b and \f these short forms; 3.4.23 was built with an older one (\u0008, \u000c).
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** A JSON string as Go writes it: `<`, `>`, `&`, U+2028 and U+2029 are escaped, and each byte that is not UTF-8 is `\ufffd`. */
export function jsonString(text: string | Uint8Array): string {
  const decoded = typeof text === 'string' ? text : decodeText(text)
  return `"${decoded.replace(/["\\<>&\0-\x1f\u2028\u2029]|\p{Cs}/gu, escapeChar)}"`
}

function escapeChar(char: string): string {
  if (/\p{Cs}/u.test(char)) return '\\ufffd'
  return shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Invalid bytes become lone surrogates, so that they are told from a U+FFFD in the text. */
function decodeText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const point = decodeRune(bytes, at)
    text += point < 0 ? '\ud800' : String.fromCodePoint(point)
    at += runeSize(point)
  }
  return text
}

/** Bytes as a JSON string of standard base64 with padding. */
export function jsonBase64(bytes: Uint8Array): string {
  return `"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')}"`
}

/** One line of JSON, no newline at the end. */
export function toJson(value: JsonValue): string {
  if (typeof value === 'string') return jsonString(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (value instanceof Uint8Array) return jsonBase64(value)
  if (isList(value)) return `[${value.map(toJson).join(',')}]`
  return objectToJson(value)
}

function objectToJson(value: { readonly [key: string]: JsonValue | undefined }): string {
  const parts: string[] = []
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) parts.push(`${jsonString(key)}:${toJson(member)}`)
  }
  return `{${parts.join(',')}}`
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value)
}
