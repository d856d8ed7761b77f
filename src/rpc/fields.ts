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
import { LazyMessageType, type MessageType } from './schema.ts'

export const userType: MessageType<messages.User> = /* @__PURE__ */ new LazyMessageType<messages.User>(
  'authpb.User',
  () => [
    { number: 1, name: 'name', protoName: 'name', type: 'bytes' },
    { number: 2, name: 'password', protoName: 'password', type: 'bytes' },
    { number: 3, name: 'roles', protoName: 'roles', type: 'string', repeated: true },
    { number: 4, name: 'options', protoName: 'options', type: 'message', message: () => userAddOptionsType },
  ],
)

export const permissionType: MessageType<messages.Permission> =
  /* @__PURE__ */ new LazyMessageType<messages.Permission>('authpb.Permission', () => [
    { number: 1, name: 'permType', protoName: 'permType', type: 'enum', values: PermissionType },
    { number: 2, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 3, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
  ])

export const roleType: MessageType<messages.Role> = /* @__PURE__ */ new LazyMessageType<messages.Role>(
  'authpb.Role',
  () => [
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
)

export const userAddOptionsType: MessageType<messages.UserAddOptions> =
  /* @__PURE__ */ new LazyMessageType<messages.UserAddOptions>('authpb.UserAddOptions', () => [
    { number: 1, name: 'noPassword', protoName: 'no_password', type: 'bool' },
  ])

export const requestType: MessageType<messages.Request> = /* @__PURE__ */ new LazyMessageType<messages.Request>(
  'etcdserverpb.Request',
  () => [
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
)

export const metadataType: MessageType<messages.Metadata> = /* @__PURE__ */ new LazyMessageType<messages.Metadata>(
  'etcdserverpb.Metadata',
  () => [
    { number: 1, name: 'NodeID', protoName: 'NodeID', type: 'uint64', presence: 'required' },
    { number: 2, name: 'ClusterID', protoName: 'ClusterID', type: 'uint64', presence: 'required' },
  ],
)

export const requestHeaderType: MessageType<messages.RequestHeader> =
  /* @__PURE__ */ new LazyMessageType<messages.RequestHeader>('etcdserverpb.RequestHeader', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    { number: 2, name: 'username', protoName: 'username', type: 'string' },
    { number: 3, name: 'authRevision', protoName: 'auth_revision', type: 'uint64' },
  ])

export const internalRaftRequestType: MessageType<messages.InternalRaftRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.InternalRaftRequest>('etcdserverpb.InternalRaftRequest', () => [
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
  ])

export const emptyResponseType: MessageType<messages.EmptyResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.EmptyResponse>('etcdserverpb.EmptyResponse', () => [])

export const internalAuthenticateRequestType: MessageType<messages.InternalAuthenticateRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.InternalAuthenticateRequest>(
    'etcdserverpb.InternalAuthenticateRequest',
    () => [
      { number: 1, name: 'name', protoName: 'name', type: 'string' },
      { number: 2, name: 'password', protoName: 'password', type: 'string' },
      { number: 3, name: 'simpleToken', protoName: 'simple_token', type: 'string' },
    ],
  )

export const responseHeaderType: MessageType<messages.ResponseHeader> =
  /* @__PURE__ */ new LazyMessageType<messages.ResponseHeader>('etcdserverpb.ResponseHeader', () => [
    { number: 1, name: 'clusterId', protoName: 'cluster_id', type: 'uint64' },
    { number: 2, name: 'memberId', protoName: 'member_id', type: 'uint64' },
    { number: 3, name: 'revision', protoName: 'revision', type: 'int64' },
    { number: 4, name: 'raftTerm', protoName: 'raft_term', type: 'uint64' },
  ])

export const rangeRequestType: MessageType<messages.RangeRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.RangeRequest>('etcdserverpb.RangeRequest', () => [
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
  ])

export const rangeResponseType: MessageType<messages.RangeResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.RangeResponse>('etcdserverpb.RangeResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'kvs', protoName: 'kvs', type: 'message', message: () => keyValueType, repeated: true },
    { number: 3, name: 'more', protoName: 'more', type: 'bool' },
    { number: 4, name: 'count', protoName: 'count', type: 'int64' },
  ])

export const putRequestType: MessageType<messages.PutRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.PutRequest>('etcdserverpb.PutRequest', () => [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'value', protoName: 'value', type: 'bytes' },
    { number: 3, name: 'lease', protoName: 'lease', type: 'int64' },
    { number: 4, name: 'prevKv', protoName: 'prev_kv', type: 'bool' },
    { number: 5, name: 'ignoreValue', protoName: 'ignore_value', type: 'bool' },
    { number: 6, name: 'ignoreLease', protoName: 'ignore_lease', type: 'bool' },
  ])

