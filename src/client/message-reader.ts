import { roomFor } from '../bytes.ts'
import { setU32 } from './http2/frame.ts'
/** Bytes before each message: a flag (0: not compressed) and its length in four bytes. */
export const prefixBytes = 5
/** Go sends no more (all releases). */
const largestMessage = 2 ** 31 - 1

/** What a peer may not send: a message that is too large, or with a flag that is not 0. */
export class MessageError extends Error {
  /** Undefined for a message that is too large. */
  readonly flag: number | undefined

  constructor(message: string, flag?: number) {
    super(message)
    this.flag = flag
  }
}

/** Puts together the messages of one call from the pieces that come in. */
export class MessageReader {
  private readonly limit: number
  private readonly prefix = new Uint8Array(prefixBytes)
  private prefixReceived = 0
  private message: Uint8Array | undefined
  private received = 0

  /** Messages may have `limit` bytes. */
  constructor(limit = largestMessage) {
    this.limit = Math.min(limit, largestMessage)
  }

  /** True between two messages. */
  get isAtEnd(): boolean {
    return this.prefixReceived === 0
  }

  /** True when a part of the flag and the length is there. */
  get isWithinPrefix(): boolean {
    return this.prefixReceived > 0 && this.prefixReceived < prefixBytes
  }

  /** Hands on the messages that the piece completes; they are no views of it. Throws a MessageError. */
  take(piece: Uint8Array, found: (message: Uint8Array) => void): void {
    for (let at = 0; at < piece.length; ) {
      at +=
        this.message === undefined
          ? this.takePrefix(piece.subarray(at))
          : this.takeBody(this.message, piece.subarray(at))
      const { message } = this
      if (message === undefined || this.received < message.length) continue
      this.message = undefined
      this.prefixReceived = 0
      found(message)
    }
  }

  /** Returns how many bytes it took. */
  private takePrefix(piece: Uint8Array): number {
    const head = piece.subarray(0, prefixBytes - this.prefixReceived)
    this.prefix.set(head, this.prefixReceived)
    this.prefixReceived += head.length
    if (this.prefixReceived < prefixBytes) return head.length
    const length = new DataView(this.prefix.buffer).getUint32(1)
    if (length > this.limit) {
      throw new MessageError(`grpc: received message larger than max (${length} vs. ${this.limit})`)
    }
    const [flag] = this.prefix
    if (flag !== 0) throw new MessageError('a message that is compressed', flag)
    this.message = roomFor(length)
    this.received = 0
    return head.length
  }

  private takeBody(message: Uint8Array, piece: Uint8Array): number {
    const body = piece.subarray(0, message.length - this.received)
    message.set(body, this.received)
    this.received += body.length
    return body.length
  }
}

/** A message behind its prefix. */
export function withPrefix(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefixBytes + message.length)
  setU32(bytes, 1, message.length)
  bytes.set(message, prefixBytes)
  return bytes
}
