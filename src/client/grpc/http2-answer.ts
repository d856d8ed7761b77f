import { roomFor } from '../../base/bytes.ts'
import type { CliError } from '../../base/errors.ts'
import { brokenOffRemark, longestTimerMs } from '../call-limit.ts'
import type { OpenStream } from '../http2/http2-connection.ts'
import { type OutgoingCall, startCall } from './http2-call.ts'
import type { MessageTarget } from './message-reader.ts'
import { DeadlineError } from './rpc-error.ts'
import { transportWords } from './transport-words.ts'

/** Bytes of a message that lie in one array: what a socket gives at a time. */
const blockBytes = 512 * 1024

/**
 * Sends one message at once and yields the bytes of the one answer while they come in; a slow reader makes the server wait. What is yielded
 * holds until the next is asked for. The last bytes are yielded when the call has ended well. Throws as `callOverHttp2` rejects, and a DeadlineError when the server is silent
 * for longer than the call's patience.
 */
export function answerOverHttp2(outgoing: OutgoingCall, endpoint: string): AsyncGenerator<Uint8Array, void, undefined> {
  const answer = new IncomingAnswer(outgoing, endpoint)
  return answer.read()
}

class IncomingAnswer implements MessageTarget {
  private readonly outgoing: OutgoingCall
  private readonly endpoint: string
  private readonly stream: OpenStream
  private readonly blocks: Uint8Array[] = []
  /** Arrays that have been read to their end, to be filled again: fresh memory costs more than the reading. */
  private readonly spare: Uint8Array[] = []
  /** The array that is being filled: up to `filled` bytes have come. */
  private block: Uint8Array = new Uint8Array()
  private filled = 0
  /** Bytes of the message that have not come. */
  private left = 0
  private messages = 0
  /** Bytes of the stream that have come, and those of them that the server has been told of. */
  private received = 0
  private confirmed = 0
  private ending: { readonly error: CliError | undefined } | undefined
  private isWaiting = false
  private wake = (): void => {}

  constructor(outgoing: OutgoingCall, endpoint: string) {
    this.outgoing = outgoing
    this.endpoint = endpoint
    this.stream = startCall(outgoing, true, {
      received: (bytes) => {
        this.received += bytes
        if (this.isWaiting) this.confirm(bytes)
      },
      message: this,
      ended: (error) => this.ended(error),
    })
  }

  private confirm(bytes: number): void {
    this.confirmed += bytes
    this.stream.taken(bytes)
  }

  begin(length: number): void {
    this.messages++
    if (this.messages > 1) this.stream.cancel()
    else this.left = length
  }

  add(piece: Uint8Array): void {
    if (this.messages > 1) return
    for (let at = 0; at < piece.length; ) {
      if (this.filled === this.block.length) this.startBlock()
      const part = piece.subarray(at, at + this.block.length - this.filled)
      this.block.set(part, this.filled)
      this.filled += part.length
      this.left -= part.length
      at += part.length
    }
    if (this.left > 0) this.wake()
  }

  private startBlock(): void {
    this.queueBlock()
    // none was made for more than is left now
    this.block = this.spare.pop() ?? roomFor(Math.min(this.left, blockBytes))
  }

  private queueBlock(): void {
    if (this.filled > 0) this.blocks.push(this.block.subarray(0, this.filled))
    this.block = new Uint8Array()
    this.filled = 0
  }

  /** The end of the call tells more. */
  end(): void {}

  private ended(error: CliError | undefined): void {
    const words = transportWords(this.outgoing.settings.apiVersion)
    if (this.messages > 1) this.ending = { error: words.secondMessage() }
    else if (error !== undefined) this.ending = { error }
    else this.ending = { error: this.messages === 0 ? words.noMessage() : undefined }
    this.wake()
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const block = this.nextBlock()
        if (block !== undefined) {
          this.confirm(Math.min(block.length, this.received - this.confirmed))
          yield block
          this.spare.push(new Uint8Array(block.buffer))
        } else if (this.ending?.error !== undefined) throw this.ending.error
        else if (this.ending !== undefined) return
        else await this.more()
      }
    } finally {
      this.stream.cancel()
    }
  }

  /** Yields what has come, except for the last bytes of a call that may still fail. */
  private nextBlock(): Uint8Array | undefined {
    const isHeld = this.left === 0 && (this.ending === undefined || this.ending.error !== undefined)
    if (!isHeld) this.queueBlock()
    return this.blocks.shift()
  }

  private async more(): Promise<void> {
    // all of it: a key-value may be larger than what the server may send at a time
    this.confirm(this.received - this.confirmed)
    const { patience } = this.outgoing.call
    const isTimed = patience !== undefined && this.received > 0
    const timer = isTimed ? setTimeout(() => this.giveUp(), Math.min(patience.ms, longestTimerMs)) : undefined
    this.isWaiting = true
    await new Promise<void>((resolve) => {
      this.wake = resolve
    })
    this.isWaiting = false
    clearTimeout(timer)
  }

  private giveUp(): void {
    this.ending = { error: new DeadlineError([brokenOffRemark(this.endpoint, this.outgoing.call.patience)]) }
    this.wake()
  }
}