export const putResponseType: MessageType<messages.PutResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.PutResponse>('etcdserverpb.PutResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'prevKv', protoName: 'prev_kv', type: 'message', message: () => keyValueType },
  ])

export const deleteRangeRequestType: MessageType<messages.DeleteRangeRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.DeleteRangeRequest>('etcdserverpb.DeleteRangeRequest', () => [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
    { number: 3, name: 'prevKv', protoName: 'prev_kv', type: 'bool' },
  ])

export const deleteRangeResponseType: MessageType<messages.DeleteRangeResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.DeleteRangeResponse>('etcdserverpb.DeleteRangeResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'deleted', protoName: 'deleted', type: 'int64' },
    { number: 3, name: 'prevKvs', protoName: 'prev_kvs', type: 'message', message: () => keyValueType, repeated: true },
  ])

export const requestOpType: MessageType<messages.RequestOp> = /* @__PURE__ */ new LazyMessageType<messages.RequestOp>(
  'etcdserverpb.RequestOp',
  () => [
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
)

export const responseOpType: MessageType<messages.ResponseOp> =
  /* @__PURE__ */ new LazyMessageType<messages.ResponseOp>('etcdserverpb.ResponseOp', () => [
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
  ])

export const compareType: MessageType<messages.Compare> = /* @__PURE__ */ new LazyMessageType<messages.Compare>(
  'etcdserverpb.Compare',
  () => [
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
)

export const txnRequestType: MessageType<messages.TxnRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.TxnRequest>('etcdserverpb.TxnRequest', () => [
    { number: 1, name: 'compare', protoName: 'compare', type: 'message', message: () => compareType, repeated: true },
    { number: 2, name: 'success', protoName: 'success', type: 'message', message: () => requestOpType, repeated: true },
    { number: 3, name: 'failure', protoName: 'failure', type: 'message', message: () => requestOpType, repeated: true },
  ])

export const txnResponseType: MessageType<messages.TxnResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.TxnResponse>('etcdserverpb.TxnResponse', () => [
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
  ])

export const compactionRequestType: MessageType<messages.CompactionRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.CompactionRequest>('etcdserverpb.CompactionRequest', () => [
    { number: 1, name: 'revision', protoName: 'revision', type: 'int64' },
    { number: 2, name: 'physical', protoName: 'physical', type: 'bool' },
  ])

export const compactionResponseType: MessageType<messages.CompactionResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.CompactionResponse>('etcdserverpb.CompactionResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const hashRequestType: MessageType<messages.HashRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.HashRequest>('etcdserverpb.HashRequest', () => [])

export const hashResponseType: MessageType<messages.HashResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.HashResponse>('etcdserverpb.HashResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'hash', protoName: 'hash', type: 'uint32' },
  ])

export const snapshotRequestType: MessageType<messages.SnapshotRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.SnapshotRequest>('etcdserverpb.SnapshotRequest', () => [])

export const snapshotResponseType: MessageType<messages.SnapshotResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.SnapshotResponse>('etcdserverpb.SnapshotResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'remainingBytes', protoName: 'remaining_bytes', type: 'uint64' },
    { number: 3, name: 'blob', protoName: 'blob', type: 'bytes' },
    { number: 4, name: 'version', protoName: 'version', type: 'string' },
  ])

export const watchRequestType: MessageType<messages.WatchRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.WatchRequest>('etcdserverpb.WatchRequest', () => [
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
  ])

export const watchCreateRequestType: MessageType<messages.WatchCreateRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.WatchCreateRequest>('etcdserverpb.WatchCreateRequest', () => [
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
  ])

export const watchCancelRequestType: MessageType<messages.WatchCancelRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.WatchCancelRequest>('etcdserverpb.WatchCancelRequest', () => [
    { number: 1, name: 'watchId', protoName: 'watch_id', type: 'int64' },
  ])

export const watchResponseType: MessageType<messages.WatchResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.WatchResponse>('etcdserverpb.WatchResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'watchId', protoName: 'watch_id', type: 'int64' },
    { number: 3, name: 'created', protoName: 'created', type: 'bool' },
    { number: 4, name: 'canceled', protoName: 'canceled', type: 'bool' },
    { number: 5, name: 'compactRevision', protoName: 'compact_revision', type: 'int64' },
    { number: 6, name: 'cancelReason', protoName: 'cancel_reason', type: 'string' },
    { number: 7, name: 'fragment', protoName: 'fragment', type: 'bool' },
    { number: 11, name: 'events', protoName: 'events', type: 'message', message: () => eventType, repeated: true },
  ])

