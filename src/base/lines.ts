import type { Readable } from 'node:stream'
import { decodeEscaping } from './arguments.ts'

const newline = 10

/**
 * The lines of a stream as they come, without their newline; what follows the last newline is left out. Bytes that are
 * not UTF-8 are lone surrogates, as in arguments.ts.
 */
export async function* readLines(stdin: Readable): AsyncGenerator<string, void, undefined> {
  let parts: Uint8Array[] = []
  for await (const chunk of stdin) {
    let rest = chunk as Uint8Array
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
      yield decodeEscaping(Buffer.concat([...parts, rest.subarray(0, end)]))
      parts = []
      rest = rest.subarray(end + 1)
    }
    if (rest.length > 0) parts.push(rest)
  }
}
