import { CliError } from '../../base/errors.ts'
import type { IntegerProblem } from '../../go/integer.ts'
import { quote } from '../../go/quote.ts'
import { errorCodeName } from '../http2/error-codes.ts'
import type { Loss } from '../http2/stream.ts'
import { httpStatusText } from './http-status.ts'
import { RpcError } from './rpc-error.ts'
import { statusCodes } from './status-codes.ts'

const { internal, unavailable, unimplemented, unknown } = statusCodes

/** What the gRPC client of a release says when a call fails on the way (seen in 3.4.23, 3.5.33, 3.6.14 and 3.7.1). */
export interface TransportWords {
  lost(loss: Loss): RpcError
  malformedStatus(text: string, problem: IntegerProblem): RpcError
  noMessage(): CliError
  secondMessage(): RpcError
  noDecompressor(encoding: string): RpcError
  /** For an HTTP status in an answer that is not gRPC. */
  httpStatus(status: number): string
  contentType(given: string | undefined): string
  /** True when the release waits for an answer that is not gRPC and shows its beginning. */
  readonly showsPage: boolean
  /** A status's details count for more than the status. */
  readonly detailsWin: boolean
  /** An error is told even when a message ended within its first five bytes. */
  readonly passesCutPrefix: boolean
}

/** `release` is 3.4 to 3.7. */
export function transportWords(release: string): TransportWords {
  return release === '3.4' ? oldWords : newWords
}

const newWords: TransportWords = {
  lost({ cause, goaway }) {
    const text = `error reading from server: ${cause}`
    if (goaway === undefined) return ofConnection(text)
    const debug = goaway.debug === '' ? '' : `, debug data: ${quote(Buffer.from(goaway.debug, 'latin1'))}`
    const farewell = `code: ${errorCodeName(goaway.code)}${debug}`
    const error = `connection error: desc = ${quote(text)}`
    return ofConnection(`closing transport due to: ${error}, received prior goaway: ${farewell}`)
  },
  malformedStatus: (text, problem) =>
    new RpcError(unknown, `transport: malformed grpc-status: strconv.ParseInt: parsing ${quote(text)}: ${problem}`),
  noMessage: () => violation('received no response message from non-server-streaming RPC'),
  secondMessage: () => violation('expected <EOF> for non server-streaming RPCs, but received another message'),
  noDecompressor: (encoding) => new RpcError(internal, decompressor(encoding)),
  httpStatus: (status) => `unexpected HTTP status code received from server: ${status} (${httpStatusText(status)})`,
  contentType: (given) =>
    given === undefined
      ? 'malformed header: missing HTTP content-type'
      : `transport: received unexpected content-type ${quote(given)}`,
  showsPage: true,
  detailsWin: false,
  passesCutPrefix: true,
}

const oldWords: TransportWords = {
  lost: () => ofConnection('transport is closing'),
  malformedStatus: (text, problem) =>
    new RpcError(internal, `transport: malformed grpc-status: strconv.Atoi: parsing ${quote(text)}: ${problem}`),
  noMessage: () => new CliError('EOF'),
  secondMessage: () => new RpcError(unknown, 'grpc: client streaming protocol violation: get <nil>, want <EOF>'),
  noDecompressor: (encoding) => new RpcError(unimplemented, decompressor(encoding)),
  httpStatus: (status) => `${httpStatusText(status)}: HTTP status code ${status}`,
  contentType: (given) =>
    given === undefined
      ? 'transport: missing content-type field'
      : `transport: received the unexpected content-type ${quote(given)}`,
  showsPage: false,
  detailsWin: true,
  passesCutPrefix: false,
}

function ofConnection(text: string): RpcError {
  return new RpcError(unavailable, text, undefined, { source: 'connection' })
}

function violation(text: string): RpcError {
  return new RpcError(internal, `cardinality violation: ${text}`)
}

function decompressor(encoding: string): string {
  return `grpc: Decompressor is not installed for grpc-encoding ${quote(encoding)}`
}
