import { runtime } from './current.ts'

/**
 * Counts what a long reading leaves behind in arrays of its own, whose memory Bun's garbage collector hardly sees, and has them
 * collected when they are too many.
 */
export class Garbage {
  private readonly limitBytes: number
  private bytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  /** Records that this many bytes were read. */
  add(bytes: number): void {
    this.bytes += bytes
    if (this.bytes < this.limitBytes) return
    this.bytes = 0
    runtime.collectGarbage()
  }
}
