import type { Profile } from '../base/release.ts'
import type { Shown } from '../kubernetes/shown.ts'
import type { RangePage } from '../rpc/key-value/range-page.ts'
import type {
  AlarmResponse,
  AuthRoleGetResponse,
  AuthRoleListResponse,
  AuthStatusResponse,
  AuthUserGetResponse,
  AuthUserListResponse,
  DeleteRangeResponse,
  DowngradeResponse,
  Event,
  HashKVResponse,
  KeyValue,
  LeaseGrantResponse,
  LeaseKeepAliveResponse,
  LeaseLeasesResponse,
  LeaseRevokeResponse,
  LeaseTimeToLiveResponse,
  MemberAddResponse,
  MemberListResponse,
  MemberPromoteResponse,
  MemberRemoveResponse,
  MemberUpdateResponse,
  MoveLeaderResponse,
  PutResponse,
  ResponseHeader,
  StatusResponse,
  TxnResponse,
} from '../rpc/messages.ts'

/** Every kind of result that can be printed. The first word of its name says which file prints it: see load-render.ts. */
export interface Results
  extends KeyResults,
    ChangeResults,
    DiffResults,
    HistoryResults,
    TxnResults,
    WatchResults,
    LeaseResults,
    MemberResults,
    EndpointResults,
    AlarmResults,
    MaintenanceResults,
    AuthResults,
    OfflineResults,
    LookingResults {}

export type ResultKind = keyof Results

/** The kinds of the results of get, put and del. */
export interface KeyResults {
  get: RangeResult
  put: PutResponse
  del: DeleteRangeResponse
  delPlan: DeletionPlan
}

/** The keys that would be deleted. */
export interface DeletionPlan {
  readonly pages: AsyncIterable<RangePage>
  readonly hasValues: boolean
}

/**
 * A range, page by page: the first page carries the header, the last one `more` and `count`. A renderer never holds more
 * than one page.
 */
export interface RangeResult {
  readonly pages: AsyncIterable<RangePage>
  readonly isValueOnly: boolean
  readonly isKeysOnly?: boolean
  /** Only the number of keys is wanted, which the last page tells. */
  readonly isCount?: boolean
  /** A NUL stands behind each key and value in place of a newline. */
  readonly endsInNul?: boolean
  readonly decoding?: Decoding | undefined
}

/** How values are shown of which another program knows what they say. */
export interface Decoding {
  /** Undefined for a value that is shown as it is. */
  show(value: Uint8Array): Shown | undefined
}

/** The kinds of what changes keys by a plan. */
export interface ChangeResults {
  change: ChangeReport
}

/** What is done, or would be, line by line. */
export interface ChangeReport {
  readonly isDryRun: boolean
  readonly lines: AsyncIterable<ChangeLine> | Iterable<ChangeLine>
}

/** A change of one key, to be made if the key is as it was seen. */
export interface PlannedChange {
  readonly key: Uint8Array
  /** The revision at which the key was last changed; 0 for a key that does not exist. */
  readonly seen: bigint
  /** What to put; undefined to delete the key. */
  readonly value: Uint8Array | undefined
  /** The lease to tie the key to; 0 for none. */
  readonly lease: bigint
}

export type ChangeLine =
  | { readonly kind: 'step'; readonly step: PlannedChange }
  /** The key was last changed at another revision than the plan has seen; 0 when it does not exist. */
  | { readonly kind: 'conflict'; readonly step: PlannedChange; readonly changed: bigint }
  | { readonly kind: 'leaseGone'; readonly step: PlannedChange }
  | { readonly kind: 'summary'; readonly counts: ChangeCounts }

/** Keys by what became of them. */
export interface ChangeCounts {
  put: number
  deleted: number
  same: number
  conflicts: number
  /** Not put, for the lease that they had is gone. */
  leasesGone: number
  /** Sent to a server that did not answer: nobody knows whether they were changed. */
  unknown: number
}

/** The kinds of the results of diff. */
export interface DiffResults {
  diff: DiffReport
}

export interface DiffReport {
  /** With the values, only the keys, or only how many. */
  readonly form: 'full' | 'names' | 'stat'
  readonly differences: AsyncIterable<KeyDifference> | Iterable<KeyDifference>
  /** What stands for a value on a screen; the value itself when left out. */
  readonly shownValue?: ShownValue | undefined
  /** Complete once all differences have been read. */
  readonly counts: { added: number; removed: number; changed: number; same: number }
}

/** A key that differs: what either side has of it. Holds until the next one is asked for. */
export type KeyDifference =
  | { readonly a: KeyValue; readonly b: undefined }
  | { readonly a: undefined; readonly b: KeyValue }
  | { readonly a: KeyValue; readonly b: KeyValue }

