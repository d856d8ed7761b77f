import type { KeyValue } from '../rpc/messages.ts'

/** A key and what it takes. */
export interface SizedKey {
  readonly key: Uint8Array
  readonly keyBytes: number
  readonly valueBytes: number
  /** How often it was put since it was created. */
  readonly version: bigint
  readonly modRevision: bigint
}

export interface BiggestKeys {
  /** The biggest first. */
  readonly biggest: readonly SizedKey[]
  /** Those with most versions, first the one with most. */
  readonly mostVersions: readonly SizedKey[]
}

/** Keeps the biggest of all keys, and those with most versions; of equals the first ones. */
export class Biggest {
  private readonly count: number
  private readonly biggest: SizedKey[] = []
  private readonly mostVersions: SizedKey[] = []

  constructor(count: number) {
    this.count = count
  }

  add(kv: KeyValue): void {
    this.keep(this.biggest, kv, (a) => BigInt(a.keyBytes + a.valueBytes), BigInt(kv.key.length + kv.value.length))
    this.keep(this.mostVersions, kv, (a) => a.version, kv.version)
  }

  keys(): BiggestKeys {
    return { biggest: this.biggest, mostVersions: this.mostVersions }
  }

  private keep(list: SizedKey[], kv: KeyValue, measure: (key: SizedKey) => bigint, size: bigint): void {
    const last = list[this.count - 1]
    if (this.count === 0 || (last !== undefined && measure(last) >= size)) return
    const place = list.findLastIndex((other) => measure(other) >= size) + 1
    const { version, modRevision, key, value } = kv
    list.splice(place, 0, { key: key.slice(), keyBytes: key.length, valueBytes: value.length, version, modRevision })
    if (list.length > this.count) list.pop()
  }
}
