import { userAgent } from '../../base/build.ts'
import type { CliError } from '../../base/errors.ts'
import { msUntil } from '../call-limit.ts'
import type { WireCall } from '../connection/connection.ts'
import { TooEarly } from '../connection/early-call.ts'
import type { Http2Connection, OpenStream } from '../http2/http2-connection.ts'
import { Answer, type AnswerListener } from './answer.ts'
import { withPrefix } from './message-reader.ts'
import { RpcError, unsent } from './rpc-error.ts'
import { statusCodes } from './status-codes.ts'
import { transportWords } from './transport-words.ts'

/** How long to wait for the rest of a page that comes in place of an answer: it may never end. */
const pageMs = 1000

/** Where a call goes, as its headers say. */
export interface Origin {
  readonly scheme: 'http' | 'https'
  readonly authority: string
}

/** Gets the answer of a call. */
export interface CallListener extends AnswerListener {
  /** The call is over, with an error or in order; called once. */
  ended(error: CliError | undefined): void
}

/** What all calls of a connection share. */
export interface CallSettings {
  /** Whose words errors of the transport have: 3.4 to 3.7. */
  readonly apiVersion: string
  /** Largest message in bytes. */
  readonly maxReceiveBytes: number
}

/** Where a call goes and what it says. */
export interface OutgoingCall {
  readonly http2: Http2Connection
  readonly origin: Origin
  readonly settings: CallSettings
  readonly call: WireCall
  /** The one message; undefined when messages follow one by one, over the stream that is returned. */
  readonly request: Uint8Array | undefined
}

/**
 * Sends one message and resolves to the bytes of the one answer. Rejects with a CliError, mostly an RpcError, for any status other
 * than OK, when the connection is lost, at the deadline, and when the signal is aborted.
 */
export function callOverHttp2(outgoing: OutgoingCall): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const words = transportWords(outgoing.settings.apiVersion)
    const messages: Uint8Array[] = []
    const stream = startCall(outgoing, false, {
      message: (message) => {
        if (messages.push(message) === 2) stream.cancel()
      },
      ended: (error) => {
        const [message] = messages
        if (messages.length > 1) reject(words.secondMessage())
        else if (error !== undefined) reject(error)
        else if (message === undefined) reject(words.noMessage())
        else resolve(message)
      },
    })
  })
}

/** Sends a call. With `isSlow` the server waits until the reader has taken what came. Throws an RpcError for a call that cannot even be sent. */
export function startCall(outgoing: OutgoingCall, isSlow: boolean, listener: CallListener): OpenStream {
  const { http2, origin, call, request, settings } = outgoing
  const fields = requestHeaders(origin, call)
  const body = request === undefined ? new Uint8Array() : withPrefix(request)
  if (call.isEarly === true && !http2.takesEarly(fields, body)) throw new TooEarly()
  if (call.signal?.aborted === true) throw canceled()
  if (call.deadlineMs <= Date.now()) throw expired()
  if (call.isEarly !== true && !http2.isOpen) throw unsent()
  const answer = new Answer(listener, transportWords(settings.apiVersion), settings.maxReceiveBytes)
  let isOver = false
  let hasBegun = false
  let pageTimer: NodeJS.Timeout | undefined
  const end = (error: CliError | undefined): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    clearTimeout(pageTimer)
    call.signal?.removeEventListener('abort', abort)
    listener.ended(http2.hasSettings ? error : new TooEarly())
  }
  const giveUp = (error: CliError | undefined): void => {
    if (error === undefined) return
    end(error)
    stream.cancel()
  }
  const expire = (): void => {
    if (!hasBegun || call.patience === undefined) giveUp(expired())
  }
  const stream = http2.request({
    fields,
    body,
    isOpen: request === undefined,
    isSlow,
    deadlineMs: call.deadlineMs,
    events: {
      headers: (fields, isLast) => {
        giveUp(answer.takeHeaders(fields, isLast))
        if (answer.isPage && !isOver) pageTimer ??= setTimeout(() => giveUp(answer.pageError()), pageMs)
      },
      data: (piece) => {
        hasBegun = true
        giveUp(answer.takeData(piece))
      },
      ended: (reason) => end(answer.problemOf(reason)),
      expired: expire,
    },
  })
  const abort = (): void => giveUp(canceled())
  const timer = deadlineTimer(call.deadlineMs, expire)
  call.signal?.addEventListener('abort', abort)
  return stream
}

function canceled(): RpcError {
  return new RpcError(statusCodes.canceled, 'context canceled')
}

function expired(): RpcError {
  return new RpcError(statusCodes.deadlineExceeded, 'context deadline exceeded')
}

/** Undefined for a call that waits for ever. */
function deadlineTimer(deadlineMs: number, expire: () => void): NodeJS.Timeout | undefined {
  if (deadlineMs === Number.POSITIVE_INFINITY) return undefined
  return setTimeout(expire, msUntil(deadlineMs))
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
    'user-agent': userAgent,
    ...call.metadata,
  }
  const isTold = call.deadlineMs !== Number.POSITIVE_INFINITY && call.patience === undefined
  if (isTold) headers['grpc-timeout'] = timeoutText(call.deadlineMs - Date.now())
  return headers
}

/** A loop, not a pattern: compiling one takes longer than looking at the few fields of a call. */
function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code > 0x7e) return false
  }
  return true
}

/** Throws in the words of Go's gRPC (3.7). */
function checkPrintable(key: string, value: string): void {
  if (isPrintable(value)) return
  throw new RpcError(statusCodes.internal, `header key "${key}" contains value with non-printable ASCII characters`)
}

/** At most eight digits and a unit. */
function timeoutText(milliseconds: number): string {
  const whole = Math.max(1, Math.ceil(milliseconds))
  return whole < 1e8 ? `${whole}m` : `${Math.min(Math.ceil(whole / 1000), 99_999_999)}S`
}
