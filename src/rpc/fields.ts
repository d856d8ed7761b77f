// Generated from proto/ by `npm run gen`; do not edit.

import type * as messages from './messages.ts'
import {
  AlarmAction,
  AlarmType,
  CompareResult,
  CompareTarget,
  DowngradeAction,
  EventType,
  FilterType,
  PermissionType,
  RaftConfChangeTransition,
  RaftConfChangeType,
  RaftEntryType,
  RaftMessageType,
  SortOrder,
  SortTarget,
} from './messages.ts'
import type { MessageType } from './schema.ts'

export const userType: MessageType<messages.User> = {
  name: 'authpb.User',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'bytes' },
    { number: 2, name: 'password', protoName: 'password', type: 'bytes' },
    { number: 3, name: 'roles', protoName: 'roles', type: 'string', repeated: true },
    { number: 4, name: 'options', protoName: 'options', type: 'message', message: () => userAddOptionsType },
  ],
}

export const permissionType: MessageType<messages.Permission> = {
  name: 'authpb.Permission',
  fields: [
    { number: 1, name: 'permType', protoName: 'permType', type: 'enum', values: PermissionType },
    { number: 2, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 3, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
  ],
}

export const roleType: MessageType<messages.Role> = {
  name: 'authpb.Role',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'bytes' },
    {
      number: 2,
      name: 'keyPermission',
      protoName: 'keyPermission',
      type: 'message',
      message: () => permissionType,
      repeated: true,
    },
  ],
}

export const userAddOptionsType: MessageType<messages.UserAddOptions> = {
  name: 'authpb.UserAddOptions',
  fields: [{ number: 1, name: 'noPassword', protoName: 'no_password', type: 'bool' }],
}

export const requestType: MessageType<messages.Request> = {
  name: 'etcdserverpb.Request',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64', presence: 'required' },
    { number: 2, name: 'Method', protoName: 'Method', type: 'string', presence: 'required' },
    { number: 3, name: 'Path', protoName: 'Path', type: 'string', presence: 'required' },
    { number: 4, name: 'Val', protoName: 'Val', type: 'string', presence: 'required' },
    { number: 5, name: 'Dir', protoName: 'Dir', type: 'bool', presence: 'required' },
    { number: 6, name: 'PrevValue', protoName: 'PrevValue', type: 'string', presence: 'required' },
    { number: 7, name: 'PrevIndex', protoName: 'PrevIndex', type: 'uint64', presence: 'required' },
    { number: 8, name: 'PrevExist', protoName: 'PrevExist', type: 'bool', presence: 'explicit' },
    { number: 9, name: 'Expiration', protoName: 'Expiration', type: 'int64', presence: 'required' },
    { number: 10, name: 'Wait', protoName: 'Wait', type: 'bool', presence: 'required' },
    { number: 11, name: 'Since', protoName: 'Since', type: 'uint64', presence: 'required' },
    { number: 12, name: 'Recursive', protoName: 'Recursive', type: 'bool', presence: 'required' },
    { number: 13, name: 'Sorted', protoName: 'Sorted', type: 'bool', presence: 'required' },
    { number: 14, name: 'Quorum', protoName: 'Quorum', type: 'bool', presence: 'required' },
    { number: 15, name: 'Time', protoName: 'Time', type: 'int64', presence: 'required' },
    { number: 16, name: 'Stream', protoName: 'Stream', type: 'bool', presence: 'required' },
    { number: 17, name: 'Refresh', protoName: 'Refresh', type: 'bool', presence: 'explicit' },
  ],
}

export const metadataType: MessageType<messages.Metadata> = {
  name: 'etcdserverpb.Metadata',
  fields: [
    { number: 1, name: 'NodeID', protoName: 'NodeID', type: 'uint64', presence: 'required' },
    { number: 2, name: 'ClusterID', protoName: 'ClusterID', type: 'uint64', presence: 'required' },
  ],
}

export const requestHeaderType: MessageType<messages.RequestHeader> = {
  name: 'etcdserverpb.RequestHeader',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    { number: 2, name: 'username', protoName: 'username', type: 'string' },
    { number: 3, name: 'authRevision', protoName: 'auth_revision', type: 'uint64' },
  ],
}

