import type { Login } from './client.ts'
import type { Endpoint } from './endpoints.ts'
import { missingRight } from './missing-right.ts'
import { isEtcdText, type RefusedCall, type RpcError } from './rpc-error.ts'

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

/** Names the layer and the cause, where the error's own text leaves a question open. */
export function refusalRemarks(refusal: Refusal): string[] {
  const { error, endpoint, isWrite } = refusal
  const authProblem = authCauses(refusal)[error.details]
  if (authProblem !== undefined) return [`${endpoint.text}: auth: ${authProblem}`]
  if (error.code !== 'Unavailable' || isEtcdText(error)) return []
  const [cause] = error.details.split('\n')
  if (error.unseen !== undefined) return [`${endpoint.text}: HTTP2: the server did not take the call (${cause})`]
  const doubt = isWrite ? 'it is not known whether the change was made' : 'is the member going down?'
  return [`${endpoint.text}: HTTP2: the connection was lost before the answer (${cause}); ${doubt}`]
}

/** The last refusal of a call that was tried again until its time ran out. */
export function retriedRemark({ error, endpoint }: Refusal): string {
  if (!isEtcdText(error)) return `${endpoint.text}: HTTP2: ${error.details}; is the member going down?`
  return `${endpoint.text}: etcd: ${error.details.replace('etcdserver: ', '')}; does the cluster have a quorum?`
}

function authCauses({ login, userWithoutPassword, call }: Refusal): Readonly<Record<string, string>> {
  // with a password of its own `--user` counts as a whole, and may hold another password behind a colon
  const who = login !== undefined && 'name' in login ? `user "${login.name.replace(/:.*$/s, '')}"` : 'the token'
  const denied = `${login === undefined ? 'whom the client certificate names' : who} ${missingRight(call.path, call.request)}`
  return {
    'etcdserver: authentication failed, invalid user ID or password': `${who} or its password is wrong; check --user and --password`,
    'etcdserver: user name is empty': nobodyLoggedIn(userWithoutPassword),
    'etcdserver: permission denied': denied,
    'etcdserver: invalid auth token': 'the token is not, or no longer, valid; log in again',
  }
}

function nobodyLoggedIn(user: string | undefined): string {
  if (user === undefined) return 'the cluster asks for a login; give --user NAME[:PASSWORD] or ETCDCTL_USER'
  return `user "${user}" came without a password, so nobody was logged in; give --user ${user}:PASSWORD or --password`
}
