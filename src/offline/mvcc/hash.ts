import type { Release } from '../../cli/profile.ts'
import type { BoltReader } from '../bbolt/reader.ts'

/** The hash that `snapshot status` prints: CRC-32C over every bucket's name, keys and values. */
export function statusHash(_reader: BoltReader): number {
  throw new Error('not yet')
}

/** The hash of the Maintenance service: as `statusHash`, without the keys of `meta` that differ between members. */
export function backendHash(_reader: BoltReader, _release: Release): number {
  throw new Error('not yet')
}
