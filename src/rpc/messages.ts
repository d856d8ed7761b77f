// Generated from proto/ by `npm run gen`; do not edit.

/** authpb.Permission.Type */
export const PermissionType = {
  READ: 0,
  WRITE: 1,
  READWRITE: 2,
} as const

/** etcdserverpb.AlarmType */
export const AlarmType = {
  NONE: 0,
  NOSPACE: 1,
  CORRUPT: 2,
} as const

/** etcdserverpb.RangeRequest.SortOrder */
export const SortOrder = {
  NONE: 0,
  ASCEND: 1,
  DESCEND: 2,
} as const

/** etcdserverpb.RangeRequest.SortTarget */
export const SortTarget = {
  KEY: 0,
  VERSION: 1,
  CREATE: 2,
  MOD: 3,
  VALUE: 4,
} as const

/** etcdserverpb.Compare.CompareResult */
export const CompareResult = {
  EQUAL: 0,
  GREATER: 1,
  LESS: 2,
  NOT_EQUAL: 3,
} as const

/** etcdserverpb.Compare.CompareTarget */
export const CompareTarget = {
  VERSION: 0,
  CREATE: 1,
  MOD: 2,
  VALUE: 3,
  LEASE: 4,
} as const

/** etcdserverpb.WatchCreateRequest.FilterType */
export const FilterType = {
  NOPUT: 0,
  NODELETE: 1,
} as const

/** etcdserverpb.AlarmRequest.AlarmAction */
export const AlarmAction = {
  GET: 0,
  ACTIVATE: 1,
  DEACTIVATE: 2,
} as const

/** etcdserverpb.DowngradeRequest.DowngradeAction */
export const DowngradeAction = {
  VALIDATE: 0,
  ENABLE: 1,
  CANCEL: 2,
} as const

/** mvccpb.Event.EventType */
export const EventType = {
  PUT: 0,
  DELETE: 1,
} as const

/** raftpb.EntryType */
export const RaftEntryType = {
  EntryNormal: 0,
  EntryConfChange: 1,
  EntryConfChangeV2: 2,
} as const

/** raftpb.MessageType */
export const RaftMessageType = {
  MsgHup: 0,
  MsgBeat: 1,
  MsgProp: 2,
  MsgApp: 3,
  MsgAppResp: 4,
  MsgVote: 5,
  MsgVoteResp: 6,
  MsgSnap: 7,
  MsgHeartbeat: 8,
  MsgHeartbeatResp: 9,
  MsgUnreachable: 10,
  MsgSnapStatus: 11,
  MsgCheckQuorum: 12,
  MsgTransferLeader: 13,
  MsgTimeoutNow: 14,
  MsgReadIndex: 15,
  MsgReadIndexResp: 16,
  MsgPreVote: 17,
  MsgPreVoteResp: 18,
} as const

/** raftpb.ConfChangeType */
export const RaftConfChangeType = {
  ConfChangeAddNode: 0,
  ConfChangeRemoveNode: 1,
  ConfChangeUpdateNode: 2,
  ConfChangeAddLearnerNode: 3,
} as const

/** raftpb.ConfChangeTransition */
export const RaftConfChangeTransition = {
  ConfChangeTransitionAuto: 0,
  ConfChangeTransitionJointImplicit: 1,
  ConfChangeTransitionJointExplicit: 2,
} as const

/** authpb.User */
export interface User {
  name: Uint8Array
  password: Uint8Array
  roles: string[]
  options?: UserAddOptions | undefined
}

/** authpb.Permission */
export interface Permission {
  permType: number
  key: Uint8Array
  rangeEnd: Uint8Array
}

/** authpb.Role */
export interface Role {
  name: Uint8Array
  keyPermission: Permission[]
}

/** authpb.UserAddOptions */
export interface UserAddOptions {
  noPassword: boolean
}

/** etcdserverpb.Request */
export interface Request {
  ID: bigint
  Method: string
  Path: string
  Val: string
  Dir: boolean
  PrevValue: string
  PrevIndex: bigint
  PrevExist?: boolean | undefined
  Expiration: bigint
  Wait: boolean
  Since: bigint
  Recursive: boolean
  Sorted: boolean
  Quorum: boolean
  Time: bigint
  Stream: boolean
  Refresh?: boolean | undefined
}

