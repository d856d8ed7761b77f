/** The kinds of records in the log. */
export const recordTypes = { metadata: 1, entry: 2, state: 3, crc: 4, snapshot: 5 } as const

export const headBytes = 8
const padMark = 0x80

/** Zero bytes that follow a record, so that the next one begins at a multiple of eight. */
export function paddingOf(recordBytes: number): number {
  return (8 - (recordBytes % 8)) % 8
}

/**
 * The head of a record:
 *
 *   record length, 7 bytes little-endian | 0, or 0x80 + padding
 */
export function encodeHead(recordBytes: number): Uint8Array {
  const head = new DataView(new ArrayBuffer(headBytes))
  const padding = paddingOf(recordBytes)
  head.setUint32(0, recordBytes % 2 ** 32, true)
  head.setUint32(4, Math.floor(recordBytes / 2 ** 32), true)
  if (padding > 0) head.setUint8(7, padMark | padding)
  return new Uint8Array(head.buffer)
}

/** Reads the head of a record; a record length of 0 without padding is space that was never written. */
export function decodeHead(head: Uint8Array): { recordBytes: number; padding: number } {
  const view = new DataView(head.buffer, head.byteOffset, headBytes)
  const high = view.getUint32(4, true)
  const mark = high >>> 24
  const recordBytes = (high & 0xff_ffff) * 2 ** 32 + view.getUint32(0, true)
  return { recordBytes, padding: mark & padMark ? mark & 7 : 0 }
}
