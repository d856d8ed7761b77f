const zeros = Buffer.alloc(4096)

/** Returns true when all bytes from `start` on are zero. */
export function isZero(bytes: Uint8Array, start: number): boolean {
  for (let at = start; at < bytes.length; at += zeros.length) {
    const end = Math.min(at + zeros.length, bytes.length)
    if (zeros.compare(bytes, at, end, 0, end - at) !== 0) return false
  }
  return true
}
