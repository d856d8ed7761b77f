import type { Release } from '../../cli/profile.ts'
import type { BoltReader } from '../bbolt/reader.ts'

export interface SnapshotStatus {
  readonly hash: number
  /** Of the last key; 0 when there is none. */
  readonly revision: bigint
  /** 3.4 and 3.5: the entries of all buckets; from 3.6 on: the user keys that exist at the last revision. */
  readonly totalKeys: number
  readonly sizeBytes: number
  /** The storage version (3.6 on), empty when there is none; undefined for older releases. */
  readonly version: string | undefined
}

/** Checks the file and sums it up as the release does. Throws a CliError with the release's text for damage. */
export function snapshotStatus(_reader: BoltReader, _release: Release): SnapshotStatus {
  throw new Error('not yet')
}
