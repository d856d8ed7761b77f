import { decode } from '../codec.ts'
import { keyValueType } from '../fields.ts'
import type { KeyValue } from '../messages.ts'

const tags = { key: 0x0a, createRevision: 0x10, modRevision: 0x18, version: 0x20, value: 0x2a, lease: 0x30 } as const

/** Finds the fields of an encoded KeyValue without making objects. */
export class KeyValueScan {
  keyStart = 0
  keyEnd = 0
  createRevision = 0
  modRevision = 0
  version = 0
  valueStart = 0
  valueEnd = 0
  /** Where the number of a lease begins; 0 when there is no lease. */
  leaseAt = 0
  private at = 0

  /**
   * Reads the message from `start` to `end`; false when it is not one that etcd writes, or has numbers from 2^53 on. It may
   * still be valid then: see `decodeKeyValue`.
   */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.reset(start)
    let tagBefore = 0
    while (this.at < end) {
      const tag = bytes[this.at] ?? 0
      this.at += 1
      if (tag <= tagBefore || !this.field(bytes, tag, end)) return false
      tagBefore = tag
    }
    return true
  }

  private reset(start: number): void {
    this.at = start
    this.keyStart = start
    this.keyEnd = start
    this.createRevision = 0
    this.modRevision = 0
    this.version = 0
    this.valueStart = start
    this.valueEnd = start
    this.leaseAt = 0
  }

  private field(bytes: Uint8Array, tag: number, end: number): boolean {
    const numberAt = this.at
    const number = this.varint(bytes, end)
    if (number < 0) return false
    switch (tag) {
      case tags.key:
        this.keyStart = this.at
        this.at += number
        this.keyEnd = this.at
        return this.at <= end
      case tags.value:
        this.valueStart = this.at
        this.at += number
        this.valueEnd = this.at
        return this.at <= end
      case tags.createRevision:
        this.createRevision = number
        return number <= Number.MAX_SAFE_INTEGER
      case tags.modRevision:
        this.modRevision = number
        return number <= Number.MAX_SAFE_INTEGER
      case tags.version:
        this.version = number
        return number <= Number.MAX_SAFE_INTEGER
      case tags.lease:
        this.leaseAt = number === 0 ? 0 : numberAt
        return true
      default:
        return false
    }
  }

  /** The number here, -1 when it does not end in time. */
  private varint(bytes: Uint8Array, end: number): number {
    let number = 0
    let factor = 1
    for (let count = 0; count < 10 && this.at < end; count++) {
      const byte = bytes[this.at] ?? 0
      this.at += 1
      if (byte < 0x80) return number + byte * factor
      number += (byte & 0x7f) * factor
      factor *= 128
    }
    return -1
  }
}

/** The number of 64 bits that begins at `at`, which a scan has found to be whole. */
export function readVarint(bytes: Uint8Array, at: number): bigint {
  let number = 0n
  for (let next = at, shift = 0n; ; next++, shift += 7n) {
    const byte = bytes[next] ?? 0
    number |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asIntN(64, number)
  }
}

/** The KeyValue in the bytes, or the reason why they are none. */
export function decodeKeyValue(bytes: Uint8Array): KeyValue | string {
  try {
    return decode(keyValueType, bytes)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