/** etcdserverpb.Metadata */
export interface Metadata {
  NodeID: bigint
  ClusterID: bigint
}

/** etcdserverpb.RequestHeader */
export interface RequestHeader {
  ID: bigint
  username: string
  authRevision: bigint
}

/** etcdserverpb.InternalRaftRequest */
export interface InternalRaftRequest {
  ID: bigint
  v2?: Request | undefined
  range?: RangeRequest | undefined
  put?: PutRequest | undefined
  deleteRange?: DeleteRangeRequest | undefined
  txn?: TxnRequest | undefined
  compaction?: CompactionRequest | undefined
  leaseGrant?: LeaseGrantRequest | undefined
  leaseRevoke?: LeaseRevokeRequest | undefined
  alarm?: AlarmRequest | undefined
  leaseCheckpoint?: LeaseCheckpointRequest | undefined
  header?: RequestHeader | undefined
  authEnable?: AuthEnableRequest | undefined
  authDisable?: AuthDisableRequest | undefined
  authenticate?: InternalAuthenticateRequest | undefined
  authStatus?: AuthStatusRequest | undefined
  authUserAdd?: AuthUserAddRequest | undefined
  authUserDelete?: AuthUserDeleteRequest | undefined
  authUserGet?: AuthUserGetRequest | undefined
  authUserChangePassword?: AuthUserChangePasswordRequest | undefined
  authUserGrantRole?: AuthUserGrantRoleRequest | undefined
  authUserRevokeRole?: AuthUserRevokeRoleRequest | undefined
  authUserList?: AuthUserListRequest | undefined
  authRoleList?: AuthRoleListRequest | undefined
  authRoleAdd?: AuthRoleAddRequest | undefined
  authRoleDelete?: AuthRoleDeleteRequest | undefined
  authRoleGet?: AuthRoleGetRequest | undefined
  authRoleGrantPermission?: AuthRoleGrantPermissionRequest | undefined
  authRoleRevokePermission?: AuthRoleRevokePermissionRequest | undefined
  clusterVersionSet?: MembershipClusterVersionSetRequest | undefined
  clusterMemberAttrSet?: MembershipClusterMemberAttrSetRequest | undefined
  downgradeInfoSet?: MembershipDowngradeInfoSetRequest | undefined
  downgradeVersionTest?: DowngradeVersionTestRequest | undefined
}

/** etcdserverpb.EmptyResponse */
export type EmptyResponse = Record<never, never>

/** etcdserverpb.InternalAuthenticateRequest */
export interface InternalAuthenticateRequest {
  name: string
  password: string
  simpleToken: string
}

/** etcdserverpb.ResponseHeader */
export interface ResponseHeader {
  clusterId: bigint
  memberId: bigint
  revision: bigint
  raftTerm: bigint
}

/** etcdserverpb.RangeRequest */
export interface RangeRequest {
  key: Uint8Array
  rangeEnd: Uint8Array
  limit: bigint
  revision: bigint
  sortOrder: number
  sortTarget: number
  serializable: boolean
  keysOnly: boolean
  countOnly: boolean
  minModRevision: bigint
  maxModRevision: bigint
  minCreateRevision: bigint
  maxCreateRevision: bigint
}

/** etcdserverpb.RangeResponse */
export interface RangeResponse {
  header?: ResponseHeader | undefined
  kvs: KeyValue[]
  more: boolean
  count: bigint
}

/** etcdserverpb.PutRequest */
export interface PutRequest {
  key: Uint8Array
  value: Uint8Array
  lease: bigint
  prevKv: boolean
  ignoreValue: boolean
  ignoreLease: boolean
}

/** etcdserverpb.PutResponse */
export interface PutResponse {
  header?: ResponseHeader | undefined
  prevKv?: KeyValue | undefined
}

/** etcdserverpb.DeleteRangeRequest */
export interface DeleteRangeRequest {
  key: Uint8Array
  rangeEnd: Uint8Array
  prevKv: boolean
}

