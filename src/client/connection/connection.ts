import type { CallLimit } from '../call-limit.ts'
import type { Endpoint } from './endpoints.ts'

/** What every connection of a client shares. */
export interface ConnectionSettings {
  readonly keepaliveTimeMs: number
  readonly keepaliveTimeoutMs: number
  /** `client-api-version` of every call, e.g. `3.7`; errors of the transport have the words of that release. */
  readonly apiVersion: string
  /** Largest answer in bytes. */
  readonly maxReceiveBytes: number
}

/** One call on one connection; `deadlineMs` is a point in time in epoch milliseconds, Infinity for none. */
export interface WireCall {
  readonly path: string
  readonly metadata: Readonly<Record<string, string>>
  readonly deadlineMs: number
  readonly signal: AbortSignal | undefined
  /** Goes out before the server has sent its settings; rejects with TooEarly when it turns out that it should not have. */
  readonly isEarly?: boolean
  /**
   * Set for an answer that may take long to read. The deadline then holds for its first byte only, and the server is not told of it. After that
   * byte the server may be silent for this long while the reader waits.
   */
  readonly patience?: CallLimit | undefined
}

/** The connection to one endpoint. It starts to connect with `connect` and keeps trying until it is closed. */
export interface Connection {
  readonly endpoint: Endpoint
  readonly isReady: boolean
  /** True when waiting cannot make this endpoint answer. */
  readonly isHopeless: boolean
  /**
   * Names the layer and the cause of the last failure, or of the silence so far; undefined when there is none. A silence within
   * a short limit says nothing of the endpoint.
   */
  remark(limit?: CallLimit): string | undefined
  /** True when nobody on the way can read what goes over it. */
  readonly isPrivate: boolean
  /**
   * Resolves once the connection is up, or once it is hopeless or closed (look at `isReady`). `onFailure` is told of
   * each failed attempt in between, `onOpen` each time when early calls can go. Never rejects.
   */
  connect(onFailure: () => void, onOpen?: () => void): Promise<void>
  /** Sends one message and resolves to the bytes of the answer. Rejects with an RpcError for any other status. */
  unary(call: WireCall, request: Uint8Array): Promise<Uint8Array>
  /**
   * Sends one message and yields the bytes of the answer as they arrive, the last ones when the call has ended well; respects a
   * slow reader. Throws an RpcError for any other status.
   */
  answer(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined>
  /** Sends one message and yields the bytes of each answer as it arrives; respects a slow reader. */
  serverStream(call: WireCall, request: Uint8Array): AsyncGenerator<Uint8Array, void, undefined>
  /** Opens a stream in both directions. Rejects with an RpcError when there is no connection any more. */
  duplexStream(call: WireCall): Promise<WireStream>
  close(): void
}

/** A stream in both directions: messages are bytes. */
export interface WireStream {
  send(message: Uint8Array): void
  /** No more messages from this side. */
  end(): void
  cancel(): void
  /** The answers in order; throws an RpcError when the stream ends with a status other than OK. */
  messages(): AsyncGenerator<Uint8Array, void, undefined>
}
