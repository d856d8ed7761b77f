import { create } from '../../rpc/codec.ts'
import { requestType } from '../../rpc/fields.ts'
import type { InternalRaftRequest, Request } from '../../rpc/messages.ts'
import { idText } from '../membership.ts'

/** What is in the database when it has been applied. Leases and alarms do not count: 3.4 keeps no account of them. */
const changing = [
  'put',
  'deleteRange',
  'txn',
  'compaction',
  'authEnable',
  'authDisable',
  'authUserAdd',
  'authUserDelete',
  'authUserChangePassword',
  'authUserGrantRole',
  'authUserRevokeRole',
  'authRoleAdd',
  'authRoleDelete',
  'authRoleGrantPermission',
  'authRoleRevokePermission',
  'clusterVersionSet',
  'clusterMemberAttrSet',
  'downgradeInfoSet',
] as const satisfies readonly (keyof InternalRaftRequest)[]

/** Whether a request changes the database of the v3 API. */
export function changesV3(request: InternalRaftRequest): boolean {
  return changing.some((name) => request[name] !== undefined)
}

/** The request of the v2 API that comes to the same, of those that etcd itself makes since 3.5; undefined for any other. */
export function ownRequest({ clusterVersionSet, clusterMemberAttrSet }: InternalRaftRequest): Request | undefined {
  if (clusterVersionSet !== undefined) return put('/0/version', clusterVersionSet.ver)
  if (clusterMemberAttrSet === undefined) return undefined
  const { name = '', clientUrls = [] } = clusterMemberAttrSet.memberAttributes ?? {}
  const path = `/0/members/${idText(clusterMemberAttrSet.memberID)}/attributes`
  return put(path, JSON.stringify({ name, clientURLs: clientUrls }))
}

function put(Path: string, Val: string): Request {
  return create(requestType, { Method: 'PUT', Path, Val })
}
