import type { BoltReader } from '../bbolt/reader.ts'

export interface HashKv {
  readonly hash: number
  readonly hashRevision: bigint
  /** -1 when nothing was ever compacted. */
  readonly compactRevision: bigint
}

/**
 * The hash of all key-value pairs at `revision` (0: the latest), as a server computes it. Throws a CliError when the
 * revision is compacted or in the future.
 */
export function hashKv(_reader: BoltReader, _revision = 0n): HashKv {
  throw new Error('not yet')
}
