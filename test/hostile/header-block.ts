/** How a header block says an integer: the first bits of a byte are taken by `first`. */
export function integer(value: number, bits: number, first = 0): Buffer {
  const full = 2 ** bits - 1
  if (value < full) return Buffer.of(first | value)
  const bytes = [first | full]
  let rest = value - full
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Buffer.of(...bytes, rest)
}

/** An integer that goes on with bytes that add nothing. */
export function longInteger(value: number, bits: number, first: number, zeros: number): Buffer {
  const full = 2 ** bits - 1
  const rest = value - full
  return Buffer.concat([Buffer.of(first | full, (rest % 0x80) | 0x80), Buffer.alloc(zeros, 0x80), Buffer.of(0)])
}

export function text(bytes: string | Uint8Array, isHuffman = false): Buffer {
  const raw = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes)
  return Buffer.concat([integer(raw.length, 7, isHuffman ? 0x80 : 0), raw])
}

/** A field of the static or the dynamic table. */
export function indexed(index: number): Buffer {
  return integer(index, 7, 0x80)
}

export const tableSize = (bytes: number): Buffer => integer(bytes, 5, 0x20)

/** A field in full, its name too. */
export function field(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0), text(name), text(value)])
}

/** A field in full that later ones may refer to. */
export function remembered(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0x40), text(name), text(value)])
}

/** A field in full that nobody may remember. */
export function neverIndexed(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0x10), text(name), text(value)])
}

/** A block of fields in full. */
export function fields(...list: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(list.map(([name, value]) => field(name, value)))
}

/** Some texts as RFC 7541's Huffman code writes them. */
export const huffman = {
  applicationGrpc: Buffer.from('1d75d0620d263d4c4d6564', 'hex'),
  grpcStatus: Buffer.from('9acac8b21234da8f', 'hex'),
  zero: Buffer.from('07', 'hex'),
  twoHundred: Buffer.from('1001', 'hex'),
  contentType: Buffer.from('21ea496a4ac9f5597f', 'hex'),
} as const
