import { prefixEnd } from './ranges.ts'

/**
 * Where the keys that look like those of a page end: behind all that share what its first and its last key begin with. The
 * range's own end when that comes earlier. A server counts what lies between a page and the end that it is told: with the
 * range's own end each time, the pages of a million keys would cost ten times the keys.
 */
export function segmentEnd(first: Uint8Array, last: Uint8Array, rangeEnd: Uint8Array): Uint8Array {
  return earlierEnd(prefixEnd(commonPrefix(first, last)), rangeEnd)
}

/** The end of the segment beside the one that ends here. */
export function nextSegmentEnd(end: Uint8Array, rangeEnd: Uint8Array): Uint8Array {
  return earlierEnd(prefixEnd(end), rangeEnd)
}

function commonPrefix(one: Uint8Array, other: Uint8Array): Uint8Array {
  const differs = one.findIndex((byte, index) => byte !== other[index])
  return differs < 0 ? one : one.subarray(0, differs)
}

/** Whether a key or an end lies before an end. */
export function isBefore(key: Uint8Array, end: Uint8Array): boolean {
  return isOpen(end) || Buffer.compare(key, end) < 0
}

/** `\0` stands for no end. */
function earlierEnd(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (isOpen(one)) return other
  return isOpen(other) || Buffer.compare(one, other) < 0 ? one : other
}

function isOpen(end: Uint8Array): boolean {
  return end.length === 1 && end[0] === 0
}
