import { decodeEscaping } from '../../base/arguments.ts'

/**
 * The text of a `grpc-message`, which holds a character for each byte: UTF-8 with percent escapes. A malformed escape stays as it
 * is, and a byte that is not UTF-8 becomes a lone surrogate (see base/arguments.ts).
 */
export function decodeGrpcMessage(field: string): string {
  if (field === '' || /^[\0-$&-\x7f]*$/.test(field)) return field
  const unescaped = field.replace(/%([\da-f]{2})/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return decodeEscaping(Buffer.from(unescaped, 'latin1'))
}