export const leaseGrantRequestType: MessageType<messages.LeaseGrantRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseGrantRequest>('etcdserverpb.LeaseGrantRequest', () => [
    { number: 1, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
  ])

export const leaseGrantResponseType: MessageType<messages.LeaseGrantResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseGrantResponse>('etcdserverpb.LeaseGrantResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 3, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 4, name: 'error', protoName: 'error', type: 'string' },
  ])

export const leaseRevokeRequestType: MessageType<messages.LeaseRevokeRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseRevokeRequest>('etcdserverpb.LeaseRevokeRequest', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
  ])

export const leaseRevokeResponseType: MessageType<messages.LeaseRevokeResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseRevokeResponse>('etcdserverpb.LeaseRevokeResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const leaseKeepAliveRequestType: MessageType<messages.LeaseKeepAliveRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseKeepAliveRequest>('etcdserverpb.LeaseKeepAliveRequest', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
  ])

export const leaseKeepAliveResponseType: MessageType<messages.LeaseKeepAliveResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseKeepAliveResponse>('etcdserverpb.LeaseKeepAliveResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 3, name: 'TTL', protoName: 'TTL', type: 'int64' },
  ])

export const memberType: MessageType<messages.Member> = /* @__PURE__ */ new LazyMessageType<messages.Member>(
  'etcdserverpb.Member',
  () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    { number: 2, name: 'name', protoName: 'name', type: 'string' },
    { number: 3, name: 'peerURLs', protoName: 'peerURLs', type: 'string', repeated: true },
    { number: 4, name: 'clientURLs', protoName: 'clientURLs', type: 'string', repeated: true },
    { number: 5, name: 'isLearner', protoName: 'isLearner', type: 'bool' },
  ],
)

export const memberAddRequestType: MessageType<messages.MemberAddRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberAddRequest>('etcdserverpb.MemberAddRequest', () => [
    { number: 1, name: 'peerURLs', protoName: 'peerURLs', type: 'string', repeated: true },
    { number: 2, name: 'isLearner', protoName: 'isLearner', type: 'bool' },
  ])

export const memberAddResponseType: MessageType<messages.MemberAddResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberAddResponse>('etcdserverpb.MemberAddResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'member', protoName: 'member', type: 'message', message: () => memberType },
    { number: 3, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ])

export const memberRemoveRequestType: MessageType<messages.MemberRemoveRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberRemoveRequest>('etcdserverpb.MemberRemoveRequest', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
  ])

export const memberRemoveResponseType: MessageType<messages.MemberRemoveResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberRemoveResponse>('etcdserverpb.MemberRemoveResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ])

export const memberUpdateRequestType: MessageType<messages.MemberUpdateRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberUpdateRequest>('etcdserverpb.MemberUpdateRequest', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
    { number: 2, name: 'peerURLs', protoName: 'peerURLs', type: 'string', repeated: true },
  ])

export const memberUpdateResponseType: MessageType<messages.MemberUpdateResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberUpdateResponse>('etcdserverpb.MemberUpdateResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ])

export const memberListRequestType: MessageType<messages.MemberListRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberListRequest>('etcdserverpb.MemberListRequest', () => [
    { number: 1, name: 'linearizable', protoName: 'linearizable', type: 'bool' },
  ])

export const memberListResponseType: MessageType<messages.MemberListResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberListResponse>('etcdserverpb.MemberListResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ])

export const defragmentRequestType: MessageType<messages.DefragmentRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.DefragmentRequest>('etcdserverpb.DefragmentRequest', () => [])

export const defragmentResponseType: MessageType<messages.DefragmentResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.DefragmentResponse>('etcdserverpb.DefragmentResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const alarmRequestType: MessageType<messages.AlarmRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AlarmRequest>('etcdserverpb.AlarmRequest', () => [
    { number: 1, name: 'action', protoName: 'action', type: 'enum', values: AlarmAction },
    { number: 2, name: 'memberID', protoName: 'memberID', type: 'uint64' },
    { number: 3, name: 'alarm', protoName: 'alarm', type: 'enum', values: AlarmType },
  ])

export const alarmMemberType: MessageType<messages.AlarmMember> =
  /* @__PURE__ */ new LazyMessageType<messages.AlarmMember>('etcdserverpb.AlarmMember', () => [
    { number: 1, name: 'memberID', protoName: 'memberID', type: 'uint64' },
    { number: 2, name: 'alarm', protoName: 'alarm', type: 'enum', values: AlarmType },
  ])

export const alarmResponseType: MessageType<messages.AlarmResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AlarmResponse>('etcdserverpb.AlarmResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'alarms', protoName: 'alarms', type: 'message', message: () => alarmMemberType, repeated: true },
  ])

