import { isOpenRange, prefixEnd } from '../../base/ranges.ts'
import { type Permission, PermissionType } from '../../rpc/messages.ts'
import { bytesMember, type JsonRecord } from '../jsonl.ts'
import type { AuthResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

const typeNames: Readonly<Record<number, string>> = {
  [PermissionType.READ]: 'READ',
  [PermissionType.WRITE]: 'WRITE',
  [PermissionType.READWRITE]: 'READWRITE',
}

export const authRecords: RecordsOf<AuthResults> = {
  authStatus: ({ enabled, authRevision }) => [{ enabled, auth_revision: authRevision }],
  authChange: ({ done }) => [{ done }],
  userGet: ({ name, response }) => [{ user: name, roles: response.roles }],
  userList: ({ users }) => users.map((user) => ({ user })),
  roleGet: ({ name, response }) => response.perm.map((permission) => permissionRecord(name, permission)),
  roleList: ({ roles }) => roles.map((role) => ({ role })),
}

/** Without `range_end` the permission is for one key; `prefix` says that the range is that of all keys that begin so. */
function permissionRecord(role: string, { permType, key, rangeEnd }: Permission): JsonRecord {
  const isRange = rangeEnd.length > 0
  const isPrefix = isRange && Buffer.compare(prefixEnd(key), rangeEnd) === 0
  const end = isOpenRange({ key, rangeEnd }) ? { open_ended: true } : bytesMember('range_end', rangeEnd)
  return {
    role,
    permission: typeNames[permType] ?? String(permType),
    ...bytesMember('key', key),
    ...(isRange ? end : {}),
    prefix: isPrefix || undefined,
  }
}
