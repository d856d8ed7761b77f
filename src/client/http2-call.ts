import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2'
import type { WireCall } from './connection.ts'
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

/**
 * Sends one message over a session and resolves to the bytes of the one answer. Rejects with an RpcError for any status
 * other than OK, when the connection is lost, at the deadline, and when the signal is aborted.
 */
export function callOverHttp2(
  session: ClientHttp2Session,
  authority: string,
  call: WireCall,
  request: Uint8Array,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (call.deadlineMs <= Date.now()) throw expired()
    const stream = openStream(session, requestHeaders(authority, call))
    const answer = new Answer()
    const settle = (outcome: Uint8Array | RpcError): void => {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', abort)
      if (outcome instanceof RpcError) reject(outcome)
      else resolve(outcome)
    }
    const giveUp = (error: RpcError): void => {
      settle(error)
      stream.close(cancelStream)
    }
    const abort = (): void => giveUp(new RpcError(status.canceled, 'context canceled'))
    const timer = deadlineTimer(call.deadlineMs, () => giveUp(expired()))
    call.signal?.addEventListener('abort', abort)
    stream.on('response', (headers) => answer.takeHeaders(headers))
    stream.on('trailers', (trailers) => answer.takeStatus(trailers))
    stream.on('data', (chunk: Buffer) => answer.chunks.push(chunk))
    // the close that follows knows more
    stream.on('error', () => {})
    stream.once('close', () => settle(answer.outcome(stream)))
    stream.end(frame(request))
  })
}

/** Throws an RpcError when the session takes no more calls. */
function openStream(session: ClientHttp2Session, headers: Record<string, string>): ClientHttp2Stream {
  try {
    return session.request(headers)
  } catch (error) {
    throw new RpcError(status.unavailable, noConnection, undefined, { cause: error })
  }
}

function expired(): RpcError {
  return new RpcError(status.deadlineExceeded, 'context deadline exceeded')
}

/** Undefined for a call that waits for ever. */
function deadlineTimer(deadlineMs: number, expire: () => void): NodeJS.Timeout | undefined {
  if (deadlineMs === Number.POSITIVE_INFINITY) return undefined
  return setTimeout(expire, Math.min(Math.max(deadlineMs - Date.now(), 0), 2 ** 31 - 1))
}

function requestHeaders(authority: string, call: WireCall): Record<string, string> {
  const headers: Record<string, string> = {
    ':method': 'POST',
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
  readonly chunks: Buffer[] = []
  private code: number | undefined
  private details = ''
  private httpStatus = 0

  takeHeaders(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): void {
    this.httpStatus = headers[':status'] ?? 0
    this.takeStatus(headers)
  }

  takeStatus(headers: IncomingHttpHeaders): void {
    const code = headers['grpc-status']
    if (code === undefined) return
    this.code = Number(code)
    this.details = decodePercent(String(headers['grpc-message'] ?? ''))
  }

  outcome(stream: ClientHttp2Stream): Uint8Array | RpcError {
    if (this.code === 0) return this.message()
    if (this.code !== undefined) return new RpcError(this.code, this.details)
    if (this.httpStatus !== 0 && this.httpStatus !== 200) return httpError(this.httpStatus)
    return brokenStream(stream)
  }

  private message(): Uint8Array | RpcError {
    const bytes = this.chunks.length === 1 ? (this.chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.chunks)
    if (bytes.length < prefixBytes) return new RpcError(status.internal, 'the server sent no message')
    if (bytes[0] !== 0) return new RpcError(status.internal, 'the server sent a compressed message')
    const end = prefixBytes + bytes.readUInt32BE(1)
    if (end !== bytes.length) return new RpcError(status.internal, 'the message is not as long as announced')
    return bytes.subarray(prefixBytes)
  }
}

function httpError(httpStatus: number): RpcError {
  const details = `unexpected HTTP status code received from server: ${httpStatus}`
  return new RpcError(httpCodes[httpStatus] ?? status.unknown, details)
}

/** A refused stream was not looked at by the server: such a call may be sent again. */
function brokenStream(stream: ClientHttp2Stream): RpcError {
  if (stream.rstCode === refusedStream || stream.id === undefined) {
    return new RpcError(status.unavailable, noConnection)
  }
  if (stream.rstCode === cancelStream && !stream.session?.destroyed && stream.session !== undefined) {
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
