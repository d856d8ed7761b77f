import { jsonString } from '../go/json.ts'

// 3.4.23 was built with an older one
const style = 'go1.22'

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

/** Bytes as a JSON string of standard base64 with padding. */
export function jsonBase64(bytes: Uint8Array): string {
  return `"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')}"`
}

/** One line of JSON, no newline at the end. */
export function toJson(value: JsonValue): string {
  if (typeof value === 'string') return jsonString(value, style)
  if (value === null || typeof value !== 'object') return String(value)
  if (value instanceof Uint8Array) return jsonBase64(value)
  if (isList(value)) return `[${value.map(toJson).join(',')}]`
  return objectToJson(value)
}

/** The value on a line of its own. */
export function jsonLine(value: JsonValue): string[] {
  return [`${toJson(value)}\n`]
}

function objectToJson(value: { readonly [key: string]: JsonValue | undefined }): string {
  const parts: string[] = []
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) parts.push(`${jsonString(key, style)}:${toJson(member)}`)
  }
  return `{${parts.join(',')}}`
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value)
}
