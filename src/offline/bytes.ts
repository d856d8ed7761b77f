/** A DataView over exactly the bytes of `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

// The next ones are put together from bytes: in hot loops JavaScriptCore gives up on a DataView again and again.

/** An unsigned 16-bit little-endian number. Bytes beyond the end count as 0; so they do below. */
export function u16le(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

/** A signed 32-bit little-endian number. */
export function i32le(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

/** An unsigned 32-bit little-endian number. */
export function u32le(bytes: Uint8Array, at: number): number {
  return i32le(bytes, at) >>> 0
}

/** A signed 32-bit big-endian number. */
export function i32be(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}

/** An unsigned 64-bit little-endian number, rounded from 2^53 on. */
export function safeU64le(bytes: Uint8Array, at: number): number {
  return u32le(bytes, at + 4) * 0x1_0000_0000 + u32le(bytes, at)
}

/** Writes a whole number from 0 to 2^53-1 as 64 bits, little-endian. */
export function putSafeU64le(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 0x1_0000_0000, true)
  view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true)
}

/** Reads a signed 64-bit big-endian number. */
export function i64be(bytes: Uint8Array, at = 0): bigint {
  return viewOf(bytes).getBigInt64(at)
}

/** Reads an unsigned 64-bit big-endian number. */
export function u64be(bytes: Uint8Array, at = 0): bigint {
  return viewOf(bytes).getBigUint64(at)
}

/** The eight big-endian bytes of a number that fits in 64 bits, signed or not. */
export function encodeU64be(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  viewOf(bytes).setBigUint64(0, BigInt.asUintN(64, value))
  return bytes
}

/** Order of two byte strings as bbolt has it: unsigned bytes, a prefix before what it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

/** As `compareBytes`, of the bytes from `start` to `end`, for hot loops: it makes no view. */
export function compareRange(bytes: Uint8Array, start: number, end: number, other: Uint8Array): number {
  const common = Math.min(end - start, other.length)
  for (let index = 0; index < common; index++) {
    const difference = (bytes[start + index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return end - start - other.length
}

/** The bytes of a text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