/** etcdserverpb.DeleteRangeResponse */
export interface DeleteRangeResponse {
  header?: ResponseHeader | undefined
  deleted: bigint
  prevKvs: KeyValue[]
}

/** etcdserverpb.RequestOp */
export interface RequestOp {
  requestRange?: RangeRequest | undefined
  requestPut?: PutRequest | undefined
  requestDeleteRange?: DeleteRangeRequest | undefined
  requestTxn?: TxnRequest | undefined
}

/** etcdserverpb.ResponseOp */
export interface ResponseOp {
  responseRange?: RangeResponse | undefined
  responsePut?: PutResponse | undefined
  responseDeleteRange?: DeleteRangeResponse | undefined
  responseTxn?: TxnResponse | undefined
}

/** etcdserverpb.Compare */
export interface Compare {
  result: number
  target: number
  key: Uint8Array
  version?: bigint | undefined
  createRevision?: bigint | undefined
  modRevision?: bigint | undefined
  value?: Uint8Array | undefined
  lease?: bigint | undefined
  rangeEnd: Uint8Array
}

/** etcdserverpb.TxnRequest */
export interface TxnRequest {
  compare: Compare[]
  success: RequestOp[]
  failure: RequestOp[]
}

/** etcdserverpb.TxnResponse */
export interface TxnResponse {
  header?: ResponseHeader | undefined
  succeeded: boolean
  responses: ResponseOp[]
}

/** etcdserverpb.CompactionRequest */
export interface CompactionRequest {
  revision: bigint
  physical: boolean
}

/** etcdserverpb.CompactionResponse */
export interface CompactionResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.HashRequest */
export type HashRequest = Record<never, never>

/** etcdserverpb.HashResponse */
export interface HashResponse {
  header?: ResponseHeader | undefined
  hash: number
}

/** etcdserverpb.SnapshotRequest */
export type SnapshotRequest = Record<never, never>

/** etcdserverpb.SnapshotResponse */
export interface SnapshotResponse {
  header?: ResponseHeader | undefined
  remainingBytes: bigint
  blob: Uint8Array
  version: string
}

/** etcdserverpb.WatchRequest */
export interface WatchRequest {
  createRequest?: WatchCreateRequest | undefined
  cancelRequest?: WatchCancelRequest | undefined
  progressRequest?: WatchProgressRequest | undefined
}

/** etcdserverpb.WatchCreateRequest */
export interface WatchCreateRequest {
  key: Uint8Array
  rangeEnd: Uint8Array
  startRevision: bigint
  progressNotify: boolean
  filters: number[]
  prevKv: boolean
  watchId: bigint
  fragment: boolean
}

/** etcdserverpb.WatchCancelRequest */
export interface WatchCancelRequest {
  watchId: bigint
}

/** etcdserverpb.WatchResponse */
export interface WatchResponse {
  header?: ResponseHeader | undefined
  watchId: bigint
  created: boolean
  canceled: boolean
  compactRevision: bigint
  cancelReason: string
  fragment: boolean
  events: Event[]
}

/** etcdserverpb.LeaseGrantRequest */
export interface LeaseGrantRequest {
  TTL: bigint
  ID: bigint
}

/** etcdserverpb.LeaseGrantResponse */
export interface LeaseGrantResponse {
  header?: ResponseHeader | undefined
  ID: bigint
  TTL: bigint
  error: string
}

/** etcdserverpb.LeaseRevokeRequest */
export interface LeaseRevokeRequest {
  ID: bigint
}

/** etcdserverpb.LeaseRevokeResponse */
export interface LeaseRevokeResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.LeaseKeepAliveRequest */
export interface LeaseKeepAliveRequest {
  ID: bigint
}

/** etcdserverpb.LeaseKeepAliveResponse */
export interface LeaseKeepAliveResponse {
  header?: ResponseHeader | undefined
  ID: bigint
  TTL: bigint
}

/** etcdserverpb.Member */
export interface Member {
  ID: bigint
  name: string
  peerURLs: string[]
  clientURLs: string[]
  isLearner: boolean
}

/** etcdserverpb.MemberAddRequest */
export interface MemberAddRequest {
  peerURLs: string[]
  isLearner: boolean
}

