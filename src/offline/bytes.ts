/** A DataView over exactly the bytes of `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** An unsigned 64-bit little-endian number, rounded from 2^53 on. */
export function safeU64le(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true)
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

/** The bytes of a text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
