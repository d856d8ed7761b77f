import { CliError, type CliErrorOptions } from '../../base/errors.ts'

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

/** The texts that etcd registers as its own: they are shown bare, whatever code they come with (3.4 to 3.7). */
const registered: readonly string[] = [
  'key is not provided',
  'key not found',
  'value is provided',
  'lease is provided',
  'too many operations in txn request',
  'duplicate key given in txn request',
  'invalid sort option',
  'given member URLs are invalid',
  'request is too large',
  'user name is empty',
  'role name is empty',
  'authentication failed, invalid user ID or password',
  'invalid auth management',
  'revision of auth store is old',
  'wrong downgrade target version format',
  'invalid downgrade target version',
  'mvcc: required revision has been compacted',
  'mvcc: required revision is a future revision',
  'too large lease TTL',
  'mvcc: database space exceeded',
  'too many requests',
  'requested lease not found',
  'member not found',
  'permission denied',
  'invalid auth token',
  'corrupt cluster',
  'no leader',
  'leader changed',
  'server stopped',
  'request timed out',
  'request timed out, possibly due to previous leader failure',
  'request timed out, possibly due to connection lost',
  'unhealthy cluster',
  'not capable',
  'rpc not supported for learner',
  'cluster version not found during downgrade',
  'lease already exists',
  'member ID already exist',
  'Peer URLs already exists',
  're-configuration failed due to not enough started members',
  'can only promote a learner member',
  'can only promote a learner member which is in sync with leader',
  'too many learner members in cluster',
  'cluster ID mismatch',
  'root user does not exist',
  'root user does not have root role',
  'user name already exists',
  'user name not found',
  'role name already exists',
  'role name not found',
  'role is not granted to the user',
  'permission is not granted to the role',
  'authentication is not enabled',
  'not leader',
  'bad leader transferee',
  'cluster has a downgrade job in progress',
  'no inflight downgrade job',
]

/** The call behind a status: what is asked again when the refusal is to be explained. */
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
 * Where a status comes from: a gRPC answer, a page in the place of one, the connection, which broke under the call, or the
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
    this.unseen = options.unseen
    this.source = options.source
  }

  /** The same status with the call behind it and more lines for stderr. */
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

function isRegistered(details: string): boolean {
  const prefix = 'etcdserver: '
  return details.startsWith(prefix) && registered.includes(details.slice(prefix.length))
}

/** True when the status is one that etcd itself gives, not the transport or the gRPC library. */
export function isEtcdText(error: RpcError): boolean {
  return error.details.startsWith('etcdserver: ')
}

/** The error of a call for which there is no connection. */
export function unsent(): RpcError {
  return new RpcError(codeNames.indexOf('Unavailable'), 'there is no connection', undefined, { unseen: 'unsent' })
}

/** What helps against an answer that is larger than may be received. */
export const receiveLimitRemark = '--max-recv-bytes sets how much may be received'

/** The call's own time ran out. */
export class DeadlineError extends CliError {
  constructor(remarks: readonly string[] = []) {
    super('context deadline exceeded', undefined, { remarks })
  }
}