/** etcdserverpb.MemberAddResponse */
export interface MemberAddResponse {
  header?: ResponseHeader | undefined
  member?: Member | undefined
  members: Member[]
}

/** etcdserverpb.MemberRemoveRequest */
export interface MemberRemoveRequest {
  ID: bigint
}

/** etcdserverpb.MemberRemoveResponse */
export interface MemberRemoveResponse {
  header?: ResponseHeader | undefined
  members: Member[]
}

/** etcdserverpb.MemberUpdateRequest */
export interface MemberUpdateRequest {
  ID: bigint
  peerURLs: string[]
}

/** etcdserverpb.MemberUpdateResponse */
export interface MemberUpdateResponse {
  header?: ResponseHeader | undefined
  members: Member[]
}

/** etcdserverpb.MemberListRequest */
export interface MemberListRequest {
  linearizable: boolean
}

/** etcdserverpb.MemberListResponse */
export interface MemberListResponse {
  header?: ResponseHeader | undefined
  members: Member[]
}

/** etcdserverpb.DefragmentRequest */
export type DefragmentRequest = Record<never, never>

/** etcdserverpb.DefragmentResponse */
export interface DefragmentResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AlarmRequest */
export interface AlarmRequest {
  action: number
  memberID: bigint
  alarm: number
}

/** etcdserverpb.AlarmMember */
export interface AlarmMember {
  memberID: bigint
  alarm: number
}

/** etcdserverpb.AlarmResponse */
export interface AlarmResponse {
  header?: ResponseHeader | undefined
  alarms: AlarmMember[]
}

/** etcdserverpb.StatusRequest */
export type StatusRequest = Record<never, never>

/** etcdserverpb.StatusResponse */
export interface StatusResponse {
  header?: ResponseHeader | undefined
  version: string
  dbSize: bigint
  leader: bigint
  raftIndex: bigint
  raftTerm: bigint
  raftAppliedIndex: bigint
  errors: string[]
  dbSizeInUse: bigint
  isLearner: boolean
  storageVersion: string
  dbSizeQuota: bigint
  downgradeInfo?: DowngradeInfo | undefined
}

/** etcdserverpb.AuthEnableRequest */
export type AuthEnableRequest = Record<never, never>

/** etcdserverpb.AuthDisableRequest */
export type AuthDisableRequest = Record<never, never>

/** etcdserverpb.AuthenticateRequest */
export interface AuthenticateRequest {
  name: string
  password: string
}

/** etcdserverpb.AuthUserAddRequest */
export interface AuthUserAddRequest {
  name: string
  password: string
  options?: UserAddOptions | undefined
  hashedPassword: string
}

/** etcdserverpb.AuthUserGetRequest */
export interface AuthUserGetRequest {
  name: string
}

/** etcdserverpb.AuthUserDeleteRequest */
export interface AuthUserDeleteRequest {
  name: string
}

/** etcdserverpb.AuthUserChangePasswordRequest */
export interface AuthUserChangePasswordRequest {
  name: string
  password: string
  hashedPassword: string
}

/** etcdserverpb.AuthUserGrantRoleRequest */
export interface AuthUserGrantRoleRequest {
  user: string
  role: string
}

/** etcdserverpb.AuthUserRevokeRoleRequest */
export interface AuthUserRevokeRoleRequest {
  name: string
  role: string
}

/** etcdserverpb.AuthRoleAddRequest */
export interface AuthRoleAddRequest {
  name: string
}

/** etcdserverpb.AuthRoleGetRequest */
export interface AuthRoleGetRequest {
  role: string
}

/** etcdserverpb.AuthUserListRequest */
export type AuthUserListRequest = Record<never, never>

/** etcdserverpb.AuthRoleListRequest */
export type AuthRoleListRequest = Record<never, never>

/** etcdserverpb.AuthRoleDeleteRequest */
export interface AuthRoleDeleteRequest {
  role: string
}

/** etcdserverpb.AuthRoleGrantPermissionRequest */
export interface AuthRoleGrantPermissionRequest {
  name: string
  perm?: Permission | undefined
}