export const internalRaftRequestType: MessageType<messages.InternalRaftRequest> = {
  name: 'etcdserverpb.InternalRaftRequest',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    { number: 2, name: 'v2', protoName: 'v2', type: 'message', message: () => requestType },
    { number: 3, name: 'range', protoName: 'range', type: 'message', message: () => rangeRequestType },
    { number: 4, name: 'put', protoName: 'put', type: 'message', message: () => putRequestType },
    {
      number: 5,
      name: 'deleteRange',
      protoName: 'delete_range',
      type: 'message',
      message: () => deleteRangeRequestType,
    },
    { number: 6, name: 'txn', protoName: 'txn', type: 'message', message: () => txnRequestType },
    { number: 7, name: 'compaction', protoName: 'compaction', type: 'message', message: () => compactionRequestType },
    { number: 8, name: 'leaseGrant', protoName: 'lease_grant', type: 'message', message: () => leaseGrantRequestType },
    {
      number: 9,
      name: 'leaseRevoke',
      protoName: 'lease_revoke',
      type: 'message',
      message: () => leaseRevokeRequestType,
    },
    { number: 10, name: 'alarm', protoName: 'alarm', type: 'message', message: () => alarmRequestType },
    {
      number: 11,
      name: 'leaseCheckpoint',
      protoName: 'lease_checkpoint',
      type: 'message',
      message: () => leaseCheckpointRequestType,
    },
    { number: 100, name: 'header', protoName: 'header', type: 'message', message: () => requestHeaderType },
    {
      number: 1000,
      name: 'authEnable',
      protoName: 'auth_enable',
      type: 'message',
      message: () => authEnableRequestType,
    },
    {
      number: 1011,
      name: 'authDisable',
      protoName: 'auth_disable',
      type: 'message',
      message: () => authDisableRequestType,
    },
    {
      number: 1012,
      name: 'authenticate',
      protoName: 'authenticate',
      type: 'message',
      message: () => internalAuthenticateRequestType,
    },
    {
      number: 1013,
      name: 'authStatus',
      protoName: 'auth_status',
      type: 'message',
      message: () => authStatusRequestType,
    },
    {
      number: 1100,
      name: 'authUserAdd',
      protoName: 'auth_user_add',
      type: 'message',
      message: () => authUserAddRequestType,
    },
    {
      number: 1101,
      name: 'authUserDelete',
      protoName: 'auth_user_delete',
      type: 'message',
      message: () => authUserDeleteRequestType,
    },
    {
      number: 1102,
      name: 'authUserGet',
      protoName: 'auth_user_get',
      type: 'message',
      message: () => authUserGetRequestType,
    },
    {
      number: 1103,
      name: 'authUserChangePassword',
      protoName: 'auth_user_change_password',
      type: 'message',
      message: () => authUserChangePasswordRequestType,
    },
    {
      number: 1104,
      name: 'authUserGrantRole',
      protoName: 'auth_user_grant_role',
      type: 'message',
      message: () => authUserGrantRoleRequestType,
    },
    {
      number: 1105,
      name: 'authUserRevokeRole',
      protoName: 'auth_user_revoke_role',
      type: 'message',
      message: () => authUserRevokeRoleRequestType,
    },
    {
      number: 1106,
      name: 'authUserList',
      protoName: 'auth_user_list',
      type: 'message',
      message: () => authUserListRequestType,
    },
    {
      number: 1107,
      name: 'authRoleList',
      protoName: 'auth_role_list',
      type: 'message',
      message: () => authRoleListRequestType,
    },
    {
      number: 1200,
      name: 'authRoleAdd',
      protoName: 'auth_role_add',
      type: 'message',
      message: () => authRoleAddRequestType,
    },
    {
      number: 1201,
      name: 'authRoleDelete',
      protoName: 'auth_role_delete',
      type: 'message',
      message: () => authRoleDeleteRequestType,
    },
    {
      number: 1202,
      name: 'authRoleGet',
      protoName: 'auth_role_get',
      type: 'message',
      message: () => authRoleGetRequestType,
    },
    {
      number: 1203,
      name: 'authRoleGrantPermission',
      protoName: 'auth_role_grant_permission',
      type: 'message',
      message: () => authRoleGrantPermissionRequestType,
    },
    {
      number: 1204,
      name: 'authRoleRevokePermission',
      protoName: 'auth_role_revoke_permission',
      type: 'message',
      message: () => authRoleRevokePermissionRequestType,
    },
    {
      number: 1300,
      name: 'clusterVersionSet',
      protoName: 'cluster_version_set',
      type: 'message',
      message: () => membershipClusterVersionSetRequestType,
    },
    {
      number: 1301,
      name: 'clusterMemberAttrSet',
      protoName: 'cluster_member_attr_set',
      type: 'message',
      message: () => membershipClusterMemberAttrSetRequestType,
    },
    {
      number: 1302,
      name: 'downgradeInfoSet',
      protoName: 'downgrade_info_set',
      type: 'message',
      message: () => membershipDowngradeInfoSetRequestType,
    },
    {
      number: 9900,
      name: 'downgradeVersionTest',
      protoName: 'downgrade_version_test',
      type: 'message',
      message: () => downgradeVersionTestRequestType,
    },
  ],
}

export const emptyResponseType: MessageType<messages.EmptyResponse> = {
  name: 'etcdserverpb.EmptyResponse',
  fields: [],
}

export const internalAuthenticateRequestType: MessageType<messages.InternalAuthenticateRequest> = {
  name: 'etcdserverpb.InternalAuthenticateRequest',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'password', protoName: 'password', type: 'string' },
    { number: 3, name: 'simpleToken', protoName: 'simple_token', type: 'string' },
  ],
}

export const responseHeaderType: MessageType<messages.ResponseHeader> = {
  name: 'etcdserverpb.ResponseHeader',
  fields: [
    { number: 1, name: 'clusterId', protoName: 'cluster_id', type: 'uint64' },
    { number: 2, name: 'memberId', protoName: 'member_id', type: 'uint64' },
    { number: 3, name: 'revision', protoName: 'revision', type: 'int64' },
    { number: 4, name: 'raftTerm', protoName: 'raft_term', type: 'uint64' },
  ],
}

export const rangeRequestType: MessageType<messages.RangeRequest> = {
  name: 'etcdserverpb.RangeRequest',
  fields: [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
    { number: 3, name: 'limit', protoName: 'limit', type: 'int64' },
    { number: 4, name: 'revision', protoName: 'revision', type: 'int64' },
    { number: 5, name: 'sortOrder', protoName: 'sort_order', type: 'enum', values: SortOrder },
    { number: 6, name: 'sortTarget', protoName: 'sort_target', type: 'enum', values: SortTarget },
    { number: 7, name: 'serializable', protoName: 'serializable', type: 'bool' },
    { number: 8, name: 'keysOnly', protoName: 'keys_only', type: 'bool' },
    { number: 9, name: 'countOnly', protoName: 'count_only', type: 'bool' },
    { number: 10, name: 'minModRevision', protoName: 'min_mod_revision', type: 'int64' },
    { number: 11, name: 'maxModRevision', protoName: 'max_mod_revision', type: 'int64' },
    { number: 12, name: 'minCreateRevision', protoName: 'min_create_revision', type: 'int64' },
    { number: 13, name: 'maxCreateRevision', protoName: 'max_create_revision', type: 'int64' },
  ],
}

export const rangeResponseType: MessageType<messages.RangeResponse> = {
  name: 'etcdserverpb.RangeResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'kvs', protoName: 'kvs', type: 'message', message: () => keyValueType, repeated: true },
    { number: 3, name: 'more', protoName: 'more', type: 'bool' },
    { number: 4, name: 'count', protoName: 'count', type: 'int64' },
  ],
}

export const putRequestType: MessageType<messages.PutRequest> = {
  name: 'etcdserverpb.PutRequest',
  fields: [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'value', protoName: 'value', type: 'bytes' },
    { number: 3, name: 'lease', protoName: 'lease', type: 'int64' },
    { number: 4, name: 'prevKv', protoName: 'prev_kv', type: 'bool' },
    { number: 5, name: 'ignoreValue', protoName: 'ignore_value', type: 'bool' },
    { number: 6, name: 'ignoreLease', protoName: 'ignore_lease', type: 'bool' },
  ],
}

