import { readFile } from 'node:fs/promises'
import { argumentBytes, decodeEscaping } from '../base/arguments.ts'

/**
 * The arguments with nothing lost: node replaces bytes that are not UTF-8 by U+FFFD, and where one shows up the raw
 * command line is read again, each such byte becoming a lone surrogate (U+DC80 to U+DCFF). Only Linux has that second
 * source; elsewhere the arguments are returned as they are.
 */
export async function recoverArguments(
  args: readonly string[],
  readCommandLine: () => Promise<Uint8Array> = readOwnCommandLine,
): Promise<readonly string[]> {
  const raw = await tryRead(readCommandLine)
  if (raw === undefined) return args
  const recovered = splitAtZero(raw).slice(-args.length).map(decodeEscaping)
  const isSameLine = recovered.length === args.length && recovered.every((text, at) => lossy(text) === args[at])
  return isSameLine ? recovered : args
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

async function readOwnCommandLine(): Promise<Uint8Array> {
  return readFile('/proc/self/cmdline')
}

async function tryRead(read: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await read()
  } catch {
    return undefined
  }
}
