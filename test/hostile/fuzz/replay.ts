import { callOverHttp2, type OutgoingCall } from '../../../src/client/grpc/http2-call.ts'
import { streamOverHttp2 } from '../../../src/client/grpc/http2-stream.ts'
import { Http2Connection } from '../../../src/client/http2/http2-connection.ts'
import type { Said } from './mutate.ts'
import type { Random } from './random.ts'
import type { Recorded } from './record.ts'

/** What our client made of a conversation: the messages of a call that went well, or what ended it. */
export type Made =
  | { readonly kind: 'ok'; readonly messages: readonly Buffer[] }
  | { readonly kind: 'error'; readonly text: string }
  /** The server never came so far that a call could be sent. */
  | { readonly kind: 'unsent' }
  /** The connection is gone and the call has no end. */
  | { readonly kind: 'endless' }

/** A call that may go out before the server's greeting. */
export function isUnary({ name }: Recorded): boolean {
  return name !== 'snapshot' && name !== 'watch'
}

/**
 * Plays a conversation to our client without a socket, in pieces of random sizes; then the connection is lost. An early call does not wait
 * for the server's greeting.
 */
export async function replay(
  { greeting, answer }: Said,
  recorded: Recorded,
  random: Random,
  isEarly: boolean,
): Promise<Made> {
  const { path } = recorded
  const link = { isIdle: true, write: () => {}, end: () => {}, destroy: () => {} }
  const connection = new Http2Connection(link, { ready: () => {}, closing: () => {}, closed: () => {} })
  if (!isEarly) give(connection, greeting, random)
  if (!isEarly && !connection.isOpen) {
    connection.lost()
    return { kind: 'unsent' }
  }
  const outgoing: OutgoingCall = {
    http2: connection,
    origin: { scheme: 'http', authority: 'localhost' },
    settings: { apiVersion: '3.7', maxReceiveBytes: 2 ** 31 - 1 },
    call: { path, metadata: {}, deadlineMs: Number.POSITIVE_INFINITY, signal: undefined, isEarly },
    request: new Uint8Array(10),
  }
  const ended: Promise<Made> = collect(isUnary(recorded) ? callOverHttp2(outgoing) : streamOverHttp2(outgoing)).then(
    (messages) => ({ kind: 'ok', messages }),
    (error: Error) => ({ kind: 'error', text: error.message }),
  )
  // a stream is asked when it is first read
  await Promise.resolve()
  if (isEarly) give(connection, greeting, random)
  give(connection, answer, random)
  connection.lost()
  const endless = new Promise<Made>((resolve) => setImmediate(resolve, { kind: 'endless' }))
  return await Promise.race([ended, endless])
}

async function collect(answers: Promise<Uint8Array> | AsyncIterable<Uint8Array>): Promise<readonly Buffer[]> {
  if (answers instanceof Promise) return [Buffer.from(await answers)]
  const messages: Buffer[] = []
  for await (const message of answers) messages.push(Buffer.from(message))
  return messages
}

function give(connection: Http2Connection, bytes: Buffer, random: Random): void {
  const largest = random.pick([1, 3, 20, 1000, 100_000])
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.below(largest)
    connection.take(bytes.subarray(at, end))
    at = end
  }
}
