import { joinBytes, utf8 } from './bytes.ts'
import { decodeRune, runeSize } from './utf8.ts'

const newline = 10
const tab = 9
const carriageReturn = 13

/** Marks that make a terminal show text in another order than it is written in. */
const turning: readonly (readonly [first: number, last: number])[] = [
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
]

const dim = '\x1b[2m'
const notDim = '\x1b[22m'

/**
 * Makes text, in chunks, safe for a terminal: control characters but tab and newline, marks of direction and bytes that are not UTF-8
 * become escapes like `\x1b`, `\r`, `\u202e` and `\xff`; all else stays as it is.
 */
export class TerminalText {
  private readonly isDimmed: boolean
  /** The start of a character whose end is still to come. */
  private begun: Uint8Array = new Uint8Array(0)

  constructor({ isDimmed }: { readonly isDimmed: boolean }) {
    this.isDimmed = isDimmed
  }

  add(chunk: Uint8Array): Uint8Array {
    const bytes = this.begun.length === 0 ? chunk : joinBytes([this.begun, chunk])
    const end = bytes.length - cutSize(bytes)
    // a Buffer would not be copied by slice
    this.begun = new Uint8Array(bytes.subarray(end))
    return this.escape(bytes.subarray(0, end))
  }

  /** The bytes of a character that was never completed. */
  end(): Uint8Array {
    const bytes = this.begun
    this.begun = new Uint8Array(0)
    return this.escape(bytes)
  }

  private escape(bytes: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = []
    let at = 0
    while (at < bytes.length) {
      const bad = harmlessEnd(bytes, at)
      if (bad > at) parts.push(bytes.subarray(at, bad))
      at = bad
      let escapes = ''
      for (let size = escapedSize(bytes, at); size > 0; size = escapedSize(bytes, at)) {
        escapes += escapeOf(bytes, at)
        at += size
      }
      if (escapes !== '') parts.push(utf8(this.isDimmed ? dim + escapes + notDim : escapes))
    }
    const [only] = parts
    return parts.length === 1 && only !== undefined ? only : joinBytes(parts)
  }
}

/** Returns where the run of harmless bytes from `start` ends. */
function harmlessEnd(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x20 && byte < 0x7f) at++
    else if (escapedSize(bytes, at) > 0) break
    else at += runeSize(decodeRune(bytes, at))
  }
  return at
}

/** Returns how many bytes at `at` make one escape: 0 at the end and for bytes that are shown unchanged. */
function escapedSize(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return 0
  const point = decodeRune(bytes, at)
  return point < 0 || isSteering(point) ? runeSize(point) : 0
}

function isSteering(point: number): boolean {
  if (point < 0xa0) return point < 0x20 ? point !== tab && point !== newline : point >= 0x7f
  return point >= 0x061c && turning.some(([first, last]) => point >= first && point <= last)
}

function escapeOf(bytes: Uint8Array, at: number): string {
  const point = decodeRune(bytes, at)
  if (point === carriageReturn) return '\\r'
  if (point >= 0x80) return `\\u${point.toString(16).padStart(4, '0')}`
  return `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`
}

/** Returns how many bytes at the end may begin a character that continues in the next chunk. */
function cutSize(bytes: Uint8Array): number {
  for (let size = 1; size <= 3 && size <= bytes.length; size++) {
    const byte = bytes[bytes.length - size] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return size < wholeSize(byte) ? size : 0
  }
  return 0
}

/** The first byte gives the length. */
function wholeSize(lead: number): number {
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 1
}