export const statusRequestType: MessageType<messages.StatusRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.StatusRequest>('etcdserverpb.StatusRequest', () => [])

export const statusResponseType: MessageType<messages.StatusResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.StatusResponse>('etcdserverpb.StatusResponse', () => [
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
  ])

export const authEnableRequestType: MessageType<messages.AuthEnableRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthEnableRequest>('etcdserverpb.AuthEnableRequest', () => [])

export const authDisableRequestType: MessageType<messages.AuthDisableRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthDisableRequest>('etcdserverpb.AuthDisableRequest', () => [])

export const authenticateRequestType: MessageType<messages.AuthenticateRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthenticateRequest>('etcdserverpb.AuthenticateRequest', () => [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'password', protoName: 'password', type: 'string' },
  ])

export const authUserAddRequestType: MessageType<messages.AuthUserAddRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserAddRequest>('etcdserverpb.AuthUserAddRequest', () => [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'password', protoName: 'password', type: 'string' },
    { number: 3, name: 'options', protoName: 'options', type: 'message', message: () => userAddOptionsType },
    { number: 4, name: 'hashedPassword', protoName: 'hashedPassword', type: 'string' },
  ])

export const authUserGetRequestType: MessageType<messages.AuthUserGetRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserGetRequest>('etcdserverpb.AuthUserGetRequest', () => [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
  ])

export const authUserDeleteRequestType: MessageType<messages.AuthUserDeleteRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserDeleteRequest>('etcdserverpb.AuthUserDeleteRequest', () => [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
  ])

export const authUserChangePasswordRequestType: MessageType<messages.AuthUserChangePasswordRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserChangePasswordRequest>(
    'etcdserverpb.AuthUserChangePasswordRequest',
    () => [
      { number: 1, name: 'name', protoName: 'name', type: 'string' },
      { number: 2, name: 'password', protoName: 'password', type: 'string' },
      { number: 3, name: 'hashedPassword', protoName: 'hashedPassword', type: 'string' },
    ],
  )

export const authUserGrantRoleRequestType: MessageType<messages.AuthUserGrantRoleRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserGrantRoleRequest>(
    'etcdserverpb.AuthUserGrantRoleRequest',
    () => [
      { number: 1, name: 'user', protoName: 'user', type: 'string' },
      { number: 2, name: 'role', protoName: 'role', type: 'string' },
    ],
  )

export const authUserRevokeRoleRequestType: MessageType<messages.AuthUserRevokeRoleRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserRevokeRoleRequest>(
    'etcdserverpb.AuthUserRevokeRoleRequest',
    () => [
      { number: 1, name: 'name', protoName: 'name', type: 'string' },
      { number: 2, name: 'role', protoName: 'role', type: 'string' },
    ],
  )

export const authRoleAddRequestType: MessageType<messages.AuthRoleAddRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleAddRequest>('etcdserverpb.AuthRoleAddRequest', () => [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
  ])

export const authRoleGetRequestType: MessageType<messages.AuthRoleGetRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleGetRequest>('etcdserverpb.AuthRoleGetRequest', () => [
    { number: 1, name: 'role', protoName: 'role', type: 'string' },
  ])

export const authUserListRequestType: MessageType<messages.AuthUserListRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserListRequest>('etcdserverpb.AuthUserListRequest', () => [])

export const authRoleListRequestType: MessageType<messages.AuthRoleListRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleListRequest>('etcdserverpb.AuthRoleListRequest', () => [])

export const authRoleDeleteRequestType: MessageType<messages.AuthRoleDeleteRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleDeleteRequest>('etcdserverpb.AuthRoleDeleteRequest', () => [
    { number: 1, name: 'role', protoName: 'role', type: 'string' },
  ])

export const authRoleGrantPermissionRequestType: MessageType<messages.AuthRoleGrantPermissionRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleGrantPermissionRequest>(
    'etcdserverpb.AuthRoleGrantPermissionRequest',
    () => [
      { number: 1, name: 'name', protoName: 'name', type: 'string' },
      { number: 2, name: 'perm', protoName: 'perm', type: 'message', message: () => permissionType },
    ],
  )

