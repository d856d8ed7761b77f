import type { WireStream } from '../connection/connection.ts'
import type { OpenStream } from '../http2/http2-connection.ts'
import { type CallListener, type OutgoingCall, startCall } from './http2-call.ts'
import { Inbox } from './inbox.ts'
import { prefixBytes, withPrefix } from './message-reader.ts'

/**
 * Sends one message and yields the bytes of each answer; a slow reader makes the server wait. Throws an RpcError for any status
 * other than OK, when the connection is lost, at the deadline, and when the signal is aborted.
 */
export async function* streamOverHttp2(outgoing: OutgoingCall): AsyncGenerator<Uint8Array, void, undefined> {
  const answers = new SlowAnswers()
  const stream = answers.start(outgoing)
  try {
    yield* answers.read()
  } finally {
    stream.cancel()
  }
}

/**
 * Opens a call without a message; messages and answers come and go as they like. Its answers end and fail as those of
 * `streamOverHttp2` do. Throws an RpcError for a call that cannot even be sent.
 */
export function duplexOverHttp2(outgoing: OutgoingCall): WireStream {
  const answers = new SlowAnswers()
  const stream = answers.start({ ...outgoing, request: undefined })
  return {
    send: (message) => stream.send(withPrefix(message)),
    end: () => stream.finish(),
    cancel: () => stream.cancel(),
    messages: () => answers.read(),
  }
}

/**
 * Holds answers until they are taken, and tells the server how much was taken. While the reader waits, that is all that came: a
 * message may be larger than what the server may send at a time.
 */
class SlowAnswers {
  private readonly inbox = new Inbox<Uint8Array>()
  private stream: OpenStream | undefined
  private received = 0
  private taken = 0
  private confirmed = 0

  start(outgoing: OutgoingCall): OpenStream {
    const { inbox } = this
    const listener: CallListener = {
      received: (bytes) => {
        this.received += bytes
        if (inbox.isWaiting) this.confirm(this.received)
      },
      message: (message) => inbox.push(message),
      ended: (error) => inbox.close(error),
    }
    this.stream = startCall(outgoing, true, listener)
    return this.stream
  }

  /** To be read once. */
  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const message of this.inbox.read(() => this.confirm(this.received))) {
      this.taken += prefixBytes + message.length
      this.confirm(this.taken)
      yield message
    }
  }

  private confirm(total: number): void {
    if (total <= this.confirmed) return
    this.stream?.taken(total - this.confirmed)
    this.confirmed = total
  }
}
