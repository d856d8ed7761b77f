import type { WireCall } from './connection.ts'
import type { Http2Session } from './http2/session.ts'
import type { EndReason } from './http2/stream.ts'
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
const prefixBytes = 5
/** Go sends no more (all releases). */
const largestMessage = 2 ** 31 - 1

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

/**
 * Sends one message over a session and resolves to the bytes of the one answer. Rejects with an RpcError for any status
 * other than OK, when the connection is lost, at the deadline, and when the signal is aborted.
 */
export function callOverHttp2(
  session: Http2Session,
  origin: Origin,
  call: WireCall,
  request: Uint8Array,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (call.deadlineMs <= Date.now()) throw expired()
    if (!session.isOpen) throw new RpcError(status.unavailable, noConnection)
    const answer = new Answer()
    const settle = (outcome: Uint8Array | RpcError): void => {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', abort)
      if (outcome instanceof RpcError) reject(outcome)
      else resolve(outcome)
    }
    const stream = session.request(requestHeaders(origin, call), frame(request), {
      headers: (fields) => answer.takeHeaders(fields),
      data: (piece) => answer.takeData(piece),
      ended: (reason) => settle(answer.outcome(reason)),
    })
    const giveUp = (error: RpcError): void => {
      settle(error)
      stream.cancel()
    }
    const abort = (): void => giveUp(new RpcError(status.canceled, 'context canceled'))
    const timer = deadlineTimer(call.deadlineMs, () => giveUp(expired()))
    call.signal?.addEventListener('abort', abort)
  })
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

/** A message behind its flag (0: not compressed) and its length in four bytes. */
function frame(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(prefixBytes + message.length)
  bytes[0] = 0
  bytes.writeUInt32BE(message.length, 1)
  bytes.set(message, prefixBytes)
  return bytes
}

class Answer {
  private readonly prefix = new Uint8Array(prefixBytes)
  private message: Uint8Array | undefined
  private received = 0
  private code: number | undefined
  private details = ''
  private httpStatus = 0

  takeHeaders(fields: ReadonlyMap<string, string>): void {
    const httpStatus = fields.get(':status')
    if (httpStatus !== undefined) this.httpStatus = Number(httpStatus)
    const code = fields.get('grpc-status')
    if (code === undefined) return
    this.code = Number(code)
    this.details = decodePercent(fields.get('grpc-message') ?? '')
  }

  takeData(piece: Uint8Array): void {
    const rest = this.takePrefix(piece)
    if (rest.length === 0 || this.announced > largestMessage) return
    this.message ??= Buffer.allocUnsafeSlow(this.announced)
    const at = this.received - prefixBytes
    // what is too much is counted, and refused at the end
    const fitting = rest.subarray(0, Math.max(0, this.message.length - at))
    if (fitting.length > 0) this.message.set(fitting, at)
    this.received += rest.length
  }

  /** Returns what lies behind the prefix. */
  private takePrefix(piece: Uint8Array): Uint8Array {
    if (this.received >= prefixBytes) return piece
    const head = piece.subarray(0, prefixBytes - this.received)
    this.prefix.set(head, this.received)
    this.received += head.length
    return piece.subarray(head.length)
  }

  private get announced(): number {
    return new DataView(this.prefix.buffer).getUint32(1)
  }

  outcome(reason: EndReason): Uint8Array | RpcError {
    if (this.code === 0) return this.whole()
    if (this.code !== undefined) return new RpcError(this.code, this.details)
    if (this.httpStatus !== 0 && this.httpStatus !== 200) return httpError(this.httpStatus)
    return brokenStream(reason)
  }

  private whole(): Uint8Array | RpcError {
    if (this.received < prefixBytes) return new RpcError(status.internal, 'the server sent no message')
    if (this.prefix[0] !== 0) return new RpcError(status.internal, 'the server sent a compressed message')
    if (this.received === prefixBytes + this.announced) return this.message ?? new Uint8Array()
    return new RpcError(status.internal, 'the message is not as long as announced')
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