export const authRoleRevokePermissionRequestType: MessageType<messages.AuthRoleRevokePermissionRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleRevokePermissionRequest>(
    'etcdserverpb.AuthRoleRevokePermissionRequest',
    () => [
      { number: 1, name: 'role', protoName: 'role', type: 'string' },
      { number: 2, name: 'key', protoName: 'key', type: 'bytes' },
      { number: 3, name: 'rangeEnd', protoName: 'range_end', type: 'bytes' },
    ],
  )

export const authEnableResponseType: MessageType<messages.AuthEnableResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthEnableResponse>('etcdserverpb.AuthEnableResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const authDisableResponseType: MessageType<messages.AuthDisableResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthDisableResponse>('etcdserverpb.AuthDisableResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const authenticateResponseType: MessageType<messages.AuthenticateResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthenticateResponse>('etcdserverpb.AuthenticateResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'token', protoName: 'token', type: 'string' },
  ])

export const authUserAddResponseType: MessageType<messages.AuthUserAddResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserAddResponse>('etcdserverpb.AuthUserAddResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const authUserGetResponseType: MessageType<messages.AuthUserGetResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserGetResponse>('etcdserverpb.AuthUserGetResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'roles', protoName: 'roles', type: 'string', repeated: true },
  ])

export const authUserDeleteResponseType: MessageType<messages.AuthUserDeleteResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserDeleteResponse>('etcdserverpb.AuthUserDeleteResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const authUserChangePasswordResponseType: MessageType<messages.AuthUserChangePasswordResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserChangePasswordResponse>(
    'etcdserverpb.AuthUserChangePasswordResponse',
    () => [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
  )

export const authUserGrantRoleResponseType: MessageType<messages.AuthUserGrantRoleResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserGrantRoleResponse>(
    'etcdserverpb.AuthUserGrantRoleResponse',
    () => [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
  )

export const authUserRevokeRoleResponseType: MessageType<messages.AuthUserRevokeRoleResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserRevokeRoleResponse>(
    'etcdserverpb.AuthUserRevokeRoleResponse',
    () => [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
  )

export const authRoleAddResponseType: MessageType<messages.AuthRoleAddResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleAddResponse>('etcdserverpb.AuthRoleAddResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const authRoleGetResponseType: MessageType<messages.AuthRoleGetResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleGetResponse>('etcdserverpb.AuthRoleGetResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'perm', protoName: 'perm', type: 'message', message: () => permissionType, repeated: true },
  ])

export const authRoleListResponseType: MessageType<messages.AuthRoleListResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleListResponse>('etcdserverpb.AuthRoleListResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'roles', protoName: 'roles', type: 'string', repeated: true },
  ])

export const authUserListResponseType: MessageType<messages.AuthUserListResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthUserListResponse>('etcdserverpb.AuthUserListResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'users', protoName: 'users', type: 'string', repeated: true },
  ])

export const authRoleDeleteResponseType: MessageType<messages.AuthRoleDeleteResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleDeleteResponse>('etcdserverpb.AuthRoleDeleteResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const authRoleGrantPermissionResponseType: MessageType<messages.AuthRoleGrantPermissionResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleGrantPermissionResponse>(
    'etcdserverpb.AuthRoleGrantPermissionResponse',
    () => [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
  )

export const authRoleRevokePermissionResponseType: MessageType<messages.AuthRoleRevokePermissionResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthRoleRevokePermissionResponse>(
    'etcdserverpb.AuthRoleRevokePermissionResponse',
    () => [{ number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType }],
  )

export const hashKVRequestType: MessageType<messages.HashKVRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.HashKVRequest>('etcdserverpb.HashKVRequest', () => [
    { number: 1, name: 'revision', protoName: 'revision', type: 'int64' },
  ])

export const hashKVResponseType: MessageType<messages.HashKVResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.HashKVResponse>('etcdserverpb.HashKVResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'hash', protoName: 'hash', type: 'uint32' },
    { number: 3, name: 'compactRevision', protoName: 'compact_revision', type: 'int64' },
    { number: 4, name: 'hashRevision', protoName: 'hash_revision', type: 'int64' },
  ])

export const watchProgressRequestType: MessageType<messages.WatchProgressRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.WatchProgressRequest>('etcdserverpb.WatchProgressRequest', () => [])

export const leaseTimeToLiveRequestType: MessageType<messages.LeaseTimeToLiveRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseTimeToLiveRequest>('etcdserverpb.LeaseTimeToLiveRequest', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 2, name: 'keys', protoName: 'keys', type: 'bool' },
  ])

