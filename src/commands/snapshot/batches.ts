const batchBytes = 1024 * 1024

/** Joins small pieces: each write costs a system call. */
export async function* inBatches(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let batch: Uint8Array[] = []
  let sizeBytes = 0
  for await (const piece of pieces) {
    batch.push(piece)
    sizeBytes += piece.length
    if (sizeBytes < batchBytes) continue
    yield Buffer.concat(batch, sizeBytes)
    batch = []
    sizeBytes = 0
  }
  yield Buffer.concat(batch, sizeBytes)
}