export const putResponseType: MessageType<messages.PutResponse> = {
  name: 'etcdserverpb.PutResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'prevKv', protoName: 'prev_kv', type: 'message', message: () => keyValueType },
  ],
}

export const deleteRangeRequestType: MessageType<messages.DeleteRangeRequest> = {
  name: 'etcdserverpb.DeleteRangeRequest',
  fields: [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
    { number: 3, name: 'prevKv', protoName: 'prev_kv', type: 'bool' },
  ],
}

export const deleteRangeResponseType: MessageType<messages.DeleteRangeResponse> = {
  name: 'etcdserverpb.DeleteRangeResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'deleted', protoName: 'deleted', type: 'int64' },
    { number: 3, name: 'prevKvs', protoName: 'prev_kvs', type: 'message', message: () => keyValueType, repeated: true },
  ],
}

export const requestOpType: MessageType<messages.RequestOp> = {
  name: 'etcdserverpb.RequestOp',
  fields: [
    {
      number: 1,
      name: 'requestRange',
      protoName: 'request_range',
      type: 'message',
      message: () => rangeRequestType,
      oneof: 'request',
    },
    {
      number: 2,
      name: 'requestPut',
      protoName: 'request_put',
      type: 'message',
      message: () => putRequestType,
      oneof: 'request',
    },
    {
      number: 3,
      name: 'requestDeleteRange',
      protoName: 'request_delete_range',
      type: 'message',
      message: () => deleteRangeRequestType,
      oneof: 'request',
    },
    {
      number: 4,
      name: 'requestTxn',
      protoName: 'request_txn',
      type: 'message',
      message: () => txnRequestType,
      oneof: 'request',
    },
  ],
}

export const responseOpType: MessageType<messages.ResponseOp> = {
  name: 'etcdserverpb.ResponseOp',
  fields: [
    {
      number: 1,
      name: 'responseRange',
      protoName: 'response_range',
      type: 'message',
      message: () => rangeResponseType,
      oneof: 'response',
    },
    {
      number: 2,
      name: 'responsePut',
      protoName: 'response_put',
      type: 'message',
      message: () => putResponseType,
      oneof: 'response',
    },
    {
      number: 3,
      name: 'responseDeleteRange',
      protoName: 'response_delete_range',
      type: 'message',
      message: () => deleteRangeResponseType,
      oneof: 'response',
    },
    {
      number: 4,
      name: 'responseTxn',
      protoName: 'response_txn',
      type: 'message',
      message: () => txnResponseType,
      oneof: 'response',
    },
  ],
}

export const compareType: MessageType<messages.Compare> = {
  name: 'etcdserverpb.Compare',
  fields: [
    { number: 1, name: 'result', protoName: 'result', type: 'enum', values: CompareResult },
    { number: 2, name: 'target', protoName: 'target', type: 'enum', values: CompareTarget },
    { number: 3, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 4, name: 'version', protoName: 'version', type: 'int64', oneof: 'target_union', presence: 'explicit' },
    {
      number: 5,
      name: 'createRevision',
      protoName: 'create_revision',
      type: 'int64',
      oneof: 'target_union',
      presence: 'explicit',
    },
    {
      number: 6,
      name: 'modRevision',
      protoName: 'mod_revision',
      type: 'int64',
      oneof: 'target_union',
      presence: 'explicit',
    },
    { number: 7, name: 'value', protoName: 'value', type: 'bytes', oneof: 'target_union', presence: 'explicit' },
    { number: 8, name: 'lease', protoName: 'lease', type: 'int64', oneof: 'target_union', presence: 'explicit' },
    { number: 64, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
  ],
}

export const txnRequestType: MessageType<messages.TxnRequest> = {
  name: 'etcdserverpb.TxnRequest',
  fields: [
    { number: 1, name: 'compare', protoName: 'compare', type: 'message', message: () => compareType, repeated: true },
    { number: 2, name: 'success', protoName: 'success', type: 'message', message: () => requestOpType, repeated: true },
    { number: 3, name: 'failure', protoName: 'failure', type: 'message', message: () => requestOpType, repeated: true },
  ],
}

export const txnResponseType: MessageType<messages.TxnResponse> = {
  name: 'etcdserverpb.TxnResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'succeeded', protoName: 'succeeded', type: 'bool' },
    {
      number: 3,
      name: 'responses',
      protoName: 'responses',
      type: 'message',
      message: () => responseOpType,
      repeated: true,
    },
  ],
}

export const compactionRequestType: MessageType<messages.CompactionRequest> = {
  name: 'etcdserverpb.CompactionRequest',
  fields: [
    { number: 1, name: 'revision', protoName: 'revision', type: 'int64' },
    { number: 2, name: 'physical', protoName: 'physical', type: 'bool' },
  ],
}

export const compactionResponseType: MessageType<messages.CompactionResponse> = {
  name: 'etcdserverpb.CompactionResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const hashRequestType: MessageType<messages.HashRequest> = {
  name: 'etcdserverpb.HashRequest',
  fields: [],
}

export const hashResponseType: MessageType<messages.HashResponse> = {
  name: 'etcdserverpb.HashResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'hash', protoName: 'hash', type: 'uint32' },
  ],
}

export const snapshotRequestType: MessageType<messages.SnapshotRequest> = {
  name: 'etcdserverpb.SnapshotRequest',
  fields: [],
}

export const snapshotResponseType: MessageType<messages.SnapshotResponse> = {
  name: 'etcdserverpb.SnapshotResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'remainingBytes', protoName: 'remaining_bytes', type: 'uint64' },
    { number: 3, name: 'blob', protoName: 'blob', type: 'bytes' },
    { number: 4, name: 'version', protoName: 'version', type: 'string' },
  ],
}

export const watchRequestType: MessageType<messages.WatchRequest> = {
  name: 'etcdserverpb.WatchRequest',
  fields: [
    {
      number: 1,
      name: 'createRequest',
      protoName: 'create_request',
      type: 'message',
      message: () => watchCreateRequestType,
      oneof: 'request_union',
    },
    {
      number: 2,
      name: 'cancelRequest',
      protoName: 'cancel_request',
      type: 'message',
      message: () => watchCancelRequestType,
      oneof: 'request_union',
    },
    {
      number: 3,
      name: 'progressRequest',
      protoName: 'progress_request',
      type: 'message',
      message: () => watchProgressRequestType,
      oneof: 'request_union',
    },
  ],
}

