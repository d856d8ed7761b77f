import type { BoltReader } from '../bbolt/reader.ts'
import { i64be } from '../bytes.ts'

/** The leases of a file, eight bytes each. */
export class LeaseIds {
  private ids = new BigInt64Array(1024)
  private count = 0

  /** Reads the bucket's keys; what they hold is left to other checks. */
  static of(reader: BoltReader): LeaseIds {
    const leases = new LeaseIds()
    reader.bucket('lease')?.visit((key) => {
      if (key.length === 8) leases.add(i64be(key))
    })
    // In the file they are in the order of unsigned numbers.
    leases.ids.subarray(0, leases.count).sort()
    return leases
  }

  has(id: bigint): boolean {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.ids[middle] ?? id) < id) low = middle + 1
      else high = middle
    }
    return low < this.count && this.ids[low] === id
  }

  private add(id: bigint): void {
    if (this.count === this.ids.length) {
      const larger = new BigInt64Array(2 * this.count)
      larger.set(this.ids)
      this.ids = larger
    }
    this.ids[this.count] = id
    this.count += 1
  }
}
