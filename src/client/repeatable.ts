import type { Method } from '../rpc/schema.ts'

/**
 * Calls that may be sent again after a lost connection: a second run changes nothing that the first did not
 * (the original's list, read in 3.4 to 3.7).
 */
const repeatable = new Set([
  '/etcdserverpb.KV/Range',
  '/etcdserverpb.Lease/LeaseGrant',
  '/etcdserverpb.Lease/LeaseRevoke',
  '/etcdserverpb.Lease/LeaseTimeToLive',
  '/etcdserverpb.Lease/LeaseLeases',
  '/etcdserverpb.Cluster/MemberList',
  '/etcdserverpb.Maintenance/Alarm',
  '/etcdserverpb.Maintenance/Status',
  '/etcdserverpb.Maintenance/Hash',
  '/etcdserverpb.Maintenance/HashKV',
  '/etcdserverpb.Maintenance/MoveLeader',
  '/etcdserverpb.Auth/UserList',
  '/etcdserverpb.Auth/UserGet',
  '/etcdserverpb.Auth/RoleGet',
  '/etcdserverpb.Auth/RoleList',
])

/** Not in the original's list: there an election in the middle of a login ends the command. */
const questions = new Set(['/etcdserverpb.Auth/Authenticate', '/etcdserverpb.Auth/AuthStatus'])

export function isRepeatable(path: string): boolean {
  return repeatable.has(path) || questions.has(path)
}

/** True for calls that change the cluster and are sent once. */
export function isChange({ path, requestStream, responseStream }: Method): boolean {
  return !requestStream && !responseStream && !isRepeatable(path)
}

/**
 * True for calls that only a member with a leader can serve. With several endpoints they carry `hasleader`, so that a
 * leaderless member refuses them before it does anything and the next endpoint can be asked.
 */
export function needsLeader(path: string, request: object): boolean {
  if (path.startsWith('/etcdserverpb.KV/')) return !('serializable' in request && request.serializable === true)
  if (path === '/etcdserverpb.Cluster/MemberList') return 'linearizable' in request && request.linearizable === true
  return path.startsWith('/etcdserverpb.Lease/') || path.startsWith('/etcdserverpb.Cluster/')
}