/** The kinds of the results of log. */
export interface HistoryResults {
  history: HistoryReport
}

export interface HistoryReport {
  /** The newest first. */
  readonly changes: AsyncIterable<HistoryChange>
  readonly hasPatches: boolean
  /** What stands for a value on a screen; the value itself when left out. */
  readonly shownValue?: ShownValue | undefined
}

export type ShownValue = (value: Uint8Array) => Promise<Uint8Array>

export interface HistoryChange {
  readonly revision: bigint
  readonly kind: 'put' | 'delete'
  readonly kv: KeyValue
  /** What the key was before; undefined for a new key, and where it is not known. */
  readonly previous?: KeyValue | undefined
}

/** The kinds of the results of endpoint. */
export interface EndpointResults {
  endpointHealth: readonly EndpointHealth[]
  endpointStatus: readonly EndpointStatus[]
  endpointHashKv: readonly EndpointHashKv[]
  /** Those that gave no answer; remarks have told it by then. */
  endpointFailure: readonly EndpointFailure[]
}

export interface EndpointFailure {
  readonly endpoint: string
  readonly error: string
}

export interface EndpointHealth {
  readonly endpoint: string
  readonly isHealthy: boolean
  /** Go duration text; empty when the endpoint could not even be asked. */
  readonly took: string
  /** Empty when healthy. */
  readonly error: string
}

export interface EndpointStatus {
  readonly endpoint: string
  readonly status: StatusResponse
}

export interface EndpointHashKv {
  readonly endpoint: string
  readonly hashKv: HashKVResponse
}

/** The kinds of the results of txn. */
export interface TxnResults {
  txn: TxnResponse
}

/** The kinds of the results of watch. */
export interface WatchResults {
  watch: readonly WatchResult[]
}

/** What came on a watch at once. */
export interface WatchResult {
  readonly header: ResponseHeader | undefined
  /** Undefined when the result is not from a server's answer. */
  readonly events: readonly Event[] | undefined
  readonly compactRevision: bigint
  readonly canceled: boolean
  readonly cancelReason: string
  /** Why the watch has ended; only with `canceled`. */
  readonly problem: string
  readonly decoding?: Decoding | undefined
}

/** The kinds of the results of the lease commands. */
export interface LeaseResults {
  leaseGrant: LeaseGrantResponse
  leaseRevoke: RevokedLease
  leaseKeepAlive: LeaseKeepAliveResponse
  leaseTimeToLive: LeaseTimes
  leaseList: LeaseLeasesResponse
}

export interface RevokedLease {
  readonly id: bigint
  readonly response: LeaseRevokeResponse
}

export interface LeaseTimes {
  readonly response: LeaseTimeToLiveResponse
  /** The keys were asked for; only `simple` tells none from not asked. */
  readonly hasKeys: boolean
}

/** The kinds of the results of member. */
export interface MemberResults {
  memberList: MemberListResponse
  memberAdd: MemberAdded
  memberRemove: MemberChange<MemberRemoveResponse>
  memberUpdate: MemberChange<MemberUpdateResponse>
  memberPromote: MemberChange<MemberPromoteResponse>
}

/** `name` and `peerUrls` are what the user gave: the new member is to be started with them. */
export interface MemberAdded {
  readonly name: string
  readonly peerUrls: string
  readonly response: MemberAddResponse
}

export interface MemberChange<R> {
  readonly id: bigint
  readonly response: R
}

/** The kinds of the results of alarm. */
export interface AlarmResults {
  alarm: AlarmResponse
}

/** The kinds of the results of move-leader and downgrade. */
export interface MaintenanceResults {
  moveLeader: LeaderMove
  downgrade: Downgrade
}

export interface LeaderMove {
  readonly leaderId: bigint
  readonly targetId: bigint
  readonly response: MoveLeaderResponse
}

export type DowngradeStep = 'validate' | 'enable' | 'cancel'

export interface Downgrade {
  readonly step: DowngradeStep
  readonly response: DowngradeResponse
}

/** The kinds of the results of auth, user and role. */
export interface AuthResults {
  authStatus: AuthStatusResponse
  /** Any change of a user or a role. */
  authChange: AuthChange
  userGet: Named<AuthUserGetResponse>
  userList: AuthUserListResponse
  roleGet: Named<AuthRoleGetResponse>
  roleList: AuthRoleListResponse
}

export interface AuthChange {
  /** What was done, for people; a lone surrogate stands for a byte that is not UTF-8 (see arguments.ts). */
  readonly done: string
  /** The responses of all these calls are a header and no more. */
  readonly response: { readonly header?: ResponseHeader | undefined }
}

