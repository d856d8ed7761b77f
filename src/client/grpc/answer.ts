import type { CliError } from '../../base/errors.ts'
import { type IntegerProblem, parseInt32 } from '../../go/integer.ts'
import { quote } from '../../go/quote.ts'
import { TooEarly } from '../connection/early-call.ts'
import { errorCodeName, errorCodes } from '../http2/error-codes.ts'
import type { EndReason } from '../http2/stream.ts'
import { binaryProblem } from './binary-metadata.ts'
import { MessageError, MessageReader, type MessageTarget, WholeMessages } from './message-reader.ts'
import { RpcError, receiveLimitRemark, type Unseen } from './rpc-error.ts'
import { statusCodes, statusOfHttp, statusOfReset } from './status-codes.ts'
import { statusError } from './status-details.ts'
import type { TransportWords } from './transport-words.ts'

const { internal, unavailable } = statusCodes
/** How much of an answer that is not gRPC is shown, in bytes (3.5.33, 3.6.14 and 3.7.1; 3.5.16 shows nothing). */
const pageBytes = 1024

export interface AnswerListener {
  /** Reports how many bytes came in, before the messages that they complete. */
  received?(bytes: number): void
  /** Each message, or where the pieces of messages go. */
  readonly message: ((message: Uint8Array) => void) | MessageTarget
}

type Fields = ReadonlyMap<string, string>

/** An answer that is not gRPC, as a proxy or a web server gives it. */
interface Page {
  readonly code: number
  readonly text: string
  readonly bytes: number[]
}

/**
 * Reads what answers a call as Go's gRPC does (3.4 to 3.7), and hands its messages on. A status counts only at the end of
 * the stream. What the methods return is an error that ends the call at once.
 */
export class Answer {
  private readonly listener: AnswerListener
  private readonly words: TransportWords
  private readonly reader: MessageReader
  private hasBegun = false
  private head: Fields | undefined
  private page: Page | undefined
  private trailers: Fields | undefined

  constructor(listener: AnswerListener, words: TransportWords, maxBytes: number) {
    this.listener = listener
    this.words = words
    const { message } = listener
    this.reader = new MessageReader(typeof message === 'function' ? new WholeMessages(message) : message, maxBytes)
  }

  /** True once the answer turns out to be a page. */
  get isPage(): boolean {
    return this.page !== undefined
  }

  takeHeaders(fields: Fields, isLast: boolean): CliError | undefined {
    this.hasBegun = true
    if (this.page !== undefined) return isLast ? this.pageError() : undefined
    if (this.head !== undefined && !isLast) {
      return new RpcError(internal, 'a HEADERS frame cannot appear in the middle of a stream')
    }
    const status = fields.get('grpc-status') ?? '0'
    const code = parseInt32(status)
    if (typeof code === 'string') return this.words.malformedStatus(status, code)
    if (this.head === undefined && !isGrpc(fields.get('content-type'))) return this.takeForeign(fields, isLast)
    const problem = this.head === undefined ? binaryProblem(fields) : trailerProblem(fields)
    if (problem !== undefined) return new RpcError(internal, problem)
    this.head ??= fields
    if (isLast) this.trailers = fields
    return undefined
  }

  private takeForeign(fields: Fields, isLast: boolean): CliError | undefined {
    const text = fields.get(':status')
    const status = parseInt32(text ?? '')
    if (text !== undefined && typeof status === 'string') return malformedHttpStatus(text, status)
    if (isInformational(status)) return isLast ? lastInformation(status) : undefined
    this.page = this.pageOf(status, fields.get('content-type'))
    return isLast || !this.words.showsPage ? ofPage(this.page.code, this.page.text) : undefined
  }

  private pageOf(status: number | string, contentType: string | undefined): Page {
    const type = this.words.contentType(contentType)
    if (typeof status === 'string') return { code: internal, text: `${missingStatus}; ${type}`, bytes: [] }
    return { code: statusOfHttp(status), text: `${this.words.httpStatus(status)}; ${type}`, bytes: [] }
  }

  takeData(piece: Uint8Array): CliError | undefined {
    this.listener.received?.(piece.length)
    if (this.page !== undefined) return this.takePage(this.page, piece)
    if (this.head === undefined) return new RpcError(internal, 'the server sent data in front of its headers')
    try {
      this.reader.take(piece)
    } catch (error) {
      if (!(error instanceof MessageError)) throw error
      return this.messageError(error)
    }
    return undefined
  }

