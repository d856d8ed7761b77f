import { AlarmAction } from '../../rpc/messages.ts'
import type { Method } from '../../rpc/schema.ts'

const alarmPath = '/etcdserverpb.Maintenance/Alarm'

/** Calls that change nothing, and that the original sends again after a lost connection (3.4 to 3.7). */
const reads = new Set([
  '/etcdserverpb.KV/Range',
  '/etcdserverpb.Lease/LeaseTimeToLive',
  '/etcdserverpb.Lease/LeaseLeases',
  '/etcdserverpb.Cluster/MemberList',
  '/etcdserverpb.Maintenance/Status',
  '/etcdserverpb.Maintenance/Hash',
  '/etcdserverpb.Maintenance/HashKV',
  '/etcdserverpb.Auth/UserList',
  '/etcdserverpb.Auth/UserGet',
  '/etcdserverpb.Auth/RoleGet',
  '/etcdserverpb.Auth/RoleList',
])

/** Changes that it sends again as well: a second one adds nothing, or a lease that runs out (3.4 to 3.7). */
const repeatableChanges = new Set([
  '/etcdserverpb.Lease/LeaseGrant',
  '/etcdserverpb.Lease/LeaseRevoke',
  alarmPath,
  '/etcdserverpb.Maintenance/MoveLeader',
])

/** Not in the original's list: there an election in the middle of a login ends the command. */
const questions = new Set(['/etcdserverpb.Auth/Authenticate', '/etcdserverpb.Auth/AuthStatus'])

export function isRepeatable(path: string): boolean {
  return reads.has(path) || repeatableChanges.has(path) || questions.has(path)
}

/** True for a call that changes nothing, however often it is sent and whatever becomes of its connection. */
export function isQuestion(path: string, request: object): boolean {
  if (path === alarmPath) return !('action' in request) || request.action === AlarmAction.GET
  return reads.has(path) || questions.has(path)
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
