import type { Readable } from 'node:stream'

/** Standard input; on a terminal its echo can be switched off. */
export type Stdin = Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }

/** All bytes of a stream, to its end. */
export async function readAll(stdin: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stdin) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