export const watchCreateRequestType: MessageType<messages.WatchCreateRequest> = {
  name: 'etcdserverpb.WatchCreateRequest',
  fields: [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
    { number: 3, name: 'startRevision', protoName: 'start_revision', type: 'int64' },
    { number: 4, name: 'progressNotify', protoName: 'progress_notify', type: 'bool' },
    {
      number: 5,
      name: 'filters',
      protoName: 'filters',
      type: 'enum',
      values: FilterType,
      repeated: true,
      packed: true,
    },
    { number: 6, name: 'prevKv', protoName: 'prev_kv', type: 'bool' },
    { number: 7, name: 'watchId', protoName: 'watch_id', type: 'int64' },
    { number: 8, name: 'fragment', protoName: 'fragment', type: 'bool' },
  ],
}

export const watchCancelRequestType: MessageType<messages.WatchCancelRequest> = {
  name: 'etcdserverpb.WatchCancelRequest',
  fields: [{ number: 1, name: 'watchId', protoName: 'watch_id', type: 'int64' }],
}

export const watchResponseType: MessageType<messages.WatchResponse> = {
  name: 'etcdserverpb.WatchResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'watchId', protoName: 'watch_id', type: 'int64' },
    { number: 3, name: 'created', protoName: 'created', type: 'bool' },
    { number: 4, name: 'canceled', protoName: 'canceled', type: 'bool' },
    { number: 5, name: 'compactRevision', protoName: 'compact_revision', type: 'int64' },
    { number: 6, name: 'cancelReason', protoName: 'cancel_reason', type: 'string' },
    { number: 7, name: 'fragment', protoName: 'fragment', type: 'bool' },
    { number: 11, name: 'events', protoName: 'events', type: 'message', message: () => eventType, repeated: true },
  ],
}

export const leaseGrantRequestType: MessageType<messages.LeaseGrantRequest> = {
  name: 'etcdserverpb.LeaseGrantRequest',
  fields: [
    { number: 1, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
  ],
}

export const leaseGrantResponseType: MessageType<messages.LeaseGrantResponse> = {
  name: 'etcdserverpb.LeaseGrantResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 3, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 4, name: 'error', protoName: 'error', type: 'string' },
  ],
}

export const leaseRevokeRequestType: MessageType<messages.LeaseRevokeRequest> = {
  name: 'etcdserverpb.LeaseRevokeRequest',
  fields: [{ number: 1, name: 'ID', protoName: 'ID', type: 'int64' }],
}

export const leaseRevokeResponseType: MessageType<messages.LeaseRevokeResponse> = {
  name: 'etcdserverpb.LeaseRevokeResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const leaseKeepAliveRequestType: MessageType<messages.LeaseKeepAliveRequest> = {
  name: 'etcdserverpb.LeaseKeepAliveRequest',
  fields: [{ number: 1, name: 'ID', protoName: 'ID', type: 'int64' }],
}

export const leaseKeepAliveResponseType: MessageType<messages.LeaseKeepAliveResponse> = {
  name: 'etcdserverpb.LeaseKeepAliveResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 3, name: 'TTL', protoName: 'TTL', type: 'int64' },
  ],
}

export const memberType: MessageType<messages.Member> = {
  name: 'etcdserverpb.Member',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    { number: 2, name: 'name', protoName: 'name', type: 'string' },
    { number: 3, name: 'peerURLs', protoName: 'peerURLs', type: 'string', repeated: true },
    { number: 4, name: 'clientURLs', protoName: 'clientURLs', type: 'string', repeated: true },
    { number: 5, name: 'isLearner', protoName: 'isLearner', type: 'bool' },
  ],
}

export const memberAddRequestType: MessageType<messages.MemberAddRequest> = {
  name: 'etcdserverpb.MemberAddRequest',
  fields: [
    { number: 1, name: 'peerURLs', protoName: 'peerURLs', type: 'string', repeated: true },
    { number: 2, name: 'isLearner', protoName: 'isLearner', type: 'bool' },
  ],
}

export const memberAddResponseType: MessageType<messages.MemberAddResponse> = {
  name: 'etcdserverpb.MemberAddResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'member', protoName: 'member', type: 'message', message: () => memberType },
    { number: 3, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ],
}

export const memberRemoveRequestType: MessageType<messages.MemberRemoveRequest> = {
  name: 'etcdserverpb.MemberRemoveRequest',
  fields: [{ number: 1, name: 'ID', protoName: 'ID', type: 'uint64' }],
}

export const memberRemoveResponseType: MessageType<messages.MemberRemoveResponse> = {
  name: 'etcdserverpb.MemberRemoveResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ],
}

export const memberUpdateRequestType: MessageType<messages.MemberUpdateRequest> = {
  name: 'etcdserverpb.MemberUpdateRequest',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    { number: 2, name: 'peerURLs', protoName: 'peerURLs', type: 'string', repeated: true },
  ],
}

export const memberUpdateResponseType: MessageType<messages.MemberUpdateResponse> = {
  name: 'etcdserverpb.MemberUpdateResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ],
}

export const memberListRequestType: MessageType<messages.MemberListRequest> = {
  name: 'etcdserverpb.MemberListRequest',
  fields: [{ number: 1, name: 'linearizable', protoName: 'linearizable', type: 'bool' }],
}

export const memberListResponseType: MessageType<messages.MemberListResponse> = {
  name: 'etcdserverpb.MemberListResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ],
}

export const defragmentRequestType: MessageType<messages.DefragmentRequest> = {
  name: 'etcdserverpb.DefragmentRequest',
  fields: [],
}

export const defragmentResponseType: MessageType<messages.DefragmentResponse> = {
  name: 'etcdserverpb.DefragmentResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const alarmRequestType: MessageType<messages.AlarmRequest> = {
  name: 'etcdserverpb.AlarmRequest',
  fields: [
    { number: 1, name: 'action', protoName: 'action', type: 'enum', values: AlarmAction },
    { number: 2, name: 'memberID', protoName: 'memberID', type: 'uint64' },
    { number: 3, name: 'alarm', protoName: 'alarm', type: 'enum', values: AlarmType },
  ],
}

