import type { Release } from '../../base/release.ts'
import { decodeRune, runeSize } from '../../base/utf8.ts'
import type { Field, MessageType } from '../../rpc/schema.ts'

/**
 * How a message looks on one line: up to 3.6 `put:<key:"a" value:"b" > `, in 3.7 `put:{key:"a"  value:"b"}`. The original
 * of 3.7 has one or two spaces between fields, which depends on how it was built.
 */
export interface ProtoTextStyle {
  readonly isBraced: boolean
  /** Between two fields; without braces a space follows each field instead. */
  readonly separator: string
}

export function protoTextStyle(release: Release, separator: ' ' | '  ' = '  '): ProtoTextStyle {
  return { isBraced: release === '3.7', separator }
}

/** Fields that stand first, where the order of the text is not that of the numbers. */
const firstFields: Readonly<Record<string, readonly string[]>> = {
  'etcdserverpb.InternalRaftRequest': ['header'],
  'raftpb.Entry': ['Term', 'Index', 'Type', 'Data'],
}

/** A message in protobuf's text form; fields that are zero are left out. */
export function protoText<T extends object>(type: MessageType<T>, message: T, style: ProtoTextStyle): string {
  return messageText(type, message, style)
}

function messageText(type: MessageType, message: object, style: ProtoTextStyle): string {
  const values = message as Readonly<Record<string, unknown>>
  const parts = inTextOrder(type).flatMap((field) => fieldTexts(field, values[field.name], style))
  return style.isBraced ? parts.join(style.separator) : parts.map((part) => `${part} `).join('')
}

function inTextOrder({ name, fields }: MessageType): readonly Field[] {
  const first = firstFields[name]
  if (first === undefined) return fields
  const rank = (field: Field) => (first.includes(field.name) ? first.indexOf(field.name) : first.length)
  return fields.toSorted((left, right) => rank(left) - rank(right))
}

function fieldTexts(field: Field, value: unknown, style: ProtoTextStyle): string[] {
  if (!isShown(field, value, style)) return []
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.map((each) => `${field.protoName}:${valueText(field, each, style)}`)
}

function isShown(field: Field, value: unknown, { isBraced }: ProtoTextStyle): boolean {
  if (value === undefined) return false
  if (field.oneof !== undefined || field.presence === 'explicit' || field.type === 'message') return true
  if (field.presence === 'required' && isBraced) return true
  if (value instanceof Uint8Array || typeof value === 'string') return value.length > 0
  return Array.isArray(value) || (value !== 0 && value !== 0n && value !== false)
}

function valueText(field: Field, value: unknown, style: ProtoTextStyle): string {
  switch (field.type) {
    case 'message': {
      const text = messageText(field.message(), value as object, style)
      return style.isBraced ? `{${text}}` : `<${text}>`
    }
    case 'enum':
      return Object.entries(field.values).find(([, number]) => number === value)?.[0] ?? String(value)
    case 'bytes':
      return quoteText(value as Uint8Array, style)
    case 'string':
      return quoteText(Buffer.from(String(value)), style)
    default:
      return String(value)
  }
}

const shortEscapes: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' }

function quoteText(bytes: Uint8Array, { isBraced }: ProtoTextStyle): string {
  return isBraced ? `"${runeEscaped(bytes)}"` : octalQuoted(bytes)
}

/** Bytes in double quotes, those that are not printable ASCII as three octal digits. */
export function octalQuoted(bytes: Uint8Array): string {
  return `"${inPieces(bytes, (piece) => Array.from(piece, octalEscaped).join(''))}"`
}

const pieceBytes = 4096

/** A megabyte that grows character by character would cost a hundred. */
function inPieces(bytes: Uint8Array, textOf: (piece: Uint8Array) => string): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) parts.push(textOf(bytes.subarray(at, at + pieceBytes)))
  return parts.join('')
}

function octalEscaped(byte: number): string {
  const isPlain = byte >= 0x20 && byte < 0x7f
  return shortEscapes[byte] ?? (isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`)
}

/** The text form of 3.7: UTF-8 stays as it is, but for control characters. */
function runeEscaped(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const point = decodeRune(bytes, at)
    parts.push(point < 0 ? hexEscape(bytes[at] ?? 0, 'x', 2) : escapePoint(point))
    at += runeSize(point)
  }
  return parts.join('')
}

function escapePoint(point: number): string {
  const short = shortEscapes[point]
  if (short !== undefined) return short
  if (point < 0x20 || point === 0x7f) return hexEscape(point, 'x', 2)
  return point > 0x7f && point <= 0x9f ? hexEscape(point, 'u', 4) : String.fromCodePoint(point)
}

function hexEscape(value: number, letter: string, digits: number): string {
  return `\\${letter}${value.toString(16).padStart(digits, '0')}`
}
