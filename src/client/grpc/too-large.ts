import { RpcError } from './rpc-error.ts'

/** True when etcd, or gRPC on either side, found the request or the answer too large: the call could be made in smaller parts. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof RpcError)) return false
  const { reason, code, details } = error
  if (reason === 'tooManyOperations' || reason === 'requestTooLarge') return true
  return code === 'ResourceExhausted' && details.includes('message larger than max')
}

/** The bytes of an answer that the gRPC of a server did not send for its size (3.4 to 3.7); undefined for any other refusal. */
export function unsentBytes({ details }: RpcError): bigint | undefined {
  const [, bytes] = /^grpc: (?:trying to send message larger than max|message too large) \((\d+) /.exec(details) ?? []
  return bytes === undefined ? undefined : BigInt(bytes)
}
