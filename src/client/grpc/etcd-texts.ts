/** The texts of etcd by which something is decided or explained here; nothing else compares them (3.4 to 3.7). */
export const etcdTexts = {
  noLeader: 'etcdserver: no leader',
  learner: 'etcdserver: rpc not supported for learner',
  serverStopped: 'etcdserver: server stopped',
  authDisabled: 'etcdserver: authentication is not enabled',
  authFailed: 'etcdserver: authentication failed, invalid user ID or password',
  userNameEmpty: 'etcdserver: user name is empty',
  permissionDenied: 'etcdserver: permission denied',
  invalidToken: 'etcdserver: invalid auth token',
  oldAuthRevision: 'etcdserver: revision of auth store is old',
  rootRoleMissing: 'etcdserver: root user does not have root role',
  compacted: 'etcdserver: mvcc: required revision has been compacted',
  futureRevision: 'etcdserver: mvcc: required revision is a future revision',
  noSpace: 'etcdserver: mvcc: database space exceeded',
  requestTooLarge: 'etcdserver: request is too large',
  tooManyOperations: 'etcdserver: too many operations in txn request',
  leaseNotFound: 'etcdserver: requested lease not found',
} as const

/** Which of them a status has. */
export type EtcdReason = keyof typeof etcdTexts

const reasons = Object.entries(etcdTexts) as readonly (readonly [EtcdReason, string])[]

/** The other texts that etcd registers. */
const others: readonly string[] = [
  'key is not provided',
  'key not found',
  'value is provided',
  'lease is provided',
  'duplicate key given in txn request',
  'invalid sort option',
  'given member URLs are invalid',
  'role name is empty',
  'invalid auth management',
  'wrong downgrade target version format',
  'invalid downgrade target version',
  'too large lease TTL',
  'too many requests',
  'member not found',
  'corrupt cluster',
  'leader changed',
  'request timed out',
  'request timed out, possibly due to previous leader failure',
  'request timed out, possibly due to connection lost',
  'unhealthy cluster',
  'not capable',
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
  'user name already exists',
  'user name not found',
  'role name already exists',
  'role name not found',
  'role is not granted to the user',
  'permission is not granted to the role',
  'not leader',
  'bad leader transferee',
  'cluster has a downgrade job in progress',
  'no inflight downgrade job',
]

const prefix = 'etcdserver: '

/** What the consensus of etcd says of a change that it did not take, since its leader was just being replaced (3.4 to 3.7). */
const proposalDropped = 'raft proposal dropped'

/** True for a change that was certainly not made and may be made the next time. */
export function isDropped(details: string): boolean {
  return details === proposalDropped
}

/** The part after `etcdserver: `; undefined for a text that comes from the transport or the gRPC library, not from etcd itself. */
export function etcdWords(details: string): string | undefined {
  return details.startsWith(prefix) ? details.slice(prefix.length) : undefined
}

/** Undefined for a text by which nothing is decided. */
export function etcdReason(details: string): EtcdReason | undefined {
  return reasons.find(([, text]) => text === details)?.[0]
}

/** The same of a text that may have gRPC's status in front of etcd's words, as some releases send it. */
export function etcdReasonAtEnd(text: string): EtcdReason | undefined {
  return reasons.find(([, known]) => text.endsWith(known))?.[0]
}

/** True for a text that etcd registers: it is shown bare, whatever code it comes with (3.4 to 3.7). */
export function isRegistered(details: string): boolean {
  return etcdReason(details) !== undefined || others.includes(etcdWords(details) ?? '')
}
