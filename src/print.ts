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
  const addRemark = async (remark: string): Promise<void> => {
    await flush()
    await io.stderr.write(`${remark}\n`)
  }
  /** Undefined when there is nothing to wait for. */
  const add = (chunk: Chunk): Promise<void> | undefined => {
    if (typeof chunk === 'object' && 'remark' in chunk) return addRemark(chunk.remark)
    const bytes = typeof chunk === 'string' ? argumentBytes(chunk) : chunk
    batch.push(bytes)
    size += bytes.length
    return size >= batchBytes ? flush() : undefined
  }
  for await (const chunk of chunks) {
    const writing = add(chunk)
    if (writing !== undefined) await writing
  }
  if (size > 0) await flush()
}
