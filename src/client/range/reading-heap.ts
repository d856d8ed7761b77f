import { bunRuntime } from '../../runtime/bun-runtime.ts'

/** What is read lies about in arrays of its own, whose memory Bun's garbage collector hardly sees: so many bytes may. */
const litterBytes = 32 * 1024 * 1024

/** Keeps the executable small while a long answer is read. */
export class ReadingHeap {
  private readonly bun = bunRuntime()
  private litter = 0

  /** So many bytes were read. */
  note(bytes: number): void {
    this.litter += bytes
    if (this.litter < litterBytes) return
    this.litter = 0
    this.bun?.gc(true)
  }
}
