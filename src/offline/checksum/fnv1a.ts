const prime = 0x100000001b3n

/** FNV-1a with 64 bits, the checksum of bbolt's meta pages. */
export function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime)
  return hash
}
