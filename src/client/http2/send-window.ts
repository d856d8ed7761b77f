import { errorCodes } from './error-codes.ts'
import { frame, frameFlags, frameTypes, largestPayload } from './frame.ts'
import { ProtocolError } from './protocol-error.ts'
import type { Stream } from './stream.ts'

const usualWindow = 65_535
const largestWindow = 0x7fffffff

/** How much may be sent on the connection and on each stream, and what waits to be sent. */
export class SendWindow {
  maxPayload = largestPayload
  private initial = usualWindow
  private connection = usualWindow
  /** The streams whose body is not sent to its end, with what each may still send. */
  private readonly left = new Map<Stream, number>()

  /** The frames of the body that may go now. */
  open(stream: Stream): Uint8Array[] {
    this.left.set(stream, this.initial)
    return this.framesOf(stream)
  }

  /** More of an open stream's body is there: what of it may go now. */
  more(stream: Stream): Uint8Array[] {
    return this.framesOf(stream)
  }

  close(stream: Stream): void {
    this.left.delete(stream)
  }

  /** The server takes more, on one stream or, for 0, on the connection; returns what may go now. Throws a ProtocolError. */
  grant(streamId: number, bytes: number): Uint8Array[] {
    if (streamId === 0) {
      this.connection = checked(this.connection + bytes)
      return this.frames()
    }
    for (const [stream, left] of this.left) if (stream.id === streamId) this.left.set(stream, checked(left + bytes))
    return this.frames()
  }

  /** The server changes what a stream may send at first; open streams gain or lose the difference. */
  resize(initial: number): Uint8Array[] {
    for (const [stream, left] of this.left) this.left.set(stream, checked(left + initial - this.initial))
    this.initial = initial
    return this.frames()
  }

  private frames(): Uint8Array[] {
    const frames: Uint8Array[] = []
    for (const stream of [...this.left.keys()]) frames.push(...this.framesOf(stream))
    return frames
  }

  private framesOf(stream: Stream): Uint8Array[] {
    const frames: Uint8Array[] = []
    for (;;) {
      const left = this.left.get(stream)
      if (left === undefined) return frames
      const next = stream.body.next(Math.min(left, this.connection, this.maxPayload))
      if (next === undefined) return frames
      const { bytes, isLast } = next
      frames.push(frame(frameTypes.data, isLast ? frameFlags.endStream : 0, stream.id, bytes))
      this.connection -= bytes.length
      if (isLast) this.left.delete(stream)
      else this.left.set(stream, left - bytes.length)
    }
  }
}

function checked(window: number): number {
  if (window > largestWindow) throw new ProtocolError('a window without bounds', errorCodes.flowControlError)
  return window
}
