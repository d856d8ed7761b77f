import type { Profile } from '../base/release.ts'
import type {
  DeleteRangeResponse,
  HashKVResponse,
  MemberListResponse,
  PutResponse,
  StatusResponse,
} from '../rpc/messages.ts'
import type { RangePage } from '../rpc/range-page.ts'
import type { AuthResults } from './auth.ts'
import type { LeaseResults } from './lease.ts'
import type { MaintenanceResults } from './maintenance.ts'
import type { TxnResults } from './transaction.ts'
import type { WatchResults } from './watch.ts'

/** Every kind of result that can be printed. A renderer has an entry for each, so a forgotten kind does not compile. */
export interface Results extends TxnResults, WatchResults, LeaseResults, MaintenanceResults, AuthResults {
  get: RangeResult
  put: PutResponse
  del: DeleteRangeResponse
  memberList: MemberListResponse
  endpointHealth: readonly EndpointHealth[]
  endpointStatus: readonly EndpointStatus[]
  endpointHashKv: readonly EndpointHashKv[]
}

export type ResultKind = keyof Results

/**
 * A range, page by page: the first page carries the header, the last one `more` and `count`. A renderer never holds more
 * than one page.
 */
export interface RangeResult {
  readonly pages: AsyncIterable<RangePage>
  readonly isValueOnly: boolean
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

export interface RenderOptions {
  readonly profile: Profile
  /** `--hex` */
  readonly hex: boolean
  /** The output is a terminal that shows escapes, whose columns a table has to count. */
  readonly isEscaped?: boolean
}

/** A piece of output, which holds until the next is asked for; a remark belongs on stderr, in its place between the rest. */
export type Chunk = string | Uint8Array | Remark

export interface Remark {
  readonly remark: string
}

export type Chunks = Iterable<Chunk> | AsyncIterable<Chunk>

/** How one format prints each kind of `R`; undefined where the original has no such output. */
export type RendererOf<R> = { readonly [K in keyof R]: ((result: R[K], options: RenderOptions) => Chunks) | undefined }

export type Renderer = RendererOf<Results>

export const formats = ['simple', 'json', 'fields', 'protobuf', 'table'] as const
export type Format = (typeof formats)[number]

/** Loads how a format prints `kind`, and maybe other kinds. */
export async function loadRenderer(format: Format, kind?: ResultKind): Promise<Partial<Renderer>> {
  switch (format) {
    case 'simple':
      return loadSimple(kind)
    case 'json':
      return (await import('./json.ts')).json
    case 'fields':
      return (await import('./fields.ts')).fields
    case 'protobuf':
      return (await import('./protobuf.ts')).protobuf
    case 'table':
      return (await import('./table-rows.ts')).table
  }
}

/** What scripts ask for most comes without the rest. */
async function loadSimple(kind: ResultKind | undefined): Promise<Partial<Renderer>> {
  switch (kind) {
    case 'get':
    case 'put':
    case 'del':
      return (await import('./simple-pairs.ts')).simplePairs
    case 'memberList':
    case 'endpointHealth':
    case 'endpointStatus':
    case 'endpointHashKv':
      return (await import('./simple-endpoints.ts')).simpleEndpoints
    default:
      return (await import('./simple.ts')).simple
  }
}
