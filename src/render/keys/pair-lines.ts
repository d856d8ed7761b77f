import type { KeyValue } from '../../rpc/messages.ts'
import type { Chunk, RenderOptions } from '../results.ts'

const newline = Uint8Array.of(10)

/** A key and its value, a line each. */
export function* pairLines(kv: KeyValue, options: RenderOptions): Generator<Chunk> {
  yield* bytesLine(kv.key, options)
  yield* bytesLine(kv.value, options)
}

/** Raw bytes, or with `--hex` `\x` and two digits for each. */
function* bytesLine(bytes: Uint8Array, options: RenderOptions): Generator<Chunk> {
  if (options.hex) {
    yield hexLine(bytes)
    return
  }
  yield bytes
  yield newline
}

/** `\x` and two digits for each byte. */
export function hexLine(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
  return `${hex.replace(/../g, '\\x$&')}\n`
}
