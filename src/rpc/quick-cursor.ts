/** A position in the bytes of a message that is read without its table. */
export interface Cursor {
  readonly input: Uint8Array
  at: number
}

const noBytes = new Uint8Array()
/** The position of a cursor that has met unreadable bytes. */
const nowhere = Number.POSITIVE_INFINITY

/** The length of a field, which must end by `end`; 0 for a bad one, and the cursor is nowhere. */
export function readLength(cursor: Cursor, end: number): number {
  const length = readShort(cursor)
  if (length !== undefined && length <= end - cursor.at) return length
  cursor.at = nowhere
  return 0
}

/** A view into the input. */
export function readBytes(cursor: Cursor, end: number): Uint8Array {
  const length = readLength(cursor, end)
  if (length === 0) return noBytes
  const start = cursor.at
  cursor.at = start + length
  // a view made by its constructor costs a third of one made by `subarray`
  return new Uint8Array(cursor.input.buffer, cursor.input.byteOffset + start, length)
}

export function readInt64(cursor: Cursor): bigint {
  const short = readShort(cursor)
  return short === undefined ? readLong(cursor) : BigInt(short)
}

/** A number below 2^28, as most are; undefined for any other: then the cursor stays. */
export function readShort(cursor: Cursor): number | undefined {
  let value = 0
  for (let at = cursor.at, shift = 0; shift < 28; at++, shift += 7) {
    const byte = cursor.input[at] ?? 0x80
    value |= (byte & 0x7f) << shift
    if (byte > 0x7f) continue
    cursor.at = at + 1
    return value
  }
  return undefined
}

function readLong(cursor: Cursor): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.input[cursor.at++] ?? 0x80
    value |= BigInt(byte & 0x7f) << shift
    if (byte <= 0x7f) return BigInt.asIntN(64, value)
  }
  cursor.at = nowhere
  return 0n
}
