import { quote } from '../../go/quote.ts'
import { decode } from '../../rpc/codec.ts'
import type { MessageType } from '../../rpc/schema.ts'
import { decodeGrpcMessage } from './grpc-message.ts'
import { codeText, RpcError } from './rpc-error.ts'
import { statusCodes } from './status-codes.ts'
import type { TransportWords } from './transport-words.ts'

/** `google.rpc.Status`, as far as it says how a call ended. */
interface Details {
  readonly code: bigint
  /** UTF-8. */
  readonly message: Uint8Array
}

const detailsType: MessageType<Details> = {
  name: 'google.rpc.Status',
  fields: [
    { number: 1, name: 'code', protoName: 'code', type: 'int64' },
    { number: 2, name: 'message', protoName: 'message', type: 'bytes' },
  ],
}

type Fields = ReadonlyMap<string, string>

/**
 * The status that the last header fields of a call give, undefined for OK. When the details repeat the status, their message counts.
 * When they contradict it, the call has failed, whichever of them says OK (3.5 to 3.7). In 3.4 the details win; here they win only
 * when they are an error.
 */
export function statusError(trailers: Fields, words: TransportWords): RpcError | undefined {
  const status = trailers.get('grpc-status')
  const code = status === undefined ? statusCodes.unknown : Number(status) | 0
  const message = decodeGrpcMessage(trailers.get('grpc-message') ?? '')
  const given = trailers.get('grpc-status-details-bin')
  if (given === undefined) return errorOf(code, message)
  if (!words.detailsWin) return agreed({ code, message }, given)
  const details = read(given.split(', ').at(-1) ?? '')
  if (details === undefined) return new RpcError(statusCodes.internal, noDetails)
  return details.code === 0 ? errorOf(code, message) : errorOf(details.code, details.message)
}

const noDetails = 'transport: malformed grpc-status-details-bin: unexpected EOF'

interface Status {
  readonly code: number
  readonly message: string
}

/** Details that come more than once or are malformed are ignored. */
function agreed({ code, message }: Status, given: string): RpcError | undefined {
  const details = given.includes(', ') ? undefined : read(given)
  if (details === undefined) return errorOf(code, message)
  if (details.code === code) return errorOf(code, details.message)
  const says = `grpc-status=${codeText(code >>> 0)}, grpc-message=${quote(message)}`
  const problem = `grpc-status-details-bin mismatch: ${says}, grpc-status-details-bin=${shown(details)}`
  return new RpcError(statusCodes.internal, problem)
}

function errorOf(code: number, message: string): RpcError | undefined {
  return code === 0 ? undefined : ofServer(code >>> 0, message)
}

function ofServer(code: number, text: string): RpcError {
  return new RpcError(code, text, undefined, { source: 'answer' })
}

function read(base64: string): Status | undefined {
  try {
    const { code, message } = decode(detailsType, Buffer.from(base64, 'base64'))
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(message)
    return { code: Number(BigInt.asIntN(32, code)), message: text }
  } catch {
    return undefined
  }
}

function shown({ code, message }: Status): string {
  const parts = [code === 0 ? [] : `code:${code}`, message === '' ? [] : `message:${quote(message)}`]
  return parts.flat().join('  ')
}
