import type { WireCall } from './connection.ts'
import type { Http2Session, OpenStream } from './http2/session.ts'
import type { EndReason } from './http2/stream.ts'
import { MessageError, MessageReader, withPrefix } from './message-reader.ts'
import { RpcError } from './rpc-error.ts'

const status = {
  canceled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const
const refusedStream = 7
const cancelStream = 8

/** How the details of a status begin when the call was not looked at: it may be sent again, whatever it is. */
export const noConnection = 'No connection established'

/** gRPC's codes for an HTTP status that is not 200. */
const httpCodes: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
}

/** Where a call goes, as it stands in its headers. */
export interface Origin {
  readonly scheme: 'http' | 'https'
  readonly authority: string
}

/** What comes of a call. */
export interface CallListener {
  /** So many bytes came in, before the messages that they complete. */
  received?(bytes: number): void
  message(message: Uint8Array): void
  /** The call is over, for a reason or in order; called once. */
  ended(error: RpcError | undefined): void
}

/** Where a call goes and what it says. */
export interface OutgoingCall {
  readonly session: Http2Session
  readonly origin: Origin
  readonly call: WireCall
  readonly request: Uint8Array
}

/**
 * Sends one message and resolves to the bytes of the one answer. Rejects with an RpcError for any status other than OK, when
 * the connection is lost, at the deadline, and when the signal is aborted.
 */
export function callOverHttp2(outgoing: OutgoingCall): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const messages: Uint8Array[] = []
    startCall(outgoing, false, {
      message: (message) => void messages.push(message),
      ended: (error) => {
        const [message] = messages
        if (error !== undefined) reject(error)
        else if (message !== undefined && messages.length === 1) resolve(message)
        else reject(new RpcError(status.internal, `the server sent ${messages.length} messages for one`))
      },
    })
  })
}

/** Sends a call; of a slow one the server waits for what is not taken. Throws an RpcError for one that cannot even be sent. */
export function startCall(
  { session, origin, call, request }: OutgoingCall,
  isSlow: boolean,
  listener: CallListener,
): OpenStream {
  if (call.deadlineMs <= Date.now()) throw expired()
  if (!session.isOpen) throw new RpcError(status.unavailable, noConnection)
  const answer = new Answer(listener)
  const end = (error: RpcError | undefined): void => {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', abort)
    answer.end(error)
  }
  const stream = session.request({
    fields: requestHeaders(origin, call),
    body: withPrefix(request),
    isSlow,
    events: {
      headers: (fields) => answer.takeHeaders(fields),
      data: (piece) => answer.takeData(piece),
      ended: (reason) => end(answer.outcome(reason)),
    },
  })
  const giveUp = (error: RpcError): void => {
    end(error)
    stream.cancel()
  }
  const abort = (): void => giveUp(new RpcError(status.canceled, 'context canceled'))
  const timer = deadlineTimer(call.deadlineMs, () => giveUp(expired()))
  call.signal?.addEventListener('abort', abort)
  return stream
}

function expired(): RpcError {
  return new RpcError(status.deadlineExceeded, 'context deadline exceeded')
}

/** Undefined for a call that waits for ever. */
function deadlineTimer(deadlineMs: number, expire: () => void): NodeJS.Timeout | undefined {
  if (deadlineMs === Number.POSITIVE_INFINITY) return undefined
  return setTimeout(expire, Math.min(Math.max(deadlineMs - Date.now(), 0), 2 ** 31 - 1))
}

function requestHeaders({ scheme, authority }: Origin, call: WireCall): Record<string, string> {
  for (const [key, value] of Object.entries(call.metadata)) checkPrintable(key, value)
  const headers: Record<string, string> = {
    ':method': 'POST',
    ':scheme': scheme,
    ':path': call.path,
    ':authority': authority,
    te: 'trailers',
    'content-type': 'application/grpc',
    'user-agent': 'etcdctl-ts',
    ...call.metadata,
  }
  if (call.deadlineMs !== Number.POSITIVE_INFINITY) headers['grpc-timeout'] = timeoutText(call.deadlineMs - Date.now())
  return headers
}

/** Throws in the words of Go's gRPC (3.7). */
function checkPrintable(key: string, value: string): void {
  if (/^[ -~]*$/.test(value)) return
  throw new RpcError(status.internal, `header key "${key}" contains value with non-printable ASCII characters`)
}

/** At most eight digits and a unit. */
function timeoutText(milliseconds: number): string {
  const whole = Math.max(1, Math.ceil(milliseconds))
  return whole < 1e8 ? `${whole}m` : `${Math.min(Math.ceil(whole / 1000), 99_999_999)}S`
}

/** Reads what answers a call and hands its messages on. */
class Answer {
  private readonly listener: CallListener
  private readonly reader = new MessageReader()
  private hasEnded = false
  private broken: RpcError | undefined
  private code: number | undefined
  private details = ''
  private httpStatus = 0

  constructor(listener: CallListener) {
    this.listener = listener
  }

  takeHeaders(fields: ReadonlyMap<string, string>): void {
    const httpStatus = fields.get(':status')
    if (httpStatus !== undefined) this.httpStatus = Number(httpStatus)
    const code = fields.get('grpc-status')
    if (code === undefined) return
    this.code = Number(code)
    this.details = decodePercent(fields.get('grpc-message') ?? '')
  }

  takeData(piece: Uint8Array): void {
    this.listener.received?.(piece.length)
    // a page in place of an answer is no message
    if (this.hasEnded || this.broken !== undefined || this.httpStatus !== 200) return
    try {
      this.reader.take(piece, (message) => this.listener.message(message))
    } catch (error) {
      if (!(error instanceof MessageError)) throw error
      this.broken = new RpcError(status.internal, error.message)
    }
  }

  end(error: RpcError | undefined): void {
    if (this.hasEnded) return
    this.hasEnded = true
    this.listener.ended(error)
  }

  /** Undefined when all went well. */
  outcome(reason: EndReason): RpcError | undefined {
    if (this.code !== undefined && this.code !== 0) return new RpcError(this.code, this.details)
    if (this.code === 0) return this.broken ?? this.truncation()
    if (this.httpStatus !== 0 && this.httpStatus !== 200) return httpError(this.httpStatus)
    return brokenStream(reason)
  }

  private truncation(): RpcError | undefined {
    return this.reader.isAtEnd ? undefined : new RpcError(status.internal, 'the message is not as long as announced')
  }
}

function httpError(httpStatus: number): RpcError {
  const details = `unexpected HTTP status code received from server: ${httpStatus}`
  return new RpcError(httpCodes[httpStatus] ?? status.unknown, details)
}

/** A refused stream was not looked at by the server: such a call may be sent again. */
function brokenStream(reason: EndReason): RpcError {
  const isUnseen = reason.kind === 'unseen' || (reason.kind === 'reset' && reason.code === refusedStream)
  if (isUnseen) return new RpcError(status.unavailable, noConnection)
  if (reason.kind === 'reset' && reason.code === cancelStream) {
    return new RpcError(status.canceled, 'the server canceled the call')
  }
  return new RpcError(status.unavailable, 'error reading from server: EOF')
}

/** grpc-message is UTF-8 with percent escapes; what is no valid escape stays as it is. */
function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