export const leaseTimeToLiveResponseType: MessageType<messages.LeaseTimeToLiveResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseTimeToLiveResponse>('etcdserverpb.LeaseTimeToLiveResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 3, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 4, name: 'grantedTTL', protoName: 'grantedTTL', type: 'int64' },
    { number: 5, name: 'keys', protoName: 'keys', type: 'bytes', repeated: true },
  ])

export const leaseLeasesRequestType: MessageType<messages.LeaseLeasesRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseLeasesRequest>('etcdserverpb.LeaseLeasesRequest', () => [])

export const leaseStatusType: MessageType<messages.LeaseStatus> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseStatus>('etcdserverpb.LeaseStatus', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
  ])

export const leaseLeasesResponseType: MessageType<messages.LeaseLeasesResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseLeasesResponse>('etcdserverpb.LeaseLeasesResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'leases', protoName: 'leases', type: 'message', message: () => leaseStatusType, repeated: true },
  ])

export const moveLeaderRequestType: MessageType<messages.MoveLeaderRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MoveLeaderRequest>('etcdserverpb.MoveLeaderRequest', () => [
    { number: 1, name: 'targetID', protoName: 'targetID', type: 'uint64' },
  ])

export const moveLeaderResponseType: MessageType<messages.MoveLeaderResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.MoveLeaderResponse>('etcdserverpb.MoveLeaderResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const leaseCheckpointType: MessageType<messages.LeaseCheckpoint> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseCheckpoint>('etcdserverpb.LeaseCheckpoint', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 2, name: 'remainingTTL', protoName: 'remaining_TTL', type: 'int64' },
  ])

export const leaseCheckpointRequestType: MessageType<messages.LeaseCheckpointRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseCheckpointRequest>('etcdserverpb.LeaseCheckpointRequest', () => [
    {
      number: 1,
      name: 'checkpoints',
      protoName: 'checkpoints',
      type: 'message',
      message: () => leaseCheckpointType,
      repeated: true,
    },
  ])

export const leaseCheckpointResponseType: MessageType<messages.LeaseCheckpointResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.LeaseCheckpointResponse>('etcdserverpb.LeaseCheckpointResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
  ])

export const memberPromoteRequestType: MessageType<messages.MemberPromoteRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberPromoteRequest>('etcdserverpb.MemberPromoteRequest', () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'uint64' },
  ])

export const memberPromoteResponseType: MessageType<messages.MemberPromoteResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.MemberPromoteResponse>('etcdserverpb.MemberPromoteResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'members', protoName: 'members', type: 'message', message: () => memberType, repeated: true },
  ])

export const authStatusRequestType: MessageType<messages.AuthStatusRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthStatusRequest>('etcdserverpb.AuthStatusRequest', () => [])

export const authStatusResponseType: MessageType<messages.AuthStatusResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.AuthStatusResponse>('etcdserverpb.AuthStatusResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'enabled', protoName: 'enabled', type: 'bool' },
    { number: 3, name: 'authRevision', protoName: 'authRevision', type: 'uint64' },
  ])

export const downgradeRequestType: MessageType<messages.DowngradeRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.DowngradeRequest>('etcdserverpb.DowngradeRequest', () => [
    { number: 1, name: 'action', protoName: 'action', type: 'enum', values: DowngradeAction },
    { number: 2, name: 'version', protoName: 'version', type: 'string' },
  ])

export const downgradeResponseType: MessageType<messages.DowngradeResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.DowngradeResponse>('etcdserverpb.DowngradeResponse', () => [
    { number: 1, name: 'header', protoName: 'header', type: 'message', message: () => responseHeaderType },
    { number: 2, name: 'version', protoName: 'version', type: 'string' },
  ])

export const downgradeVersionTestRequestType: MessageType<messages.DowngradeVersionTestRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.DowngradeVersionTestRequest>(
    'etcdserverpb.DowngradeVersionTestRequest',
    () => [{ number: 1, name: 'ver', protoName: 'ver', type: 'string' }],
  )

export const downgradeInfoType: MessageType<messages.DowngradeInfo> =
  /* @__PURE__ */ new LazyMessageType<messages.DowngradeInfo>('etcdserverpb.DowngradeInfo', () => [
    { number: 1, name: 'enabled', protoName: 'enabled', type: 'bool' },
    { number: 2, name: 'targetVersion', protoName: 'targetVersion', type: 'string' },
  ])

export const rangeStreamResponseType: MessageType<messages.RangeStreamResponse> =
  /* @__PURE__ */ new LazyMessageType<messages.RangeStreamResponse>('etcdserverpb.RangeStreamResponse', () => [
    {
      number: 1,
      name: 'rangeResponse',
      protoName: 'range_response',
      type: 'message',
      message: () => rangeResponseType,
    },
  ])

