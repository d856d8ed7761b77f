import { errorCodeName, errorCodes } from './error-codes.ts'

/** The peer does not keep to HTTP/2: the connection cannot be used any more. `code` is one of HTTP/2's error codes. */
export class ProtocolError extends Error {
  readonly code: number
  /** What Go's gRPC says of it (3.5 to 3.7). */
  readonly words: string

  constructor(message: string, code: number = errorCodes.protocolError, words?: string) {
    super(message)
    this.code = code
    this.words = words ?? `connection error: ${errorCodeName(code)}`
  }
}

/** A header block that breaks the rules of its stream only; the message is what Go says of it. */
export class MalformedHeaders extends Error {}
