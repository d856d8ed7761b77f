import { CliError } from '../../base/errors.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltBucket, BoltReader } from '../bbolt/reader.ts'
import { utf8 } from '../bytes.ts'
import { crc32c } from '../checksum/crc32c.ts'
import { readRevisions } from './compaction.ts'
import { hashLeaf } from './hash.ts'
import { KeyTable } from './key-table.ts'
import { newestOfEach } from './newest-revisions.ts'
import { isMarked, revisionAt } from './revision-key.ts'

export interface HashKv {
  readonly hash: number
  readonly hashRevision: bigint
  /** -1 when nothing was ever compacted. */
  readonly compactRevision: bigint
}

/**
 * The hash of all key-value pairs at `revision` (0: the latest), as a server computes it. Throws a CliError when the
 * revision is compacted or in the future. `makeTable` makes room for the keys, where they are needed.
 */
export function hashKv(
  reader: BoltReader,
  revision = 0n,
  makeTable = () => KeyTable.forFile(reader.sizeBytes),
): HashKv {
  const { current, compacted } = readRevisions(reader)
  if (revision > 0n && revision < compacted) throw new CliError('mvcc: required revision has been compacted')
  if (revision > current) throw new CliError('mvcc: required revision is a future revision')
  const range = { compacted, until: revision === 0n ? current : revision, makeTable }
  const name = utf8('key')
  const bucket = reader.bucket(name)
  const hash = crc32c(0, name)
  const result = { hashRevision: range.until, compactRevision: compacted }
  return { ...result, hash: bucket === undefined ? hash : hashEntries(hash, bucket, range) }
}

interface Range {
  readonly compacted: bigint
  readonly until: bigint
  readonly makeTable: () => KeyTable
}

/** A replaced revision up to the compacted one may or may not be in the file still: it never counts. */
function hashEntries(seed: number, bucket: BoltBucket, { compacted, until, makeTable }: Range): number {
  // Where there is no key at that time, a server leaves nothing out.
  const kept = beginsWithin(bucket, compacted)
    ? newestOfEach(bucket, (leaf) => countUpTo(leaf, until), makeTable())
    : undefined
  let crc = seed
  let ordinal = 0
  bucket.visitLeaves((leaf) => {
    const old = countUpTo(leaf, compacted)
    const count = countUpTo(leaf, until)
    if (old === 0 && count === leaf.count) crc = hashLeaf(crc, leaf)
    else crc = hashSome(crc, { leaf, count, old, compacted, isKept: (index) => kept?.has(ordinal + index) ?? true })
    ordinal += leaf.count
    return count === leaf.count
  })
  return crc
}

interface Some {
  readonly leaf: Leaf
  /** The number of entries, from the first on, that may count at all. */
  readonly count: number
  /** The number of those that are not above the compacted revision. */
  readonly old: number
  readonly compacted: bigint
  readonly isKept: (index: number) => boolean
}

/** Entries that follow each other are hashed together. */
function hashSome(seed: number, some: Some): number {
  const { bytes, keyStarts, valueEnds } = some.leaf
  let crc = seed
  let from = 0
  let to = 0
  for (let index = 0; index < some.count; index++) {
    if (!isCounted(some, index)) continue
    const start = keyStarts[index] ?? 0
    if (start !== to) {
      crc = crc32c(crc, bytes, from, to)
      from = start
    }
    to = valueEnds[index] ?? 0
  }
  return crc32c(crc, bytes, from, to)
}

function isCounted({ leaf, old, compacted, isKept }: Some, index: number): boolean {
  if (index >= old) return true
  if (!isKept(index)) return false
  const start = leaf.keyStarts[index] ?? 0
  // Only newer patch releases keep a deletion at the compacted revision itself, so none of them counts it.
  return !isMarked(leaf.bytes, start, leaf.valueStarts[index] ?? 0) || revisionAt(leaf.bytes, start) !== compacted
}

function beginsWithin(bucket: BoltBucket, compacted: bigint): boolean {
  let isWithin = false
  bucket.visitLeaves((leaf) => {
    isWithin = revisionAt(leaf.bytes, leaf.keyStarts[0] ?? 0) <= compacted
    return false
  })
  return isWithin
}

/** Counts the leaf's entries, from the first on, that are not above a revision. */
function countUpTo({ bytes, count, keyStarts, valueStarts }: Leaf, main: bigint): number {
  let low = 0
  let high = count
  while (low < high) {
    // The last entry first: mostly all or nothing is within.
    const middle = high === count && low === 0 ? count - 1 : (low + high) >>> 1
    const start = keyStarts[middle] ?? 0
    if ((valueStarts[middle] ?? 0) - start < 17)
      throw new CliError(`invalid revision length: ${(valueStarts[middle] ?? 0) - start}`)
    if (revisionAt(bytes, start) <= main) low = middle + 1
    else high = middle
  }
  return low
}
