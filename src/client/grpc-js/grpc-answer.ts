import type { IncomingHttpHeaders } from 'node:http2'
import * as grpc from '@grpc/grpc-js'
import { StreamDecoder } from '@grpc/grpc-js/build/src/stream-decoder.js'
import { parseInt32 } from '../../go/integer.ts'
import { isGrpc } from '../grpc/answer.ts'
import { binaryProblem } from '../grpc/binary-metadata.ts'
import { RpcError } from '../grpc/rpc-error.ts'
import { statusCodes, statusOfHttp } from '../grpc/status-codes.ts'
import { statusError } from '../grpc/status-details.ts'
import { type TransportWords, transportWords } from '../grpc/transport-words.ts'

const problems = new WeakMap<grpc.Metadata, RpcError>()
let words: TransportWords | undefined

/** What is wrong with an answer from whose header fields or trailers grpc-js made this; undefined when nothing is. */
export function problemOf(metadata: grpc.Metadata): RpcError | undefined {
  return problems.get(metadata)
}

/**
 * Makes grpc-js, which takes any number for a status and any content type for gRPC's, read answers by the rules of
 * `answer.ts`, for all channels: header fields as they come from node, and the flag of a message. `release` is 3.4 to 3.7.
 */
export function readStrictly(release: string): void {
  if (words === undefined) guard()
  words = transportWords(release)
}

function guard(): void {
  const read = grpc.Metadata.fromHttp2Headers.bind(grpc.Metadata)
  grpc.Metadata.fromHttp2Headers = (headers) => {
    const problem = words === undefined ? undefined : problemIn(fieldsOf(headers), words)
    if (problem === undefined) return read(headers)
    // whatever the server said, this is no success; the problem says what it is
    const metadata = read({ ...headers, 'grpc-status': String(statusCodes.unknown) })
    problems.set(metadata, problem)
    return metadata
  }
  const { write } = StreamDecoder.prototype
  StreamDecoder.prototype.write = function (data) {
    const messages = write.call(this, data)
    for (const [flag = 0] of messages) {
      if (flag > 1) throw new Error(`grpc: received unexpected payload format ${flag}`)
    }
    return messages
  }
}

function fieldsOf(headers: IncomingHttpHeaders): Map<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** HTTP statuses come with the first fields only; a status of gRPC ends the call there too. */
function problemIn(fields: ReadonlyMap<string, string>, said: TransportWords): RpcError | undefined {
  const status = fields.get('grpc-status')
  const code = parseInt32(status ?? '0')
  if (typeof code === 'string') return said.malformedStatus(status ?? '', code)
  const binary = binaryProblem(fields)
  if (binary !== undefined) return new RpcError(statusCodes.internal, binary)
  return httpProblem(fields, said) ?? (status === undefined ? undefined : statusError(fields, said))
}

function httpProblem(fields: ReadonlyMap<string, string>, said: TransportWords): RpcError | undefined {
  const text = fields.get(':status')
  const contentType = fields.get('content-type')
  if (text === undefined || (text === '200' && isGrpc(contentType))) return undefined
  const status = Number(text)
  const type = isGrpc(contentType) ? '' : `; ${said.contentType(contentType)}`
  return new RpcError(statusOfHttp(status), `${said.httpStatus(status)}${type}`)
}
