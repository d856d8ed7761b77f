import { joinBytes } from './bytes.ts'
import { argumentBytes } from './cli/arguments.ts'
import type { Io } from './cli/io.ts'
import type { Chunk, Chunks } from './render/results.ts'

/** Pieces are joined up to this size, so that a long result costs few writes. */
const batchBytes = 128 * 1024

/** Writes the pieces in order, in large chunks; waits for a slow reader. Remarks go to stderr in their place. */
export async function printChunks(io: Io, chunks: Chunks): Promise<void> {
  let batch: Uint8Array[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    if (size === 0) return
    const [first] = batch
    const bytes = first?.length === size ? first : joinBytes(batch)
    batch = []
    size = 0
    await io.stdout.write(bytes)
  }
  const add = async (chunk: Chunk): Promise<void> => {
    if (typeof chunk === 'object' && 'remark' in chunk) {
      await flush()
      await io.stderr.write(`${chunk.remark}\n`)
      return
    }
    const bytes = typeof chunk === 'string' ? argumentBytes(chunk) : chunk
    batch.push(bytes)
    size += bytes.length
    if (size >= batchBytes) await flush()
  }
  for await (const chunk of chunks) await add(chunk)
  await flush()
}
