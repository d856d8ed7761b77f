/** Above this length an encoder is faster than a loop over the characters. */
const shortText = 64
let encoder: InstanceType<typeof TextEncoder> | undefined

/** The text in UTF-8; a lone surrogate becomes U+FFFD. Buffer does the same, but costs Bun 0.2 ms when it is first used. */
export function utf8(text: string): Uint8Array {
  return shortAscii(text) ?? encoded(text)
}

function encoded(text: string): Uint8Array {
  encoder ??= new TextEncoder()
  return encoder.encode(text)
}

/** Encodes ASCII; undefined for any other text. An encoder takes ten times as long to make. */
export function shortAscii(text: string): Uint8Array | undefined {
  if (text.length > shortText) return undefined
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x7f) return undefined
    bytes[at] = code
  }
  return bytes
}

/** Joins all parts in a new array. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Makes an array that the caller fills completely: a large one is not zeroed. */
export function roomFor(length: number): Uint8Array {
  return length < 4096 ? new Uint8Array(length) : Buffer.allocUnsafeSlow(length)
}

/** Returns one character for each byte. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at++) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}
