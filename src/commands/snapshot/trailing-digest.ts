import { createHash } from 'node:crypto'

const digestBytes = 32
const sectorBytes = 512

/**
 * Checks a snapshot while it goes by: a database of whole 512-byte sectors, then the SHA-256 of all before it.
 *
 *   database ...................... | SHA-256, 32 bytes
 */
export class TrailingDigest {
  private readonly hash = createHash('sha256')
  private tail: Buffer = Buffer.alloc(0)
  /** Bytes seen so far, the digest included. */
  sizeBytes = 0

  update(chunk: Uint8Array): void {
    this.sizeBytes += chunk.length
    const keptFromChunk = Math.min(chunk.length, digestBytes)
    const keptFromTail = Math.min(this.tail.length, digestBytes - keptFromChunk)
    this.hash.update(this.tail.subarray(0, this.tail.length - keptFromTail))
    this.hash.update(chunk.subarray(0, chunk.length - keptFromChunk))
    const kept = [this.tail.subarray(this.tail.length - keptFromTail), chunk.subarray(chunk.length - keptFromChunk)]
    this.tail = Buffer.concat(kept)
  }

  /** Returns the problem of the whole snapshot, or undefined. Call it once, at the end. */
  problem(): string | undefined {
    if (this.sizeBytes % sectorBytes !== digestBytes) return `sha256 checksum not found [bytes: ${this.sizeBytes}]`
    const found = this.hash.digest()
    if (found.equals(this.tail)) return undefined
    return `snapshot is damaged: its sha256 is ${found.toString('hex')}, the server announced ${this.tail.toString('hex')}`
  }
}
