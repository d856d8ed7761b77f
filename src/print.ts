import { argumentBytes } from './base/arguments.ts'
import { joinBytes } from './base/bytes.ts'
import type { Io } from './base/io.ts'
import type { Chunk, Chunks } from './render/results.ts'

/** So much of a long result goes out at once: whoever reads it begins while the rest is on its way. */
const firstBytes = 8 * 1024
/** Later pieces are joined up to this size, so that a long result costs few writes. */
const batchBytes = 128 * 1024
/** Worth a write of its own: to join it with others would cost more. */
const largePiece = 32 * 1024

/** Writes the pieces in order, in large chunks; waits for a slow reader. Remarks go to stderr, in order with the pieces. */
export async function printChunks(io: Io, chunks: Chunks): Promise<void> {
  const batch = new Batch(io)
  for await (const chunk of chunks) {
    const writing = batch.add(chunk)
    if (writing !== undefined) await writing
  }
  await batch.flush()
}

class Batch {
  private readonly io: Io
  private pieces: Uint8Array[] = []
  private size = 0
  private enough = firstBytes

  constructor(io: Io) {
    this.io = io
  }

  /** Undefined when there is nothing to wait for. */
  add(chunk: Chunk): Promise<void> | undefined {
    if (typeof chunk === 'object' && 'remark' in chunk) return this.remark(chunk.remark)
    if (typeof chunk === 'object' && 'drawing' in chunk) return this.draw(chunk.drawing)
    if (chunk.length >= largePiece && typeof chunk !== 'string') return this.writeBehind(chunk)
    // bytes hold until the next chunk is asked for
    const bytes = typeof chunk === 'string' ? argumentBytes(chunk) : new Uint8Array(chunk)
    this.pieces.push(bytes)
    this.size += bytes.length
    return this.size >= this.enough ? this.flush() : undefined
  }

  private async remark(text: string): Promise<void> {
    await this.flush()
    await this.io.stderr.write(`${text}\n`)
  }

  private async draw(text: string): Promise<void> {
    await this.flush()
    await this.io.stdout.draw(text)
  }

  private async writeBehind(bytes: Uint8Array): Promise<void> {
    await this.flush()
    this.enough = batchBytes
    await this.io.stdout.write(bytes)
  }

  /** Undefined when there is nothing to write. */
  flush(): Promise<void> | undefined {
    const { pieces, size } = this
    if (size === 0) return undefined
    const [first] = pieces
    this.pieces = []
    this.size = 0
    this.enough = batchBytes
    return this.io.stdout.write(first?.length === size ? first : joinBytes(pieces))
  }
}