export const keyValueType: MessageType<messages.KeyValue> = /* @__PURE__ */ new LazyMessageType<messages.KeyValue>(
  'mvccpb.KeyValue',
  () => [
    { number: 1, name: 'key', protoName: 'key', type: 'bytes' },
    { number: 2, name: 'createRevision', protoName: 'create_revision', type: 'int64' },
    { number: 3, name: 'modRevision', protoName: 'mod_revision', type: 'int64' },
    { number: 4, name: 'version', protoName: 'version', type: 'int64' },
    { number: 5, name: 'value', protoName: 'value', type: 'bytes' },
    { number: 6, name: 'lease', protoName: 'lease', type: 'int64' },
  ],
)

export const eventType: MessageType<messages.Event> = /* @__PURE__ */ new LazyMessageType<messages.Event>(
  'mvccpb.Event',
  () => [
    { number: 1, name: 'type', protoName: 'type', type: 'enum', values: EventType },
    { number: 2, name: 'kv', protoName: 'kv', type: 'message', message: () => keyValueType },
    { number: 3, name: 'prevKv', protoName: 'prev_kv', type: 'message', message: () => keyValueType },
  ],
)

export const leaseType: MessageType<messages.Lease> = /* @__PURE__ */ new LazyMessageType<messages.Lease>(
  'leasepb.Lease',
  () => [
    { number: 1, name: 'ID', protoName: 'ID', type: 'int64' },
    { number: 2, name: 'TTL', protoName: 'TTL', type: 'int64' },
    { number: 3, name: 'RemainingTTL', protoName: 'RemainingTTL', type: 'int64' },
  ],
)

export const membershipRaftAttributesType: MessageType<messages.MembershipRaftAttributes> =
  /* @__PURE__ */ new LazyMessageType<messages.MembershipRaftAttributes>('membershippb.RaftAttributes', () => [
    { number: 1, name: 'peerUrls', protoName: 'peer_urls', type: 'string', repeated: true },
    { number: 2, name: 'isLearner', protoName: 'is_learner', type: 'bool' },
  ])

export const membershipAttributesType: MessageType<messages.MembershipAttributes> =
  /* @__PURE__ */ new LazyMessageType<messages.MembershipAttributes>('membershippb.Attributes', () => [
    { number: 1, name: 'name', protoName: 'name', type: 'string' },
    { number: 2, name: 'clientUrls', protoName: 'client_urls', type: 'string', repeated: true },
  ])

export const membershipMemberType: MessageType<messages.MembershipMember> =
  /* @__PURE__ */ new LazyMessageType<messages.MembershipMember>('membershippb.Member', () => [
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
  ])

export const membershipClusterVersionSetRequestType: MessageType<messages.MembershipClusterVersionSetRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MembershipClusterVersionSetRequest>(
    'membershippb.ClusterVersionSetRequest',
    () => [{ number: 1, name: 'ver', protoName: 'ver', type: 'string' }],
  )

export const membershipClusterMemberAttrSetRequestType: MessageType<messages.MembershipClusterMemberAttrSetRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MembershipClusterMemberAttrSetRequest>(
    'membershippb.ClusterMemberAttrSetRequest',
    () => [
      { number: 1, name: 'memberID', protoName: 'member_ID', type: 'uint64' },
      {
        number: 2,
        name: 'memberAttributes',
        protoName: 'member_attributes',
        type: 'message',
        message: () => membershipAttributesType,
      },
    ],
  )

export const membershipDowngradeInfoSetRequestType: MessageType<messages.MembershipDowngradeInfoSetRequest> =
  /* @__PURE__ */ new LazyMessageType<messages.MembershipDowngradeInfoSetRequest>(
    'membershippb.DowngradeInfoSetRequest',
    () => [
      { number: 1, name: 'enabled', protoName: 'enabled', type: 'bool' },
      { number: 2, name: 'ver', protoName: 'ver', type: 'string' },
    ],
  )

export const raftEntryType: MessageType<messages.RaftEntry> = /* @__PURE__ */ new LazyMessageType<messages.RaftEntry>(
  'raftpb.Entry',
  () => [
    { number: 1, name: 'Type', protoName: 'Type', type: 'enum', values: RaftEntryType, presence: 'required' },
    { number: 2, name: 'Term', protoName: 'Term', type: 'uint64', presence: 'required' },
    { number: 3, name: 'Index', protoName: 'Index', type: 'uint64', presence: 'required' },
    { number: 4, name: 'Data', protoName: 'Data', type: 'bytes', presence: 'explicit' },
  ],
)

