/** Turns a key that begins with `prefix` into one that begins with `replacement` instead. */
export function keyMap(prefix: Uint8Array, replacement: Uint8Array): (key: Uint8Array) => Uint8Array {
  if (Buffer.compare(prefix, replacement) === 0) return (key) => key
  return (key) => Buffer.concat([replacement, key.subarray(prefix.length)])
}