/** etcdserverpb.AuthRoleRevokePermissionRequest */
export interface AuthRoleRevokePermissionRequest {
  role: string
  key: Uint8Array
  rangeEnd: Uint8Array
}

/** etcdserverpb.AuthEnableResponse */
export interface AuthEnableResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthDisableResponse */
export interface AuthDisableResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthenticateResponse */
export interface AuthenticateResponse {
  header?: ResponseHeader | undefined
  token: string
}

/** etcdserverpb.AuthUserAddResponse */
export interface AuthUserAddResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthUserGetResponse */
export interface AuthUserGetResponse {
  header?: ResponseHeader | undefined
  roles: string[]
}

/** etcdserverpb.AuthUserDeleteResponse */
export interface AuthUserDeleteResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthUserChangePasswordResponse */
export interface AuthUserChangePasswordResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthUserGrantRoleResponse */
export interface AuthUserGrantRoleResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthUserRevokeRoleResponse */
export interface AuthUserRevokeRoleResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthRoleAddResponse */
export interface AuthRoleAddResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthRoleGetResponse */
export interface AuthRoleGetResponse {
  header?: ResponseHeader | undefined
  perm: Permission[]
}

/** etcdserverpb.AuthRoleListResponse */
export interface AuthRoleListResponse {
  header?: ResponseHeader | undefined
  roles: string[]
}

/** etcdserverpb.AuthUserListResponse */
export interface AuthUserListResponse {
  header?: ResponseHeader | undefined
  users: string[]
}

/** etcdserverpb.AuthRoleDeleteResponse */
export interface AuthRoleDeleteResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthRoleGrantPermissionResponse */
export interface AuthRoleGrantPermissionResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.AuthRoleRevokePermissionResponse */
export interface AuthRoleRevokePermissionResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.HashKVRequest */
export interface HashKVRequest {
  revision: bigint
}

/** etcdserverpb.HashKVResponse */
export interface HashKVResponse {
  header?: ResponseHeader | undefined
  hash: number
  compactRevision: bigint
  hashRevision: bigint
}

/** etcdserverpb.WatchProgressRequest */
export type WatchProgressRequest = Record<never, never>

/** etcdserverpb.LeaseTimeToLiveRequest */
export interface LeaseTimeToLiveRequest {
  ID: bigint
  keys: boolean
}

/** etcdserverpb.LeaseTimeToLiveResponse */
export interface LeaseTimeToLiveResponse {
  header?: ResponseHeader | undefined
  ID: bigint
  TTL: bigint
  grantedTTL: bigint
  keys: Uint8Array[]
}

/** etcdserverpb.LeaseLeasesRequest */
export type LeaseLeasesRequest = Record<never, never>

/** etcdserverpb.LeaseStatus */
export interface LeaseStatus {
  ID: bigint
}

/** etcdserverpb.LeaseLeasesResponse */
export interface LeaseLeasesResponse {
  header?: ResponseHeader | undefined
  leases: LeaseStatus[]
}

/** etcdserverpb.MoveLeaderRequest */
export interface MoveLeaderRequest {
  targetID: bigint
}

/** etcdserverpb.MoveLeaderResponse */
export interface MoveLeaderResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.LeaseCheckpoint */
export interface LeaseCheckpoint {
  ID: bigint
  remainingTTL: bigint
}

/** etcdserverpb.LeaseCheckpointRequest */
export interface LeaseCheckpointRequest {
  checkpoints: LeaseCheckpoint[]
}

/** etcdserverpb.LeaseCheckpointResponse */
export interface LeaseCheckpointResponse {
  header?: ResponseHeader | undefined
}

/** etcdserverpb.MemberPromoteRequest */
export interface MemberPromoteRequest {
  ID: bigint
}

/** etcdserverpb.MemberPromoteResponse */
export interface MemberPromoteResponse {
  header?: ResponseHeader | undefined
  members: Member[]
}

/** etcdserverpb.AuthStatusRequest */
export type AuthStatusRequest = Record<never, never>

/** etcdserverpb.AuthStatusResponse */
export interface AuthStatusResponse {
  header?: ResponseHeader | undefined
  enabled: boolean
  authRevision: bigint
}

