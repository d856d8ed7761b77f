import type { BoltBucket } from '../bbolt/reader.ts'

const batchBytes = 1 << 18
const batchEntries = 1024
/** So few that even the largest values fit into memory. */
const fewEntries = 32n

export interface Entry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/**
 * The bucket's entries from the last to the first, at most `limit` (0: all), in batches of some hundred kilobytes: a reader that
 * is slow costs no memory. Throws a BoltError for a damaged page.
 */
export function* reverseBatches(bucket: BoltBucket, limit: bigint): Generator<readonly Entry[]> {
  let left = limit
  if (limit > 0n && limit <= fewEntries) {
    yield lastEntries(bucket, Number(limit))
    return
  }
  const starts = batchStarts(bucket)
  for (const [index, start] of [...starts.entries()].reverse()) {
    const batch = entriesBetween(bucket, start, starts[index + 1])
    const wanted = limit > 0n && left < BigInt(batch.length) ? batch.slice(0, Number(left)) : batch
    yield wanted
    left -= BigInt(wanted.length)
    if (limit > 0n && left <= 0n) return
  }
}

function lastEntries(bucket: BoltBucket, limit: number): Entry[] {
  const entries: Entry[] = []
  bucket.visitReverse((key, value) => {
    entries.push({ key: key.slice(), value: value.slice() })
    return entries.length < limit
  })
  return entries
}

/** The first key of each batch, in key order. */
function batchStarts(bucket: BoltBucket): Uint8Array[] {
  const starts: Uint8Array[] = []
  let entries = 0
  let bytes = batchBytes
  bucket.visit((key, value) => {
    entries++
    bytes += key.length + value.length
    if (bytes < batchBytes && entries < batchEntries) return
    starts.push(key.slice())
    entries = 0
    bytes = 0
  })
  return starts
}

/** The last first. */
function entriesBetween(bucket: BoltBucket, start: Uint8Array, end: Uint8Array | undefined): Entry[] {
  const entries: Entry[] = []
  bucket.visitFrom(start, (key, value) => {
    if (end !== undefined && Buffer.compare(key, end) === 0) return false
    entries.push({ key: key.slice(), value: value.slice() })
    return true
  })
  return entries.reverse()
}
