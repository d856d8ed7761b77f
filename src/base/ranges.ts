const fromKeyEnd = Uint8Array.of(0)

/**
 * The end of the range of all keys that begin with `prefix`: its last byte below 0xff raised by one, the tail cut. A
 * prefix of 0xff bytes only has no end: `\0`, which means up to the last key.
 */
export function prefixEnd(prefix: Uint8Array): Uint8Array {
  for (let index = prefix.length - 1; index >= 0; index--) {
    const byte = prefix[index] ?? 0xff
    if (byte < 0xff) {
      // a Buffer's slice would be no copy
      const end = new Uint8Array(prefix.subarray(0, index + 1))
      end[index] = byte + 1
      return end
    }
  }
  return fromKeyEnd
}

/** A key with a range end; an empty end means the one key. */
export interface KeyRange {
  readonly key: Uint8Array
  readonly rangeEnd: Uint8Array
}

/** All keys that begin with `prefix`; all keys for an empty one. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  return prefix.length === 0
    ? { key: Uint8Array.of(0), rangeEnd: fromKeyEnd }
    : { key: prefix, rangeEnd: prefixEnd(prefix) }
}

/** All keys that are not below `key`; all keys for an empty one. */
export function fromKeyRange(key: Uint8Array): KeyRange {
  return { key: key.length === 0 ? Uint8Array.of(0) : key, rangeEnd: fromKeyEnd }
}

/** True for a range that goes up to the last key. */
export function isOpenRange({ rangeEnd }: KeyRange): boolean {
  return rangeEnd.length === 1 && rangeEnd[0] === 0
}

export function isInRange(range: KeyRange, key: Uint8Array): boolean {
  const order = Buffer.compare(key, range.key)
  if (range.rangeEnd.length === 0) return order === 0
  return order >= 0 && (isOpenRange(range) || Buffer.compare(key, range.rangeEnd) < 0)
}
