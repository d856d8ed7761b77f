import { joinBytes, shortAscii, utf8 } from './bytes.ts'

const escapeBase = 0xdc00

/** The exact bytes of an argument: UTF-8, and for each lone surrogate the byte it stands for. */
export function argumentBytes(text: string): Uint8Array {
  const short = shortAscii(text)
  if (short !== undefined) return short
  if (!/[\udc80-\udcff]/.test(text)) return utf8(text)
  const parts: Uint8Array[] = []
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    parts.push(isEscape(code) ? Uint8Array.of(code - escapeBase) : utf8(char))
  }
  return joinBytes(parts)
}

/** UTF-8 to text, with every byte that is not part of valid UTF-8 as a lone surrogate. */
export function decodeEscaping(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at, decoder)
    const invalid = escapeBase + (bytes[at] ?? 0)
    text += length === 0 ? String.fromCharCode(invalid) : decoder.decode(bytes.subarray(at, at + length))
    at += Math.max(length, 1)
  }
  return text
}

/** Returns the length of the valid sequence at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number, decoder: InstanceType<typeof TextDecoder>): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  try {
    decoder.decode(bytes.subarray(at, at + length))
    return length
  } catch {
    return 0
  }
}

function isEscape(code: number): boolean {
  return code >= escapeBase + 0x80 && code <= escapeBase + 0xff
}
