import type { Endpoint } from '../connection/endpoints.ts'
import type { Stage } from '../connection/stage.ts'
import type { TlsSecurity } from '../tls/security.ts'

/** The bytes to and from an endpoint, over TLS or not. */
export interface Link {
  /** True when the system has taken all that was written. */
  readonly isIdle: boolean
  /** Queues the bytes, which must not be changed any more. */
  write(bytes: Uint8Array): void
  /** Closes once everything is sent. */
  end(): void
  /** Closes at once. */
  destroy(): void
}

/** Who reads a link. */
export interface LinkOwner {
  /** The bytes hold during the call only. */
  take(bytes: Uint8Array): void
  /** The connection is gone; called once. Gets the cause in Go's words, `EOF` when left out, and the error itself. */
  lost(cause?: string, error?: unknown): void
}

/**
 * An attempt to connect; `stage` is kept up to date. One of `opened` and `failed` is called, unless the attempt is given up. `failed` may be
 * called more than once, and only the first call counts; it gets the error, if there is one.
 */
export interface LinkRequest {
  readonly endpoint: Endpoint
  readonly security: TlsSecurity | undefined
  readonly stage: Stage
  readonly opened: (link: Link) => LinkOwner
  readonly failed: (error?: unknown) => void
}

/** Starts to connect; returns how to give it up. */
export type OpenLink = (request: LinkRequest) => () => void
