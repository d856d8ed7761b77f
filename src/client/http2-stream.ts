import type { OpenStream } from './http2/session.ts'
import { type OutgoingCall, startCall } from './http2-call.ts'
import { Inbox } from './inbox.ts'
import { prefixBytes } from './message-reader.ts'

/**
 * Sends one message and yields the bytes of each answer; a slow reader makes the server wait. Throws an RpcError for any status
 * other than OK, when the connection is lost, at the deadline, and when the signal is aborted.
 */
export async function* streamOverHttp2(outgoing: OutgoingCall): AsyncGenerator<Uint8Array, void, undefined> {
  const inbox = new Inbox<Uint8Array>()
  const account = new Account()
  const stream = startCall(outgoing, true, {
    received: (bytes) => account.receive(bytes, inbox.isWaiting),
    message: (message) => inbox.push(message),
    ended: (error) => inbox.close(error),
  })
  account.open(stream)
  try {
    for await (const message of inbox.read(() => account.confirmAll())) {
      account.take(prefixBytes + message.length)
      yield message
    }
  } finally {
    stream.cancel()
  }
}

/**
 * Tells the server how much was taken. While the reader waits that is all that came: a message may be larger than what the
 * server may send at a time.
 */
class Account {
  private stream: OpenStream | undefined
  private received = 0
  private taken = 0
  private confirmed = 0

  open(stream: OpenStream): void {
    this.stream = stream
  }

  receive(bytes: number, isWaiting: boolean): void {
    this.received += bytes
    if (isWaiting) this.confirmAll()
  }

  take(bytes: number): void {
    this.taken += bytes
    this.confirm(this.taken)
  }

  confirmAll(): void {
    this.confirm(this.received)
  }

  private confirm(total: number): void {
    if (total <= this.confirmed) return
    this.stream?.taken(total - this.confirmed)
    this.confirmed = total
  }
}
