/** The smallest code point that may be written with this many bytes. */
const smallestOfSize = [0, 0, 0x80, 0x800, 0x10000]

/** The code point that starts at `at`, or -1 when the byte there does not start a valid UTF-8 sequence. */
export function decodeRune(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? -1
  if (lead < 0x80) return lead
  const size = sequenceSize(lead)
  if (size === 0) return -1
  let point = lead & (0x7f >> size)
  for (let i = 1; i < size; i++) {
    const next = bytes[at + i] ?? 0
    if ((next & 0xc0) !== 0x80) return -1
    point = (point << 6) | (next & 0x3f)
  }
  const isSurrogate = point >= 0xd800 && point <= 0xdfff
  return isSurrogate || point > 0x10ffff || point < (smallestOfSize[size] ?? 0) ? -1 : point
}

/** How many bytes a code point takes in UTF-8; an invalid byte (-1) counts as one. */
export function runeSize(point: number): number {
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x10000 ? 3 : 4
}

function sequenceSize(lead: number): number {
  if (lead < 0xc0 || lead > 0xf7) return 0
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}