export const alarmMemberType: MessageType<messages.AlarmMember> = {
  name: 'etcdserverpb.AlarmMember',
  fields: [
    { number: 1, name: 'memberID', protoName: 'memberID', type: 'uint64' },
    { number: 2, name: 'alarm', protoName: 'alarm', type: 'enum', values: AlarmType },
  ],
}

export const alarmResponseType: MessageType<messages.AlarmResponse> = {
  name: 'etcdserverpb.AlarmResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'alarms', protoName: 'alarms', type: 'message', message: () => alarmMemberType, repeated: true },
  ],
}

export const statusRequestType: MessageType<messages.StatusRequest> = {
  name: 'etcdserverpb.StatusRequest',
  fields: [],
}

export const statusResponseType: MessageType<messages.StatusResponse> = {
  name: 'etcdserverpb.StatusResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'version', protoName: 'version', type: 'string' },
    { number: 3, name: 'dbSize', protoName: 'dbSize', type: 'int64' },
    { number: 4, name: 'leader', protoName: 'leader', type: 'uint64' },
    { number: 5, name: 'raftIndex', protoName: 'raftIndex', type: 'uint64' },
    { number: 6, name: 'raftTerm', protoName: 'raftTerm', type: 'uint64' },
    { number: 7, name: 'raftAppliedIndex', protoName: 'raftAppliedIndex', type: 'uint64' },
    { number: 8, name: 'errors', protoName: 'errors', type: 'string', repeated: true },
    { number: 9, name: 'dbSizeInUse', protoName: 'dbSizeInUse', type: 'int64' },
    { number: 10, name: 'isLearner', protoName: 'isLearner', type: 'bool' },
    { number: 11, name: 'storageVersion', protoName: 'storageVersion', type: 'string' },
    { number: 12, name: 'dbSizeQuota', protoName: 'dbSizeQuota', type: 'int64' },
    {
      number: 13,
      name: 'downgradeInfo',
      protoName: 'downgradeInfo',
      type: 'message',
      message: () => downgradeInfoType,
    },
  ],
}

export const authEnableRequestType: MessageType<messages.AuthEnableRequest> = {
  name: 'etcdserverpb.AuthEnableRequest',
  fields: [],
}

export const authDisableRequestType: MessageType<messages.AuthDisableRequest> = {
  name: 'etcdserverpb.AuthDisableRequest',
  fields: [],
}

export const authenticateRequestType: MessageType<messages.AuthenticateRequest> = {
  name: 'etcdserverpb.AuthenticateRequest',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'password', protoName: 'password', type: 'string' },
  ],
}

export const authUserAddRequestType: MessageType<messages.AuthUserAddRequest> = {
  name: 'etcdserverpb.AuthUserAddRequest',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'password', protoName: 'password', type: 'string' },
    { number: 3, name: 'options', protoName: 'options', type: 'message', message: () => userAddOptionsType },
    { number: 4, name: 'hashedPassword', protoName: 'hashedPassword', type: 'string' },
  ],
}

export const authUserGetRequestType: MessageType<messages.AuthUserGetRequest> = {
  name: 'etcdserverpb.AuthUserGetRequest',
  fields: [{ number: 1, name: 'name', protoName: 'name', type: 'string' }],
}

export const authUserDeleteRequestType: MessageType<messages.AuthUserDeleteRequest> = {
  name: 'etcdserverpb.AuthUserDeleteRequest',
  fields: [{ number: 1, name: 'name', protoName: 'name', type: 'string' }],
}

export const authUserChangePasswordRequestType: MessageType<messages.AuthUserChangePasswordRequest> = {
  name: 'etcdserverpb.AuthUserChangePasswordRequest',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'password', protoName: 'password', type: 'string' },
    { number: 3, name: 'hashedPassword', protoName: 'hashedPassword', type: 'string' },
  ],
}

export const authUserGrantRoleRequestType: MessageType<messages.AuthUserGrantRoleRequest> = {
  name: 'etcdserverpb.AuthUserGrantRoleRequest',
  fields: [
    { number: 1, name: 'user', protoName: 'user', type: 'string' },
    { number: 2, name: 'role', protoName: 'role', type: 'string' },
  ],
}

export const authUserRevokeRoleRequestType: MessageType<messages.AuthUserRevokeRoleRequest> = {
  name: 'etcdserverpb.AuthUserRevokeRoleRequest',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'role', protoName: 'role', type: 'string' },
  ],
}

export const authRoleAddRequestType: MessageType<messages.AuthRoleAddRequest> = {
  name: 'etcdserverpb.AuthRoleAddRequest',
  fields: [{ number: 1, name: 'name', protoName: 'name', type: 'string' }],
}

export const authRoleGetRequestType: MessageType<messages.AuthRoleGetRequest> = {
  name: 'etcdserverpb.AuthRoleGetRequest',
  fields: [{ number: 1, name: 'role', protoName: 'role', type: 'string' }],
}

export const authUserListRequestType: MessageType<messages.AuthUserListRequest> = {
  name: 'etcdserverpb.AuthUserListRequest',
  fields: [],
}

export const authRoleListRequestType: MessageType<messages.AuthRoleListRequest> = {
  name: 'etcdserverpb.AuthRoleListRequest',
  fields: [],
}

export const authRoleDeleteRequestType: MessageType<messages.AuthRoleDeleteRequest> = {
  name: 'etcdserverpb.AuthRoleDeleteRequest',
  fields: [{ number: 1, name: 'role', protoName: 'role', type: 'string' }],
}

export const authRoleGrantPermissionRequestType: MessageType<messages.AuthRoleGrantPermissionRequest> = {
  name: 'etcdserverpb.AuthRoleGrantPermissionRequest',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'perm', protoName: 'perm', type: 'message', message: () => permissionType },
  ],
}

