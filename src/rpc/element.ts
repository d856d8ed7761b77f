import type { Cursor } from './quick-cursor.ts'

/** Bytes of the longest number. */
const longestNumber = 10
/** Wire types of groups, which hold other elements between their two tags. */
export const groupStart = 3
export const groupEnd = 4

/**
 * The bytes that the element at `at` of a message takes, its tag included. When the element is not all there the number is larger than
 * what is left, and the element takes at least as many. The tags of groups are elements of their own. Throws an Error for bytes that
 * cannot be an element.
 */
export function elementSize(input: Uint8Array, at: number): number {
  const cursor = { input, at }
  const tag = readNumber(cursor)
  if (tag === undefined) return input.length - at + 1
  switch (tag & 7) {
    case 0:
      return readNumber(cursor) === undefined ? input.length - at + 1 : cursor.at - at
    case 1:
      return cursor.at + 8 - at
    case 2: {
      const length = readNumber(cursor)
      return length === undefined ? input.length - at + 1 : cursor.at + length - at
    }
    case groupStart:
    case groupEnd:
      return cursor.at - at
    case 5:
      return cursor.at + 4 - at
    default:
      throw new Error(`wire type ${tag & 7}`)
  }
}

/** The last 32 bits of a number, which is all that the codec uses; undefined when its end is not there: then the cursor stays. */
export function readNumber(cursor: Cursor): number | undefined {
  const { input, at: start } = cursor
  let value = 0
  for (let index = 0; index < longestNumber; index++) {
    const byte = input[start + index]
    if (byte === undefined) return undefined
    if (index < 5) value |= (byte & (index < 4 ? 0x7f : 0x0f)) << (7 * index)
    if (byte > 0x7f) continue
    cursor.at = start + index + 1
    return value >>> 0
  }
  throw new Error('invalid varint')
}
