/** How a stream ended: in order, by a reset with a code, with the connection, or without the server having looked at it. */
export type EndReason =
  | { readonly kind: 'done' }
  | { readonly kind: 'reset'; readonly code: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'unseen' }

export interface StreamEvents {
  /** Header fields: those of the answer first, then its trailers. */
  headers(fields: ReadonlyMap<string, string>): void
  /** A piece of the body, which holds during the call only. */
  data(piece: Uint8Array): void
  /** Nothing follows; called once. */
  ended(reason: EndReason): void
}

export interface StreamRequest {
  /** The server may send more only when what came was taken: see `OpenStream.taken`. */
  readonly isSlow?: boolean
  readonly fields: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly events: StreamEvents
}

/** One request and what is known of it. */
export class Stream {
  readonly fields: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly events: StreamEvents
  /** 0 while it waits for its turn. */
  id = 0
  /** How much of the body is sent. */
  sent = 0
  readonly isSlow: boolean
  /** Bytes that came and were taken, and that the server has not been told of. */
  unconfirmed = 0
  private hasEnded = false

  constructor({ fields, body, events, isSlow = false }: StreamRequest) {
    this.fields = fields
    this.isSlow = isSlow
    this.body = body
    this.events = events
  }

  end(reason: EndReason): void {
    if (this.hasEnded) return
    this.hasEnded = true
    this.events.ended(reason)
  }
}
