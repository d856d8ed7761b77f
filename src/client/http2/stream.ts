import { OutgoingBody } from './outgoing-body.ts'

/** Why a connection was lost. */
export interface Loss {
  /** In Go's words: `EOF`, `connection reset by peer`, `connection error: PROTOCOL_ERROR`, `http2: frame too large`. */
  readonly cause: string
  /** The server's farewell that came before, if one did; `debug` holds a character for each byte. */
  readonly goaway: { readonly code: number; readonly debug: string } | undefined
}

/**
 * How a stream ended: in order, by a reset with a code, with the connection, by what may not come on it, without the
 * server having looked at it (`isUnsent`: it cannot have, for nothing was written), or taken back because the settings, which
 * came later, do not allow it.
 */
export type EndReason =
  | { readonly kind: 'done' }
  | { readonly kind: 'reset'; readonly code: number }
  | { readonly kind: 'lost'; readonly loss: Loss }
  | { readonly kind: 'broken'; readonly details: string }
  | { readonly kind: 'unseen'; readonly isUnsent: boolean }
  | { readonly kind: 'tooEarly' }

export interface StreamEvents {
  /** Header fields: those of the answer first, then its trailers. `isLast`: nothing follows but `ended`. */
  headers(fields: ReadonlyMap<string, string>, isLast: boolean): void
  /** A piece of the body, which holds during the call only. */
  data(piece: Uint8Array): void
  /** Nothing follows; called once. */
  ended(reason: EndReason): void
  /** The stream's deadline has passed while other input was read; it is to be canceled. */
  expired?(): void
}

export interface StreamRequest {
  /** The server may send more only when what came was taken: see `OpenStream.taken`. */
  readonly isSlow?: boolean
  readonly fields: Readonly<Record<string, string>>
  /** The whole of it; the beginning, with `isOpen`. */
  readonly body: Uint8Array
  /** More of the body follows: see `OpenStream.send` and `finish`. */
  readonly isOpen?: boolean
  readonly events: StreamEvents
  /** Point in time in epoch milliseconds; Infinity, or left out, for none. */
  readonly deadlineMs?: number
}

/** One request and what is known of it. */
export class Stream {
  readonly fields: Readonly<Record<string, string>>
  readonly body: OutgoingBody
  readonly events: StreamEvents
  readonly deadlineMs: number
  /** 0 while it waits for its turn. */
  id = 0
  readonly isSlow: boolean
  /** Bytes that came and were taken, and that the server has not been told of. */
  unconfirmed = 0
  /** Bytes that may still come before the server is told that more may. */
  mayReceive: number
  private hasEnded = false

  constructor(request: StreamRequest, windowBytes: number) {
    const { fields, body, isOpen = false, events, isSlow = false, deadlineMs } = request
    this.fields = fields
    this.isSlow = isSlow
    this.body = new OutgoingBody(body, !isOpen)
    this.events = events
    this.deadlineMs = deadlineMs ?? Number.POSITIVE_INFINITY
    this.mayReceive = windowBytes
  }

  end(reason: EndReason): void {
    if (this.hasEnded) return
    this.hasEnded = true
    this.events.ended(reason)
  }
}