export const authRoleRevokePermissionRequestType: MessageType<messages.AuthRoleRevokePermissionRequest> = {
  name: 'etcdserverpb.AuthRoleRevokePermissionRequest',
  fields: [
    { number: 1, name: 'role', protoName: 'role', type: 'string' },
    { number: 2, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 3, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
  ],
}

export const authEnableResponseType: MessageType<messages.AuthEnableResponse> = {
  name: 'etcdserverpb.AuthEnableResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authDisableResponseType: MessageType<messages.AuthDisableResponse> = {
  name: 'etcdserverpb.AuthDisableResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authenticateResponseType: MessageType<messages.AuthenticateResponse> = {
  name: 'etcdserverpb.AuthenticateResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'token', protoName: 'token', type: 'string' },
  ],
}

export const authUserAddResponseType: MessageType<messages.AuthUserAddResponse> = {
  name: 'etcdserverpb.AuthUserAddResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authUserGetResponseType: MessageType<messages.AuthUserGetResponse> = {
  name: 'etcdserverpb.AuthUserGetResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'roles', protoName: 'roles', type: 'string', repeated: true },
  ],
}

export const authUserDeleteResponseType: MessageType<messages.AuthUserDeleteResponse> = {
  name: 'etcdserverpb.AuthUserDeleteResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authUserChangePasswordResponseType: MessageType<messages.AuthUserChangePasswordResponse> = {
  name: 'etcdserverpb.AuthUserChangePasswordResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authUserGrantRoleResponseType: MessageType<messages.AuthUserGrantRoleResponse> = {
  name: 'etcdserverpb.AuthUserGrantRoleResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authUserRevokeRoleResponseType: MessageType<messages.AuthUserRevokeRoleResponse> = {
  name: 'etcdserverpb.AuthUserRevokeRoleResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authRoleAddResponseType: MessageType<messages.AuthRoleAddResponse> = {
  name: 'etcdserverpb.AuthRoleAddResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authRoleGetResponseType: MessageType<messages.AuthRoleGetResponse> = {
  name: 'etcdserverpb.AuthRoleGetResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'perm', protoName: 'perm', type: 'message', message: () => permissionType, repeated: true },
  ],
}

export const authRoleListResponseType: MessageType<messages.AuthRoleListResponse> = {
  name: 'etcdserverpb.AuthRoleListResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'roles', protoName: 'roles', type: 'string', repeated: true },
  ],
}

export const authUserListResponseType: MessageType<messages.AuthUserListResponse> = {
  name: 'etcdserverpb.AuthUserListResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'users', protoName: 'users', type: 'string', repeated: true },
  ],
}

export const authRoleDeleteResponseType: MessageType<messages.AuthRoleDeleteResponse> = {
  name: 'etcdserverpb.AuthRoleDeleteResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authRoleGrantPermissionResponseType: MessageType<messages.AuthRoleGrantPermissionResponse> = {
  name: 'etcdserverpb.AuthRoleGrantPermissionResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const authRoleRevokePermissionResponseType: MessageType<messages.AuthRoleRevokePermissionResponse> = {
  name: 'etcdserverpb.AuthRoleRevokePermissionResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const hashKVRequestType: MessageType<messages.HashKVRequest> = {
  name: 'etcdserverpb.HashKVRequest',
  fields: [{ number: 1, name: 'revision', protoName: 'revision', type: 'int64' }],
}

export const hashKVResponseType: MessageType<messages.HashKVResponse> = {
  name: 'etcdserverpb.HashKVResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'hash', protoName: 'hash', type: 'uint32' },
    { number: 3, name: 'compactRevision', protoName: 'compact_revision', type: 'int64' },
    { number: 4, name: 'hashRevision', protoName: 'hash_revision', type: 'int64' },
  ],
}

export const watchProgressRequestType: MessageType<messages.WatchProgressRequest> = {
  name: 'etcdserverpb.WatchProgressRequest',
  fields: [],
}

export const leaseTimeToLiveRequestType: MessageType<messages.LeaseTimeToLiveRequest> = {
  name: 'etcdserverpb.LeaseTimeToLiveRequest',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 2, name: 'keys', protoName: 'keys', type: 'bool' },
  ],
}

export const leaseTimeToLiveResponseType: MessageType<messages.LeaseTimeToLiveResponse> = {
  name: 'etcdserverpb.LeaseTimeToLiveResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 3, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 4, name: 'grantedTTL', protoName: 'grantedTTL', type: 'int64' },
    { number: 5, name: 'keys', protoName: 'keys', type: 'bytes', repeated: true },
  ],
}

export const leaseLeasesRequestType: MessageType<messages.LeaseLeasesRequest> = {
  name: 'etcdserverpb.LeaseLeasesRequest',
  fields: [],
}

export const leaseStatusType: MessageType<messages.LeaseStatus> = {
  name: 'etcdserverpb.LeaseStatus',
  fields: [{ number: 1, name: 'ID', protoName: 'ID', type: 'int64' }],
}

export const leaseLeasesResponseType: MessageType<messages.LeaseLeasesResponse> = {
  name: 'etcdserverpb.LeaseLeasesResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'leases', protoName: 'leases', type: 'message', message: () => leaseStatusType, repeated: true },
  ],
}

export const moveLeaderRequestType: MessageType<messages.MoveLeaderRequest> = {
  name: 'etcdserverpb.MoveLeaderRequest',
  fields: [{ number: 1, name: 'targetID', protoName: 'targetID', type: 'uint64' }],
}

export const moveLeaderResponseType: MessageType<messages.MoveLeaderResponse> = {
  name: 'etcdserverpb.MoveLeaderResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const leaseCheckpointType: MessageType<messages.LeaseCheckpoint> = {
  name: 'etcdserverpb.LeaseCheckpoint',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 2, name: 'remainingTTL', protoName: 'remaining_TTL', type: 'int64' },
  ],
}

export const leaseCheckpointRequestType: MessageType<messages.LeaseCheckpointRequest> = {
  name: 'etcdserverpb.LeaseCheckpointRequest',
  fields: [
    {
      number: 1,
      name: 'checkpoints',
      protoName: 'checkpoints',
      type: 'message',
      message: () => leaseCheckpointType,
      repeated: true,
    },
  ],
}

