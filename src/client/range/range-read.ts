import type { RangePage } from '../../rpc/key-value/range-page.ts'
import type { RangeRequest } from '../../rpc/messages.ts'
import type { CallOptions, EtcdClient } from '../client.ts'

/** A range to be read, and by what. */
export interface RangeRead {
  readonly client: EtcdClient
  readonly request: Partial<RangeRequest>
  /** The options of one more call: its time counts from now. */
  readonly newCall: () => CallOptions
  /** The server is asked for about so many bytes at a time; undefined for all at once. */
  readonly partBytes?: number
}

export type RangePages = AsyncGenerator<RangePage, void, undefined>