export const raftSnapshotMetadataType: MessageType<messages.RaftSnapshotMetadata> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftSnapshotMetadata>('raftpb.SnapshotMetadata', () => [
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
  ])

export const raftSnapshotType: MessageType<messages.RaftSnapshot> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftSnapshot>('raftpb.Snapshot', () => [
    { number: 1, name: 'data', protoName: 'data', type: 'bytes', presence: 'explicit' },
    {
      number: 2,
      name: 'metadata',
      protoName: 'metadata',
      type: 'message',
      message: () => raftSnapshotMetadataType,
      presence: 'required',
    },
  ])

export const raftMessageType: MessageType<messages.RaftMessage> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftMessage>('raftpb.Message', () => [
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
  ])

export const raftHardStateType: MessageType<messages.RaftHardState> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftHardState>('raftpb.HardState', () => [
    { number: 1, name: 'term', protoName: 'term', type: 'uint64', presence: 'required' },
    { number: 2, name: 'vote', protoName: 'vote', type: 'uint64', presence: 'required' },
    { number: 3, name: 'commit', protoName: 'commit', type: 'uint64', presence: 'required' },
  ])

export const raftConfStateType: MessageType<messages.RaftConfState> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftConfState>('raftpb.ConfState', () => [
    { number: 1, name: 'voters', protoName: 'voters', type: 'uint64', repeated: true },
    { number: 2, name: 'learners', protoName: 'learners', type: 'uint64', repeated: true },
    { number: 3, name: 'votersOutgoing', protoName: 'voters_outgoing', type: 'uint64', repeated: true },
    { number: 4, name: 'learnersNext', protoName: 'learners_next', type: 'uint64', repeated: true },
    { number: 5, name: 'autoLeave', protoName: 'auto_leave', type: 'bool', presence: 'required' },
  ])

export const raftConfChangeType: MessageType<messages.RaftConfChange> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftConfChange>('raftpb.ConfChange', () => [
    { number: 1, name: 'id', protoName: 'id', type: 'uint64', presence: 'required' },
    { number: 2, name: 'type', protoName: 'type', type: 'enum', values: RaftConfChangeType, presence: 'required' },
    { number: 3, name: 'nodeId', protoName: 'node_id', type: 'uint64', presence: 'required' },
    { number: 4, name: 'context', protoName: 'context', type: 'bytes', presence: 'explicit' },
  ])

export const raftConfChangeSingleType: MessageType<messages.RaftConfChangeSingle> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftConfChangeSingle>('raftpb.ConfChangeSingle', () => [
    { number: 1, name: 'type', protoName: 'type', type: 'enum', values: RaftConfChangeType, presence: 'required' },
    { number: 2, name: 'nodeId', protoName: 'node_id', type: 'uint64', presence: 'required' },
  ])

export const raftConfChangeV2Type: MessageType<messages.RaftConfChangeV2> =
  /* @__PURE__ */ new LazyMessageType<messages.RaftConfChangeV2>('raftpb.ConfChangeV2', () => [
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
  ])

export const walRecordType: MessageType<messages.WalRecord> = /* @__PURE__ */ new LazyMessageType<messages.WalRecord>(
  'walpb.Record',
  () => [
    { number: 1, name: 'type', protoName: 'type', type: 'int64', presence: 'required' },
    { number: 2, name: 'crc', protoName: 'crc', type: 'uint32', presence: 'required' },
    { number: 3, name: 'data', protoName: 'data', type: 'bytes', presence: 'explicit' },
  ],
)

export const walSnapshotType: MessageType<messages.WalSnapshot> =
  /* @__PURE__ */ new LazyMessageType<messages.WalSnapshot>('walpb.Snapshot', () => [
    { number: 1, name: 'index', protoName: 'index', type: 'uint64', presence: 'required' },
    { number: 2, name: 'term', protoName: 'term', type: 'uint64', presence: 'required' },
    { number: 3, name: 'confState', protoName: 'conf_state', type: 'message', message: () => raftConfStateType },
  ])

export const snapSnapshotType: MessageType<messages.SnapSnapshot> =
  /* @__PURE__ */ new LazyMessageType<messages.SnapSnapshot>('snappb.snapshot', () => [
    { number: 1, name: 'crc', protoName: 'crc', type: 'uint32', presence: 'required' },
    { number: 2, name: 'data', protoName: 'data', type: 'bytes', presence: 'explicit' },
  ])