export const leaseCheckpointResponseType: MessageType<messages.LeaseCheckpointResponse> = {
  name: 'etcdserverpb.LeaseCheckpointResponse',
  fields: [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
}

export const memberPromoteRequestType: MessageType<messages.MemberPromoteRequest> = {
  name: 'etcdserverpb.MemberPromoteRequest',
  fields: [{ number: 1, name: 'ID', protoName: 'ID', type: 'uint64' }],
}

export const memberPromoteResponseType: MessageType<messages.MemberPromoteResponse> = {
  name: 'etcdserverpb.MemberPromoteResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ],
}

export const authStatusRequestType: MessageType<messages.AuthStatusRequest> = {
  name: 'etcdserverpb.AuthStatusRequest',
  fields: [],
}

export const authStatusResponseType: MessageType<messages.AuthStatusResponse> = {
  name: 'etcdserverpb.AuthStatusResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'enabled', protoName: 'enabled', type: 'bool' },
    { number: 3, name: 'authRevision', protoName: 'authRevision', type: 'uint64' },
  ],
}

export const downgradeRequestType: MessageType<messages.DowngradeRequest> = {
  name: 'etcdserverpb.DowngradeRequest',
  fields: [
    { number: 1, name: 'action', protoName: 'action', type: 'enum', values: DowngradeAction },
    { number: 2, name: 'version', protoName: 'version', type: 'string' },
  ],
}

export const downgradeResponseType: MessageType<messages.DowngradeResponse> = {
  name: 'etcdserverpb.DowngradeResponse',
  fields: [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'version', protoName: 'version', type: 'string' },
  ],
}

export const downgradeVersionTestRequestType: MessageType<messages.DowngradeVersionTestRequest> = {
  name: 'etcdserverpb.DowngradeVersionTestRequest',
  fields: [{ number: 1, name: 'ver', protoName: 'ver', type: 'string' }],
}

export const downgradeInfoType: MessageType<messages.DowngradeInfo> = {
  name: 'etcdserverpb.DowngradeInfo',
  fields: [
    { number: 1, name: 'enabled', protoName: 'enabled', type: 'bool' },
    { number: 2, name: 'targetVersion', protoName: 'targetVersion', type: 'string' },
  ],
}

export const rangeStreamResponseType: MessageType<messages.RangeStreamResponse> = {
  name: 'etcdserverpb.RangeStreamResponse',
  fields: [
    {
      number: 1,
      name: 'rangeResponse',
      protoName: 'range_response',
      type: 'message',
      message: () => rangeResponseType,
    },
  ],
}

export const keyValueType: MessageType<messages.KeyValue> = {
  name: 'mvccpb.KeyValue',
  fields: [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'createRevision', protoName: 'create_revision', type: 'int64' },
    { number: 3, name: 'modRevision', protoName: 'mod_revision', type: 'int64' },
    { number: 4, name: 'version', protoName: 'version', type: 'int64' },
    { number: 5, name: 'value', protoName: 'value', type: 'bytes' },
    { number: 6, name: 'lease', protoName: 'lease', type: 'int64' },
  ],
}

export const eventType: MessageType<messages.Event> = {
  name: 'mvccpb.Event',
  fields: [
    { number: 1, name: 'type', protoName: 'type', type: 'enum', values: EventType },
    { number: 2, name: 'kv', protoName: 'kv', type: 'message', message: () => keyValueType },
    { number: 3, name: 'prevKv', protoName: 'prev_kv', type: 'message', message: () => keyValueType },
  ],
}

export const leaseType: MessageType<messages.Lease> = {
  name: 'leasepb.Lease',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 2, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 3, name: 'RemainingTTL', protoName: 'RemainingTTL', type: 'int64' },
  ],
}

export const membershipRaftAttributesType: MessageType<messages.MembershipRaftAttributes> = {
  name: 'membershippb.RaftAttributes',
  fields: [
    { number: 1, name: 'peerUrls', protoName: 'peer_urls', type: 'string', repeated: true },
    { number: 2, name: 'isLearner', protoName: 'is_learner', type: 'bool' },
  ],
}

export const membershipAttributesType: MessageType<messages.MembershipAttributes> = {
  name: 'membershippb.Attributes',
  fields: [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'clientUrls', protoName: 'client_urls', type: 'string', repeated: true },
  ],
}

export const membershipMemberType: MessageType<messages.MembershipMember> = {
  name: 'membershippb.Member',
  fields: [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    {
      number: 2,
      name: 'raftAttributes',
      protoName: 'raft_attributes',
      type: 'message',
      message: () => membershipRaftAttributesType,
    },
    {
      number: 3,
      name: 'memberAttributes',
      protoName: 'member_attributes',
      type: 'message',
      message: () => membershipAttributesType,
    },
  ],
}

export const membershipClusterVersionSetRequestType: MessageType<messages.MembershipClusterVersionSetRequest> = {
  name: 'membershippb.ClusterVersionSetRequest',
  fields: [{ number: 1, name: 'ver', protoName: 'ver', type: 'string' }],
}

export const membershipClusterMemberAttrSetRequestType: MessageType<messages.MembershipClusterMemberAttrSetRequest> = {
  name: 'membershippb.ClusterMemberAttrSetRequest',
  fields: [
    { number: 1, name: 'memberID', protoName: 'member_ID', type: 'uint64' },
    {
      number: 2,
      name: 'memberAttributes',
      protoName: 'member_attributes',
      type: 'message',
      message: () => membershipAttributesType,
    },
  ],
}

export const membershipDowngradeInfoSetRequestType: MessageType<messages.MembershipDowngradeInfoSetRequest> = {
  name: 'membershippb.DowngradeInfoSetRequest',
  fields: [
    { number: 1, name: 'enabled', protoName: 'enabled', type: 'bool' },
    { number: 2, name: 'ver', protoName: 'ver', type: 'string' },
  ],
}

export const raftEntryType: MessageType<messages.RaftEntry> = {
  name: 'raftpb.Entry',
  fields: [
    { number: 1, name: 'Type', protoName: 'Type', type: 'enum', values: RaftEntryType, presence: 'required' },
    { number: 2, name: 'Term', protoName: 'Term', type: 'uint64', presence: 'required' },
    { number: 3, name: 'Index', protoName: 'Index', type: 'uint64', presence: 'required' },
    { number: 4, name: 'Data', protoName: 'Data', type: 'bytes', presence: 'explicit' },
  ],
}

