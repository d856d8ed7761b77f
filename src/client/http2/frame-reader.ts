import { joinBytes } from '../../base/bytes.ts'
import { type FrameHead, frameFlags, frameTypes, headBytes, parseHead } from './frame.ts'

export interface FrameTarget {
  /** A whole frame other than plain data. The payload holds during the call only. */
  frame(head: FrameHead, payload: Uint8Array): void
  /** A piece of a data frame as it came in, which holds during the call only; the last one ends the frame. */
  data(head: FrameHead, piece: Uint8Array, isLast: boolean): void
}

/** Cuts the bytes of a connection into frames. Data is handed on piece by piece, uncopied. */
export class FrameReader {
  private readonly target: FrameTarget
  private readonly head = new Uint8Array(headBytes)
  private headReceived = 0
  private current: FrameHead | undefined
  private received = 0
  private pieces: Uint8Array[] = []

  constructor(target: FrameTarget) {
    this.target = target
  }

  /** Takes what came in. Throws a ProtocolError, after which nothing more may be taken. */
  take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.current === undefined) at = this.takeHead(chunk, at)
      if (this.current !== undefined) at = this.takePayload(this.current, chunk, at)
    }
  }

  private takeHead(chunk: Uint8Array, at: number): number {
    if (this.headReceived === 0 && at + headBytes <= chunk.length) {
      this.begin(parseHead(chunk, at))
      return at + headBytes
    }
    const piece = chunk.subarray(at, at + headBytes - this.headReceived)
    this.head.set(piece, this.headReceived)
    this.headReceived += piece.length
    if (this.headReceived === headBytes) {
      this.headReceived = 0
      this.begin(parseHead(this.head))
    }
    return at + piece.length
  }

  private begin(head: FrameHead): void {
    this.current = head
    this.received = 0
  }

  private takePayload(head: FrameHead, chunk: Uint8Array, at: number): number {
    const piece = chunk.subarray(at, at + head.length - this.received)
    this.received += piece.length
    const isLast = this.received === head.length
    if (isLast) this.current = undefined
    if (isPlainData(head)) this.target.data(head, piece, isLast)
    else if (piece.length === head.length) this.target.frame(head, piece)
    else this.collect(head, piece, isLast)
    return at + piece.length
  }

  private collect(head: FrameHead, piece: Uint8Array, isLast: boolean): void {
    this.pieces.push(new Uint8Array(piece))
    if (!isLast) return
    const payload = joinBytes(this.pieces)
    this.pieces = []
    this.target.frame(head, payload)
  }
}

function isPlainData({ type, flags }: FrameHead): boolean {
  return type === frameTypes.data && (flags & frameFlags.padded) === 0
}
