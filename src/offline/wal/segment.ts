import { join } from 'node:path'
import type { Release } from '../../base/release.ts'
import { namesIn } from '../files/file-failure.ts'
import { WalError } from './wal-error.ts'

/** Bytes that a segment gets on the disk before it is written. */
export const segmentBytes = 64_000_000

/** One file of the log. `index` is the first entry that it may hold. */
export interface Segment {
  readonly path: string
  readonly name: string
  readonly sequence: bigint
  readonly index: bigint
}

export function segmentName(sequence: bigint, index: bigint): string {
  return `${sixteenDigits(sequence)}-${sixteenDigits(index)}.wal`
}

/** The log's files in order. Throws a WalError when there is none, a CliError when the folder cannot be read. */
export function listSegments(folder: string): Segment[] {
  const names = namesIn(folder).sort()
  const segments = names.flatMap((name) => parseName(folder, name) ?? [])
  if (segments.length === 0) throw new WalError('wal: file not found')
  return segments
}

/** The files of a log that is read from after entry `index` on. Throws a WalError when one is missing. */
export function segmentsFrom(segments: readonly Segment[], index: bigint, release: Release): Segment[] {
  const first = segments.findLastIndex((segment) => segment.index <= index)
  if (first < 0) throw new WalError(notFoundText(index, release))
  const selected = segments.slice(first)
  for (const [at, { sequence }] of selected.entries()) {
    if (at > 0 && selected[at - 1]?.sequence !== sequence - 1n) throw new WalError(gapText(first, release))
  }
  return selected
}

function notFoundText(index: bigint, release: Release): string {
  if (release === '3.4' || release === '3.5') return 'wal: file not found'
  return `wal: file not found which matches the snapshot index '${index}'`
}

function gapText(first: number, release: Release): string {
  if (release === '3.4' || release === '3.5') return 'wal: file not found'
  return `wal: file sequence numbers (starting from ${first}) do not increase continuously`
}

function parseName(folder: string, name: string): Segment | undefined {
  const [, sequence, index] = /^([0-9a-f]{16})-([0-9a-f]{16})\.wal$/i.exec(name) ?? []
  if (sequence === undefined || index === undefined) return undefined
  return { path: join(folder, name), name, sequence: BigInt(`0x${sequence}`), index: BigInt(`0x${index}`) }
}

export function sixteenDigits(value: bigint): string {
  return value.toString(16).padStart(16, '0')
}
