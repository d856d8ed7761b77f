import { roomFor } from '../../base/bytes.ts'
import { setU32 } from '../http2/frame.ts'
/** Bytes before each message: a flag (0: not compressed) and its length in four bytes. */
export const prefixBytes = 5
/** Go sends no more (all releases). */
const largestMessage = 2 ** 31 - 1

/** The peer sent a message that is too large, or one whose flag is not 0. */
export class MessageError extends Error {
  /** Undefined for a message that is too large. */
  readonly flag: number | undefined

  constructor(message: string, flag?: number) {
    super(message)
    this.flag = flag
  }
}

/** Where the bytes of messages go. */
export interface MessageTarget {
  /** A message of this many bytes begins. */
  begin(length: number): void
  /** The next piece of it, which holds during the call only. */
  add(piece: Uint8Array): void
  /** All of it has come. */
  end(): void
}

/** Finds the messages of one call in the pieces that come in. */
export class MessageReader {
  private readonly target: MessageTarget
  private readonly limit: number
  private readonly prefix = new Uint8Array(prefixBytes)
  private prefixReceived = 0
  /** Bytes of the message that have not come; undefined between two messages. */
  private left: number | undefined

  /** Messages may have `limit` bytes. */
  constructor(target: MessageTarget, limit = largestMessage) {
    this.target = target
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

  /** Hands on the parts of messages in the piece. Throws a MessageError. */
  take(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const rest = at === 0 ? piece : piece.subarray(at)
      at += this.left === undefined ? this.takePrefix(rest) : this.takeBody(this.left, rest)
      if (this.left !== 0) continue
      this.left = undefined
      this.prefixReceived = 0
      this.target.end()
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
    this.left = length
    this.target.begin(length)
    return head.length
  }

  private takeBody(left: number, piece: Uint8Array): number {
    const body = piece.length > left ? piece.subarray(0, left) : piece
    this.left = left - body.length
    this.target.add(body)
    return body.length
  }
}

/** Puts messages together; `found` gets a copy of each. */
export class WholeMessages implements MessageTarget {
  private readonly found: (message: Uint8Array) => void
  private message: Uint8Array = new Uint8Array()
  private received = 0

  constructor(found: (message: Uint8Array) => void) {
    this.found = found
  }

  begin(length: number): void {
    this.message = roomFor(length)
    this.received = 0
  }

  add(piece: Uint8Array): void {
    this.message.set(piece, this.received)
    this.received += piece.length
  }

  end(): void {
    const { message } = this
    this.message = new Uint8Array()
    this.found(message)
  }
}

/** A message with its prefix. */
export function withPrefix(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefixBytes + message.length)
  setU32(bytes, 1, message.length)
  bytes.set(message, prefixBytes)
  return bytes
}