  private takePage({ bytes }: Page, piece: Uint8Array): CliError | undefined {
    bytes.push(...piece.subarray(0, pageBytes - bytes.length))
    return bytes.length < pageBytes ? undefined : this.pageError()
  }

  /** The error for an answer that is not gRPC and has not ended yet; undefined for any other. */
  pageError(): RpcError | undefined {
    if (this.page === undefined) return undefined
    const { code, text, bytes } = this.page
    return ofPage(code, `${text}\ndata: ${quote(Uint8Array.from(bytes))}`)
  }

  private messageError({ flag, message }: MessageError): RpcError {
    if (flag === undefined) {
      return new RpcError(statusCodes.resourceExhausted, message, undefined, { remarks: [receiveLimitRemark] })
    }
    if (flag !== 1) return new RpcError(internal, `grpc: received unexpected payload format ${flag}`)
    const encoding = this.head?.get('grpc-encoding') ?? ''
    if (encoding !== '' && encoding !== 'identity') return this.words.noDecompressor(encoding)
    return new RpcError(internal, 'grpc: compressed flag set with identity or empty encoding')
  }

  /** The error of the call once its stream has ended; undefined when all went well. */
  problemOf(reason: EndReason): CliError | undefined {
    if (reason.kind === 'tooEarly') return new TooEarly()
    if (reason.kind === 'lost') return this.words.lost(reason.loss)
    if (reason.kind === 'broken') return new RpcError(internal, reason.details)
    if (reason.kind === 'unseen') {
      return new RpcError(unavailable, 'the connection is draining', undefined, {
        unseen: reason.isUnsent ? 'unsent' : this.refused,
      })
    }
    return reason.kind === 'reset' ? this.reset(reason.code) : this.end()
  }

  private reset(code: number): RpcError {
    const text = `stream terminated by RST_STREAM with error code: ${errorCodeName(code)}`
    const unseen = code === errorCodes.refusedStream ? this.refused : undefined
    return new RpcError(statusOfReset(code), text, undefined, { unseen })
  }

  /** A server that has begun to answer has seen the call, whatever it says. */
  private get refused(): Unseen | undefined {
    return this.hasBegun ? undefined : 'refused'
  }

  private end(): RpcError | undefined {
    if (this.page !== undefined) return this.pageError()
    const isCut = !this.reader.isAtEnd
    if (isCut && !(this.reader.isWithinPrefix && this.words.passesCutPrefix)) return unexpectedEnd()
    if (this.trailers === undefined) return new RpcError(internal, noTrailers)
    return statusError(this.trailers, this.words) ?? this.httpProblem() ?? (isCut ? unexpectedEnd() : undefined)
  }

  /** Releases from 3.5 on ignore the HTTP status when the content type is right; here a success under an HTTP error is an error. */
  private httpProblem(): RpcError | undefined {
    const text = this.head?.get(':status')
    if (text === '200') return undefined
    if (text === undefined) return new RpcError(internal, missingStatus)
    const status = parseInt32(text)
    if (typeof status === 'string') return malformedHttpStatus(text, status)
    return ofPage(statusOfHttp(status), this.words.httpStatus(status))
  }
}

const noTrailers = 'server closed the stream without sending trailers'
const missingStatus = 'malformed header: missing HTTP status'

function ofPage(code: number, text: string): RpcError {
  return new RpcError(code, text, undefined, { source: 'page' })
}

function unexpectedEnd(): RpcError {
  return new RpcError(internal, 'unexpected EOF')
}

function malformedHttpStatus(text: string, problem: IntegerProblem): RpcError {
  return new RpcError(internal, `transport: malformed http-status: strconv.Atoi: parsing ${quote(text)}: ${problem}`)
}

/** `application/grpc`, and what may follow it (3.4 to 3.7). */
export function isGrpc(contentType: string | undefined): boolean {
  if (contentType === 'application/grpc') return true
  return contentType?.startsWith('application/grpc+') === true || contentType?.startsWith('application/grpc;') === true
}

/** The originals take a `:status` in the trailers, which HTTP/2 does not allow. */
function trailerProblem(fields: Fields): string | undefined {
  return fields.has(':status') ? 'an HTTP status in the trailers' : binaryProblem(fields)
}

/** HTTP/2 has no 101, which the originals pass over as well. */
function isInformational(status: number | string): status is number {
  return typeof status === 'number' && status >= 100 && status < 200 && status !== 101
}

function lastInformation(status: number): RpcError {
  const problem = `informational header with status code ${status} must not have END_STREAM set`
  return new RpcError(internal, `protocol error: ${problem}`)
}
