/** A user key and where the message of its newest revision stands. */
export interface KeyEntry {
  /** A view that holds until the next entry is asked for. */
  readonly key: Uint8Array
  readonly messageAt: number
  readonly messageLength: number
}

/** User keys in byte order. Whoever makes them closes them. */
export interface SortedKeys {
  /** From the first key on that is not below `key`. */
  from(key: Uint8Array): Generator<KeyEntry, void, undefined>
  close(): void
}

export function keyAt(bytes: Uint8Array, start: number, length: number): Uint8Array {
  return bytes.subarray(start, start + length)
}
