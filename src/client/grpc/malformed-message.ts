import { RpcError } from './rpc-error.ts'
import { statusCodes } from './status-codes.ts'

/** What Go's gRPC says about a malformed message, in the words of the release in the most common case; `error` is the codec's. */
export function malformedMessage(error: unknown, release: string): RpcError {
  const reason = release === '3.7' ? 'proto: cannot parse invalid wire-format data' : 'unexpected EOF'
  const details = `grpc: failed to unmarshal the received message${release === '3.4' ? '' : ':'} ${reason}`
  const remarks = error instanceof Error ? [error.message] : []
  return new RpcError(statusCodes.internal, details, undefined, { cause: error, remarks })
}
