/** DER encoding (X.690), the few types a certificate needs. */

export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), length(body.length), body])
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, ...parts)
}

export function set(...parts: readonly Uint8Array[]): Buffer {
  return element(0x31, ...parts)
}

/** An unsigned integer, given as big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes[0] ?? 0
  return element(0x02, first >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes)
}

export function bool(value: boolean): Buffer {
  return element(0x01, Buffer.from([value ? 0xff : 0]))
}

export function utf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text))
}

export function octets(bytes: Uint8Array): Buffer {
  return element(0x04, bytes)
}

/** A bit string; `unused` counts the bits at the end that do not belong to it. */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return element(0x03, Buffer.from([unused]), bytes)
}

export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '')
  return element(0x18, Buffer.from(digits))
}

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f]
  for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size])
  if (size < 0x100) return Buffer.from([0x81, size])
  return Buffer.from([0x82, size >> 8, size & 0xff])
}
