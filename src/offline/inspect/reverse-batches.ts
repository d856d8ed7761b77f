import type { BoltBucket, Leaf } from '../bbolt/reader.ts'

const batchBytes = 1 << 18
/** So few that even the largest values fit into memory. */
const fewEntries = 32n

export interface Entry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/**
 * The bucket's entries from the last to the first, at most `limit` (0: all), in batches of some hundred kilobytes, which hold
 * until the next one is asked for: a reader that is slow costs no memory. Throws a BoltError for a damaged page.
 */
export function* reverseBatches(bucket: BoltBucket, limit: bigint): Generator<readonly Entry[]> {
  if (limit > 0n && limit <= fewEntries) {
    yield lastEntries(bucket, Number(limit))
    return
  }
  const starts = batchStarts(bucket)
  const batch = new Batch()
  let left = limit
  for (let index = starts.length - 1; index >= 0; index--) {
    const entries = batch.load(bucket, starts[index], starts[index + 1])
    const wanted = limit > 0n && left < BigInt(entries.length) ? entries.slice(0, Number(left)) : entries
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

/** The first key of each batch, in key order. A batch is made of whole leaves. */
function batchStarts(bucket: BoltBucket): Uint8Array[] {
  const starts: Uint8Array[] = []
  let bytes = batchBytes
  bucket.visitLeaves((leaf) => {
    bytes += leaf.bytes.length
    if (bytes < batchBytes) return
    starts.push(firstKey(leaf).slice())
    bytes = 0
  })
  return starts
}

/** Copies of leaves, in memory that is used again. */
class Batch {
  private bytes = new Uint8Array(2 * batchBytes)
  private used = 0

  /** The last entry first; `end` is the first key of the batch behind. */
  load(bucket: BoltBucket, start: Uint8Array | undefined, end: Uint8Array | undefined): Entry[] {
    const entries: Entry[] = []
    this.used = 0
    bucket.visitLeavesFrom(start ?? new Uint8Array(0), (leaf) => {
      if (end !== undefined && Buffer.compare(firstKey(leaf), end) >= 0) return false
      this.take(leaf, entries)
      return true
    })
    return entries.reverse()
  }

  private take(leaf: Leaf, entries: Entry[]): void {
    const { buffer } = this.copy(leaf.bytes)
    const base = this.used - leaf.bytes.length
    for (let index = 0; index < leaf.count; index++) {
      const start = leaf.keyStarts[index] ?? 0
      const valueStart = leaf.valueStarts[index] ?? 0
      const end = leaf.valueEnds[index] ?? 0
      const key = new Uint8Array(buffer, base + start, valueStart - start)
      entries.push({ key, value: new Uint8Array(buffer, base + valueStart, end - valueStart) })
    }
  }

  /** Entries taken before keep what they point to when the memory has to grow. */
  private copy(bytes: Uint8Array): Uint8Array {
    if (this.used + bytes.length > this.bytes.length) {
      this.bytes = new Uint8Array(Math.max(bytes.length, 2 * batchBytes))
      this.used = 0
    }
    this.bytes.set(bytes, this.used)
    this.used += bytes.length
    return this.bytes
  }
}

function firstKey({ bytes, keyStarts, valueStarts }: Leaf): Uint8Array {
  return bytes.subarray(keyStarts[0], valueStarts[0])
}