/** etcdserverpb.DowngradeRequest */
export interface DowngradeRequest {
  action: number
  version: string
}

/** etcdserverpb.DowngradeResponse */
export interface DowngradeResponse {
  header?: ResponseHeader | undefined
  version: string
}

/** etcdserverpb.DowngradeVersionTestRequest */
export interface DowngradeVersionTestRequest {
  ver: string
}

/** etcdserverpb.DowngradeInfo */
export interface DowngradeInfo {
  enabled: boolean
  targetVersion: string
}

/** etcdserverpb.RangeStreamResponse */
export interface RangeStreamResponse {
  rangeResponse?: RangeResponse | undefined
}

/** mvccpb.KeyValue */
export interface KeyValue {
  key: Uint8Array
  createRevision: bigint
  modRevision: bigint
  version: bigint
  value: Uint8Array
  lease: bigint
}

/** mvccpb.Event */
export interface Event {
  type: number
  kv?: KeyValue | undefined
  prevKv?: KeyValue | undefined
}

/** leasepb.Lease */
export interface Lease {
  ID: bigint
  TTL: bigint
  RemainingTTL: bigint
}

/** membershippb.RaftAttributes */
export interface MembershipRaftAttributes {
  peerUrls: string[]
  isLearner: boolean
}

/** membershippb.Attributes */
export interface MembershipAttributes {
  name: string
  clientUrls: string[]
}

/** membershippb.Member */
export interface MembershipMember {
  ID: bigint
  raftAttributes?: MembershipRaftAttributes | undefined
  memberAttributes?: MembershipAttributes | undefined
}

/** membershippb.ClusterVersionSetRequest */
export interface MembershipClusterVersionSetRequest {
  ver: string
}

/** membershippb.ClusterMemberAttrSetRequest */
export interface MembershipClusterMemberAttrSetRequest {
  memberID: bigint
  memberAttributes?: MembershipAttributes | undefined
}

/** membershippb.DowngradeInfoSetRequest */
export interface MembershipDowngradeInfoSetRequest {
  enabled: boolean
  ver: string
}

/** raftpb.Entry */
export interface RaftEntry {
  Type: number
  Term: bigint
  Index: bigint
  Data?: Uint8Array | undefined
}

/** raftpb.SnapshotMetadata */
export interface RaftSnapshotMetadata {
  confState: RaftConfState
  index: bigint
  term: bigint
}

/** raftpb.Snapshot */
export interface RaftSnapshot {
  data?: Uint8Array | undefined
  metadata: RaftSnapshotMetadata
}

/** raftpb.Message */
export interface RaftMessage {
  type: number
  to: bigint
  from: bigint
  term: bigint
  logTerm: bigint
  index: bigint
  entries: RaftEntry[]
  commit: bigint
  snapshot?: RaftSnapshot | undefined
  reject: boolean
  rejectHint: bigint
  context?: Uint8Array | undefined
}

/** raftpb.HardState */
export interface RaftHardState {
  term: bigint
  vote: bigint
  commit: bigint
}

/** raftpb.ConfState */
export interface RaftConfState {
  voters: bigint[]
  learners: bigint[]
  votersOutgoing: bigint[]
  learnersNext: bigint[]
  autoLeave: boolean
}

/** raftpb.ConfChange */
export interface RaftConfChange {
  id: bigint
  type: number
  nodeId: bigint
  context?: Uint8Array | undefined
}

/** raftpb.ConfChangeSingle */
export interface RaftConfChangeSingle {
  type: number
  nodeId: bigint
}

/** raftpb.ConfChangeV2 */
export interface RaftConfChangeV2 {
  transition: number
  changes: RaftConfChangeSingle[]
  context?: Uint8Array | undefined
}

/** walpb.Record */
export interface WalRecord {
  type: bigint
  crc: number
  data?: Uint8Array | undefined
}

/** walpb.Snapshot */
export interface WalSnapshot {
  index: bigint
  term: bigint
  confState?: RaftConfState | undefined
}

/** snappb.snapshot */
export interface SnapSnapshot {
  crc: number
  data?: Uint8Array | undefined
}
