import { joinBytes, shortAscii, utf8 } from './bytes.ts'

const escapeBase = 0xdc00
const replacement = '\ufffd'

/**
 * The arguments with nothing lost: node replaces bytes that are not UTF-8 by U+FFFD, and where one shows up the raw
 * command line is read again, each such byte becoming a lone surrogate (U+DC80 to U+DCFF). Only Linux has that second
 * source; elsewhere, and without U+FFFD, the arguments are returned as they are.
 */
export async function recoverArguments(
  args: readonly string[],
  readCommandLine: () => Promise<Uint8Array> = readOwnCommandLine,
): Promise<readonly string[]> {
  if (!args.join('').includes(replacement)) return args
  const raw = await tryRead(readCommandLine)
  if (raw === undefined) return args
  const recovered = splitAtZero(raw).slice(-args.length).map(decodeEscaping)
  const isSameLine = recovered.length === args.length && recovered.every((text, at) => lossy(text) === args[at])
  return isSameLine ? recovered : args
}

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

/** The bytes as node shows them. */
function lossy(text: string): string {
  return Buffer.from(argumentBytes(text)).toString('utf8')
}

function splitAtZero(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
    parts.push(bytes.subarray(start, end))
    start = end + 1
  }
  return parts
}

/** Loads node:fs only when it is needed: that takes the executables 1 ms. */
async function readOwnCommandLine(): Promise<Uint8Array> {
  const { readFile } = await import('node:fs/promises')
  return readFile('/proc/self/cmdline')
}

async function tryRead(read: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await read()
  } catch {
    return undefined
  }
}
