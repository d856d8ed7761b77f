import { CliError, type CliErrorOptions } from '../../base/errors.ts'
import { type EtcdReason, etcdReason, etcdWords, isDropped, isRegistered } from './etcd-texts.ts'

/** gRPC status codes by number, in the words that Go prints. */
const codeNames = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const

export type CodeName = (typeof codeNames)[number]

/** The call that got a status: an explanation asks about it. */
export interface RefusedCall {
  /** The endpoint as the user gave it. */
  readonly endpoint: string
  /** The full name of the method, `/etcdserverpb.KV/Range`. */
  readonly path: string
  /** The request message; undefined for a stream in both directions. */
  readonly request: object | undefined
  /** The size of the encoded request, 0 for a stream in both directions. */
  readonly requestBytes: number
}

/**
 * Why a server cannot have done anything for a call: nothing of it was sent, or the server refused its stream unread. Only the
 * transport knows, whatever a status says.
 */
export type Unseen = 'unsent' | 'refused'

/**
 * Where a status comes from: a gRPC answer, a page in place of one, the connection, which broke under the call, or the
 * library, which does not tell. Undefined for what this client says of an answer that it cannot read.
 */
export type StatusSource = 'answer' | 'page' | 'connection' | 'library'

export interface RpcErrorOptions extends CliErrorOptions {
  readonly unseen?: Unseen | undefined
  readonly source?: StatusSource | undefined
}

/** A gRPC status that a server, or the transport, answered with. The message is what the original prints for it. */
export class RpcError extends CliError {
  /** `Unknown` for a number that has no name. */
  readonly code: CodeName
  /** The status message, untouched. A lone surrogate U+DC80 to U+DCFF stands for a byte that is not UTF-8. */
  readonly details: string
  /** The reason by which the client decides what to do, when etcd itself has refused the call; undefined for anything else. */
  readonly reason: EtcdReason | undefined
  /** Set once the status has left the client. */
  call: RefusedCall | undefined
  /** Undefined when the server may have seen the call. */
  readonly unseen: Unseen | undefined
  readonly source: StatusSource | undefined
  private readonly number: number

  constructor(code: number, details: string, exitCode?: number, options: RpcErrorOptions = {}) {
    super(statusText(code, details), exitCode, options)
    this.number = code
    this.code = codeNames[code] ?? 'Unknown'
    this.details = details
    this.reason = etcdReason(details)
    this.unseen = options.unseen
    this.source = options.source
  }

  /** etcd's own words; undefined for a status of the transport or of the gRPC library. */
  get etcdWords(): string | undefined {
    return etcdWords(this.details)
  }

  /** True when the cluster did not take the change, since its leader was just being replaced. */
  get wasDropped(): boolean {
    return isDropped(this.details)
  }

  /** The same status with its call and more lines for stderr. */
  ofCall(call: RefusedCall, remarks: readonly string[]): RpcError {
    const { cause, unseen, source } = this
    const options = { cause, unseen, source, remarks: [...this.remarks, ...remarks] }
    const error = new RpcError(this.number, this.details, this.exitCode, options)
    error.call = call
    return error
  }
}

/** A status code's name as Go prints it. */
export function codeText(code: number): string {
  return codeNames[code] ?? `Code(${code})`
}

function statusText(code: number, details: string): string {
  return isRegistered(details) ? details : `rpc error: code = ${codeText(code)} desc = ${details}`
}

/** The error of a call for which there is no connection. */
export function unsent(): RpcError {
  return new RpcError(codeNames.indexOf('Unavailable'), 'there is no connection', undefined, { unseen: 'unsent' })
}

/** The line for an answer that is larger than the limit: what to do about it. */
export const receiveLimitRemark = '--max-recv-bytes sets how much may be received'

/** The call's own time ran out. */
export class DeadlineError extends CliError {
  constructor(remarks: readonly string[] = []) {
    super('context deadline exceeded', undefined, { remarks })
  }
}

/** No endpoint can ever be reached: its certificate is refused, say. The original waits and then ends with these words (3.4 to 3.7). */
export class UnreachableError extends CliError {
  constructor(remarks: readonly string[] = []) {
    super('context deadline exceeded', undefined, { remarks })
  }
}
