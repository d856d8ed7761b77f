import { quote } from '../../go/quote.ts'
import { decodeKeyValue, KeyValueScan, readVarint } from '../../rpc/key-value/key-value-scan.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import { isMarked, revisionAt } from '../mvcc/revision-key.ts'

const noBytes = new Uint8Array(0)

/** One entry of the bucket `key`: an object that is filled anew for each. Numbers above 2^53 are rounded. */
export class KeyStep {
  main = 0n
  sub = 0n
  isTombstone = false
  /** True when the value has no bytes. */
  isEmpty = false
  /** Holds the user key, from `keyStart` to `keyEnd`. */
  bytes: Uint8Array = noBytes
  keyStart = 0
  keyEnd = 0
  createRevision = 0
  modRevision = 0
  version = 0
  lease = 0n
  private readonly scan = new KeyValueScan()

  /** Takes over an entry whose key is a revision; returns what is wrong with its value, undefined when it is a pair. */
  load(leaf: Leaf, index: number): string | undefined {
    const { bytes } = leaf
    const start = leaf.keyStarts[index] ?? 0
    const valueStart = leaf.valueStarts[index] ?? 0
    const valueEnd = leaf.valueEnds[index] ?? 0
    this.main = revisionAt(bytes, start)
    this.sub = revisionAt(bytes, start + 9)
    this.isTombstone = isMarked(bytes, start, valueStart)
    this.isEmpty = valueStart === valueEnd
    if (!this.scan.scan(bytes, valueStart, valueEnd)) return this.loadPair(bytes.subarray(valueStart, valueEnd))
    this.takeScan(bytes)
    return undefined
  }

  /** Takes over a pair in any form that is valid; returns what is wrong with it. */
  loadPair(bytes: Uint8Array): string | undefined {
    const decoded = decodeKeyValue(bytes)
    if (typeof decoded === 'string') return decoded
    this.bytes = decoded.key
    this.keyStart = 0
    this.keyEnd = decoded.key.length
    this.createRevision = Number(decoded.createRevision)
    this.modRevision = Number(decoded.modRevision)
    this.version = Number(decoded.version)
    this.lease = decoded.lease
    return undefined
  }

  /** The user key, quoted as in Go. */
  keyText(): string {
    return quote(this.bytes.subarray(this.keyStart, this.keyEnd))
  }

  private takeScan(bytes: Uint8Array): void {
    const scan = this.scan
    this.bytes = bytes
    this.keyStart = scan.keyStart
    this.keyEnd = scan.keyEnd
    this.createRevision = scan.createRevision
    this.modRevision = scan.modRevision
    this.version = scan.version
    this.lease = scan.leaseAt === 0 ? 0n : readVarint(bytes, scan.leaseAt)
  }
}
