/** What a stream sends, as a whole from the start or piece by piece. */
export class OutgoingBody {
  /** Bytes that are there and not sent. */
  unsent: number
  private readonly pieces: Uint8Array[]
  private isWhole: boolean
  private hasEnded = false

  /** `isWhole`: nothing follows the bytes. */
  constructor(bytes: Uint8Array, isWhole: boolean) {
    this.pieces = bytes.length === 0 ? [] : [bytes]
    this.unsent = bytes.length
    this.isWhole = isWhole
  }

  /** True once the last byte, and that it is the last one, was handed out. */
  get isSent(): boolean {
    return this.hasEnded
  }

  /** Nothing may follow `finish`. */
  append(bytes: Uint8Array): void {
    if (this.isWhole || bytes.length === 0) return
    this.pieces.push(bytes)
    this.unsent += bytes.length
  }

  finish(): void {
    this.isWhole = true
  }

  /** Returns the body of the next frame, of at most this many bytes; undefined when there is none. */
  next(most: number): { readonly bytes: Uint8Array; readonly isLast: boolean } | undefined {
    const [piece] = this.pieces
    const bytes = piece?.subarray(0, Math.max(most, 0)) ?? new Uint8Array()
    const isLast = this.isWhole && bytes.length === this.unsent
    if (this.hasEnded || (bytes.length === 0 && !isLast)) return undefined
    this.unsent -= bytes.length
    this.hasEnded = isLast
    if (piece === undefined || bytes.length === piece.length) this.pieces.shift()
    else this.pieces[0] = piece.subarray(bytes.length)
    return { bytes, isLast }
  }
}
