import type { TransportFailure } from '../failure.ts'

/** A connection that bytes go over, whatever it is made of. */
export interface Wire {
  /** Takes part in keeping the process alive, or not. */
  hold(isHeld: boolean): void
  write(bytes: Uint8Array): void
  /** While it is paused its listener hears nothing of what comes. */
  pause(isPaused: boolean): void
  /** Closes at once. */
  destroy(): void
  /** Who hears what comes; nobody while the wire rests. */
  listener: WireListener | undefined
  /** False once it is closed, by whichever side. */
  readonly isOpen: boolean
}

export interface WireListener {
  /** Bytes that stay as they are. */
  take(bytes: Uint8Array): void
  /** The other side has ended it. */
  ended(): void
  failed(failure: TransportFailure): void
}