/** A response that does not say whom it is about. */
export interface Named<R> {
  readonly name: string
  readonly response: R
}

/** The kinds of results that are read from files. */
export interface OfflineResults {
  snapshotStatus: StatusOfSnapshot
  hashKv: HashOfKeys
  verification: Verification
}

export interface StatusOfSnapshot {
  readonly hash: number
  readonly revision: bigint
  readonly totalKeys: number
  readonly sizeBytes: number
  /** Undefined for releases that do not show it. */
  readonly version: string | undefined
}

export interface HashOfKeys {
  readonly hash: number
  readonly hashRevision: bigint
  readonly compactRevision: bigint
}

/** What a look at all of a snapshot showed. */
export interface Verification {
  readonly isSound: boolean
  readonly proved: readonly string[]
  readonly unproved: readonly string[]
  readonly problems: readonly string[]
  readonly digest: string | undefined
  readonly sizeBytes: number
  readonly revision: bigint | undefined
  readonly keys: number | undefined
}

/** The kinds of the results of ls, tree and du. */
export interface LookingResults {
  ls: ListedNames
  tree: { readonly prefix: Uint8Array; readonly lines: AsyncIterable<TreeLine> }
  du: UsageResult
}

export interface ListedNames {
  readonly names: AsyncIterable<ListedName>
  /** Sizes are there and wanted. */
  readonly isLong: boolean
  readonly endsInNul: boolean
}

export interface ListedName {
  readonly name: Uint8Array
  /** The key, or how all keys below a directory begin. */
  readonly path: Uint8Array
  readonly isDirectory: boolean
  readonly keys?: number
  readonly keyBytes?: number
  readonly valueBytes?: number
  /** The newest revision in which a key was put. */
  readonly modified?: bigint
}

export interface TreeLine extends Pick<ListedName, 'name' | 'path' | 'isDirectory'> {
  /** What lies below follows. */
  readonly isOpen: boolean
  /** For each level down to this one whether its name is the last one there. */
  readonly lasts: readonly boolean[]
}

export interface UsageResult {
  readonly total: ShownUsage
  /** The biggest first. */
  readonly branches: readonly ShownUsage[]
  readonly top:
    | { readonly biggest: readonly SizedKeyLine[]; readonly mostVersions: readonly SizedKeyLine[] }
    | undefined
}

export interface ShownUsage {
  readonly path: Uint8Array
  readonly isDirectory: boolean
  readonly keys: number
  readonly keyBytes: number
  readonly valueBytes: number
  readonly modified: bigint
  /** What a compaction would free; undefined where it cannot be seen. */
  readonly garbageBytes?: number
  readonly garbageEntries?: number
}

export interface SizedKeyLine {
  readonly key: Uint8Array
  readonly keyBytes: number
  readonly valueBytes: number
  readonly version: bigint
  readonly modRevision: bigint
}

export interface RenderOptions {
  readonly profile: Profile
  /** `--hex` */
  readonly hex: boolean
  /** The output is a terminal that shows escapes, whose columns a table has to count. */
  readonly isEscaped?: boolean
  readonly isTerminal?: boolean
  /** The output is a terminal that takes colours. */
  readonly hasColour?: boolean
}

/** A piece of output, which holds until the next is asked for; a remark belongs on stderr, in order with the rest. */
export type Chunk = string | Uint8Array | Remark | Drawing

/** Control sequences of our own, for a terminal. */
export interface Drawing {
  readonly drawing: string
}

export interface Remark {
  readonly remark: string
}

export type Chunks = Iterable<Chunk> | AsyncIterable<Chunk>

/** How a kind of result is printed in one format. */
export type Render<Result> = (result: Result, options: RenderOptions) => Chunks

/** How a kind of result is printed, format by format; undefined where the original has no such output. */
export interface Rendering<Result> {
  readonly simple: Render<Result>
  readonly json: Render<Result> | undefined
  /** A record a line, in a format of ours; left out, records/ has them. */
  readonly jsonl?: Render<Result>
  /** Bytes and nothing else. */
  readonly raw?: Render<Result>
  /** Documents of YAML, in a format of ours. */
  readonly yaml?: Render<Result>
  readonly fields: Render<Result> | undefined
  readonly protobuf: Render<Result> | undefined
  readonly table: ((result: Result, options: RenderOptions) => Columns) | undefined
}

/** An entry for each kind, so that a forgotten one does not compile. */
export type Renderings<Kinds> = { readonly [K in keyof Kinds]: Rendering<Kinds[K]> }

/** Cells that `table` draws, and `simple` joins with commas. */
export interface Columns {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}