export const raftSnapshotMetadataType: MessageType<messages.RaftSnapshotMetadata> = {
  name: 'raftpb.SnapshotMetadata',
  fields: [
    {
      number: 1,
      name: 'confState',
      protoName: 'conf_state',
      type: 'message',
      message: () => raftConfStateType,
      presence: 'required',
    },
    { number: 2, name: 'index', protoName: 'index', type: 'uint64', presence: 'required' },
    { number: 3, name: 'term', protoName: 'term', type: 'uint64', presence: 'required' },
  ],
}

export const raftSnapshotType: MessageType<messages.RaftSnapshot> = {
  name: 'raftpb.Snapshot',
  fields: [
    { number: 1, name: 'data', protoName: 'data', type: 'bytes', presence: 'explicit' },
    {
      number: 2,
      name: 'metadata',
      protoName: 'metadata',
      type: 'message',
      message: () => raftSnapshotMetadataType,
      presence: 'required',
    },
  ],
}

export const raftMessageType: MessageType<messages.RaftMessage> = {
  name: 'raftpb.Message',
  fields: [
    { number: 1, name: 'type', protoName: 'type', type: 'enum', values: RaftMessageType, presence: 'required' },
    { number: 2, name: 'to', protoName: 'to', type: 'uint64', presence: 'required' },
    { number: 3, name: 'from', protoName: 'from', type: 'uint64', presence: 'required' },
    { number: 4, name: 'term', protoName: 'term', type: 'uint64', presence: 'required' },
    { number: 5, name: 'logTerm', protoName: 'logTerm', type: 'uint64', presence: 'required' },
    { number: 6, name: 'index', protoName: 'index', type: 'uint64', presence: 'required' },
    { number: 7, name: 'entries', protoName: 'entries', type: 'message', message: () => raftEntryType, repeated: true },
    { number: 8, name: 'commit', protoName: 'commit', type: 'uint64', presence: 'required' },
    { number: 9, name: 'snapshot', protoName: 'snapshot', type: 'message', message: () => raftSnapshotType },
    { number: 10, name: 'reject', protoName: 'reject', type: 'bool', presence: 'required' },
    { number: 11, name: 'rejectHint', protoName: 'rejectHint', type: 'uint64', presence: 'required' },
    { number: 12, name: 'context', protoName: 'context', type: 'bytes', presence: 'explicit' },
  ],
}

export const raftHardStateType: MessageType<messages.RaftHardState> = {
  name: 'raftpb.HardState',
  fields: [
    { number: 1, name: 'term', protoName: 'term', type: 'uint64', presence: 'required' },
    { number: 2, name: 'vote', protoName: 'vote', type: 'uint64', presence: 'required' },
    { number: 3, name: 'commit', protoName: 'commit', type: 'uint64', presence: 'required' },
  ],
}

export const raftConfStateType: MessageType<messages.RaftConfState> = {
  name: 'raftpb.ConfState',
  fields: [
    { number: 1, name: 'voters', protoName: 'voters', type: 'uint64', repeated: true },
    { number: 2, name: 'learners', protoName: 'learners', type: 'uint64', repeated: true },
    { number: 3, name: 'votersOutgoing', protoName: 'voters_outgoing', type: 'uint64', repeated: true },
    { number: 4, name: 'learnersNext', protoName: 'learners_next', type: 'uint64', repeated: true },
    { number: 5, name: 'autoLeave', protoName: 'auto_leave', type: 'bool', presence: 'required' },
  ],
}

export const raftConfChangeType: MessageType<messages.RaftConfChange> = {
  name: 'raftpb.ConfChange',
  fields: [
    { number: 1, name: 'id', protoName: 'id', type: 'uint64', presence: 'required' },
    { number: 2, name: 'type', protoName: 'type', type: 'enum', values: RaftConfChangeType, presence: 'required' },
    { number: 3, name: 'nodeId', protoName: 'node_id', type: 'uint64', presence: 'required' },
    { number: 4, name: 'context', protoName: 'context', type: 'bytes', presence: 'explicit' },
  ],
}

export const raftConfChangeSingleType: MessageType<messages.RaftConfChangeSingle> = {
  name: 'raftpb.ConfChangeSingle',
  fields: [
    { number: 1, name: 'type', protoName: 'type', type: 'enum', values: RaftConfChangeType, presence: 'required' },
    { number: 2, name: 'nodeId', protoName: 'node_id', type: 'uint64', presence: 'required' },
  ],
}

export const raftConfChangeV2Type: MessageType<messages.RaftConfChangeV2> = {
  name: 'raftpb.ConfChangeV2',
  fields: [
    {
      number: 1,
      name: 'transition',
      protoName: 'transition',
      type: 'enum',
      values: RaftConfChangeTransition,
      presence: 'required',
    },
    {
      number: 2,
      name: 'changes',
      protoName: 'changes',
      type: 'message',
      message: () => raftConfChangeSingleType,
      repeated: true,
    },
    { number: 3, name: 'context', protoName: 'context', type: 'bytes', presence: 'explicit' },
  ],
}

export const walRecordType: MessageType<messages.WalRecord> = {
  name: 'walpb.Record',
  fields: [
    { number: 1, name: 'type', protoName: 'type', type: 'int64', presence: 'required' },
    { number: 2, name: 'crc', protoName: 'crc', type: 'uint32', presence: 'required' },
    { number: 3, name: 'data', protoName: 'data', type: 'bytes', presence: 'explicit' },
  ],
}

export const walSnapshotType: MessageType<messages.WalSnapshot> = {
  name: 'walpb.Snapshot',
  fields: [
    { number: 1, name: 'index', protoName: 'index', type: 'uint64', presence: 'required' },
    { number: 2, name: 'term', protoName: 'term', type: 'uint64', presence: 'required' },
    { number: 3, name: 'confState', protoName: 'conf_state', type: 'message', message: () => raftConfStateType },
  ],
}

export const snapSnapshotType: MessageType<messages.SnapSnapshot> = {
  name: 'snappb.snapshot',
  fields: [
    { number: 1, name: 'crc', protoName: 'crc', type: 'uint32', presence: 'required' },
    { number: 2, name: 'data', protoName: 'data', type: 'bytes', presence: 'explicit' },
  ],
}
