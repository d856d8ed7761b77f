import { CliError, type CliErrorOptions } from '../cli/errors.ts'

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

/** A gRPC status that a server, or the transport, answered with. The message is what the original prints for it. */
export class RpcError extends CliError {
  readonly code: CodeName
  /** The status message, untouched. */
  readonly details: string
  /** Set once the status has left the client. */
  call: RefusedCall | undefined

  constructor(code: number, details: string, exitCode?: number, options?: CliErrorOptions) {
    const name = codeNames[code] ?? 'Unknown'
    super(statusText(name, details), exitCode, options)
    this.code = name
    this.details = details
  }

  /** The same status with the call behind it and lines for stderr. */
  ofCall(call: RefusedCall, remarks: readonly string[]): RpcError {
    const options = { cause: this.cause, remarks }
    const error = new RpcError(codeNames.indexOf(this.code), this.details, this.exitCode, options)
    error.call = call
    return error
  }
}

function statusText(code: CodeName, details: string): string {
  return isRegistered(details) ? details : `rpc error: code = ${code} desc = ${details}`
}

function isRegistered(details: string): boolean {
  const prefix = 'etcdserver: '
  return details.startsWith(prefix) && registered.includes(details.slice(prefix.length))
}

/** True when the status is one that etcd itself gives, not the transport or the gRPC library. */
export function isEtcdText(error: RpcError): boolean {
  return error.details.startsWith('etcdserver: ')
}

/** The call's own time ran out. */
export class DeadlineError extends CliError {
  constructor(remarks: readonly string[] = []) {
    super('context deadline exceeded', undefined, { remarks })
  }
}
