import type { Endpoint } from '../connection/endpoints.ts'
import { missingRight } from '../diagnosis/missing-right.ts'
import type { EtcdReason } from '../grpc/etcd-texts.ts'
import type { CodeName, RefusedCall, RpcError } from '../grpc/rpc-error.ts'
import type { Login } from '../login.ts'

/** A call that a server, or the connection to it, ended with an error. */
export interface Refusal {
  readonly error: RpcError
  readonly endpoint: Endpoint
  readonly login: Login | undefined
  /** The user that was named without a password, so that nobody was logged in. */
  readonly userWithoutPassword: string | undefined
  readonly call: RefusedCall
  /** True when nobody can tell whether the server did what it was asked. */
  readonly isWrite: boolean
}

/** The codes with which a server, or a proxy that speaks gRPC, gives up a call that it may have begun. */
const givenUp: ReadonlySet<CodeName> = new Set(['Unavailable', 'DeadlineExceeded', 'Canceled'])
/** The words about a change without an answer. */
export const doubt = 'it is not known whether the change was made'
const goingDown = 'is the member going down?'

/** Names the layer and the cause, where the error's own text leaves a question open. */
export function refusalRemarks(refusal: Refusal): string[] {
  const { error, endpoint, isWrite } = refusal
  const authProblem = error.reason && authCauses(refusal)[error.reason]
  if (authProblem !== undefined) return [`${endpoint.text}: auth: ${authProblem}`]
  if (error.etcdWords !== undefined) return []
  if (error.unseen !== undefined)
    return [`${endpoint.text}: HTTP2: the server did not take the call (${causeOf(error)})`]
  const failure = isWrite ? writeFailure(error) : readFailure(error)
  return failure === undefined ? [] : [`${endpoint.text}: ${failure}`]
}

function writeFailure(error: RpcError): string | undefined {
  const { source, code } = error
  if (source === 'connection') return `HTTP2: ${lostConnection(error)}; ${doubt}`
  if (source === 'page') return `HTTP2: ${notEtcd}; ${doubt}`
  if (source === undefined) return `HTTP2: no answer could be read; ${doubt}`
  if (source === 'library' && code === 'Internal') return `HTTP2: ${causeOf(error)}; ${doubt}`
  return givenUp.has(code) ? `etcd: the call was given up; ${doubt}` : undefined
}

function readFailure(error: RpcError): string | undefined {
  const { source, code } = error
  if (source === 'page') return `HTTP2: ${notEtcd}; ${foreignCheck}`
  if (source === 'connection') return `HTTP2: ${lostConnection(error)}; ${goingDown}`
  return code === 'Unavailable' ? `etcd: the call was given up; ${goingDown}` : undefined
}

const notEtcd = 'what answers is not etcd but a proxy, a load balancer or a web server'
const foreignCheck = 'check the endpoint and what stands in front of it'

function lostConnection(error: RpcError): string {
  return `the connection was lost before the answer (${causeOf(error)})`
}

/** After the first line of a page's error come the page's own words. */
function causeOf({ details }: RpcError): string {
  const [cause = ''] = details.split('\n')
  return cause
}

/** The last refusal of a call that was tried again until its time ran out. */
export function retriedRemark({ error, endpoint }: Refusal): string {
  if (error.etcdWords !== undefined) return `${endpoint.text}: etcd: ${etcdFailure(error.reason, error.etcdWords)}`
  const cause = causeOf(error)
  if (error.source === 'page') return `${endpoint.text}: HTTP2: ${notEtcd} (${cause}); ${foreignCheck}`
  return `${endpoint.text}: ${error.source === 'answer' ? 'etcd' : 'HTTP2'}: ${cause}; ${goingDown}`
}

function etcdFailure(reason: EtcdReason | undefined, text: string): string {
  if (reason === 'serverStopped') return `${text}; ${goingDown}`
  return /leader|timed out/.test(text) ? `${text}; does the cluster have a quorum?` : text
}

function authCauses({ login, userWithoutPassword, call }: Refusal): Partial<Record<EtcdReason, string>> {
  // with --password the whole of `--user` is the name, which may still hold a password after a colon
  const who = login !== undefined && 'name' in login ? `user "${login.name.replace(/:.*$/s, '')}"` : 'the token'
  const denied = `${login === undefined ? 'whom the client certificate names' : who} ${missingRight(call.path, call.request)}`
  return {
    authFailed: `${who} or its password is wrong; check --user and --password`,
    userNameEmpty: nobodyLoggedIn(userWithoutPassword),
    permissionDenied: denied,
    invalidToken: 'the token is not, or no longer, valid; log in again',
  }
}

function nobodyLoggedIn(user: string | undefined): string {
  if (user === undefined) return 'the cluster asks for a login; give --user NAME[:PASSWORD] or ETCDCTL_USER'
  return `user "${user}" came without a password, so nobody was logged in; give --user ${user}:PASSWORD or --password`
}
