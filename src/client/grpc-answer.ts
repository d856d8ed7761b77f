import type * as grpc from '@grpc/grpc-js'
import { isGrpc } from './answer.ts'
import { RpcError } from './rpc-error.ts'
import { statusCodes } from './status-codes.ts'
import { transportWords } from './transport-words.ts'

/**
 * The error of an answer with this first header, which grpc-js takes whatever its content type is; undefined for gRPC's. Other HTTP
 * statuses than 200 are errors of grpc-js itself.
 */
export function headProblem(metadata: grpc.Metadata, release: string): RpcError | undefined {
  const contentType = metadata.get('content-type')[0]?.toString()
  if (isGrpc(contentType)) return undefined
  const words = transportWords(release)
  return new RpcError(statusCodes.unknown, `${words.httpStatus(200)}; ${words.contentType(contentType)}`)
}
