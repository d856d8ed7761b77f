import { quote } from '../../render/quote.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltBucket } from '../bbolt/reader.ts'
import { viewOf } from '../bytes.ts'
import { BitSet } from '../mvcc/bit-set.ts'
import { KeyTable } from '../mvcc/key-table.ts'
import { decodeKeyValue, KeyValueScan, readVarint } from '../mvcc/key-value-scan.ts'
import { isMarked, isRevision, revisionKeyFault } from '../mvcc/revision-key.ts'
import type { Findings } from './findings.ts'
import type { LeaseIds } from './lease-ids.ts'

/** What a revision says; numbers above 2^53 are rounded. */
interface Entry {
  readonly view: DataView
  readonly keyStart: number
  readonly keyEnd: number
  readonly createRevision: number
  readonly modRevision: number
  readonly version: number
  readonly lease: bigint
}

/**
 * Checks the bucket `key`: revisions follow each other without gaps from the compacted one on, each holds a key-value pair
 * of its own revision, and the pairs of one key make a history without holes.
 */
export class KeyEntries {
  entries = 0
  keys = 0
  first = 0n
  main = 0n
  #sub = 0n
  readonly #findings: Findings
  readonly #compacted: bigint
  readonly #leases: LeaseIds
  readonly #scan = new KeyValueScan()
  readonly #table = new KeyTable()
  /** Entries, counted from 0, that are their key's newest and name a lease that is not there. */
  readonly #strayLeases = new BitSet()
  #strayCount = 0

  constructor(findings: Findings, compacted: bigint, leases: LeaseIds) {
    this.#findings = findings
    this.#compacted = compacted
    this.#leases = leases
  }

  leaf(leaf: Leaf): void {
    for (let index = 0; index < leaf.count; index++) this.#entry(leaf, index)
  }

  /** Names the keys whose lease is missing, with a second reading when there are any. */
  finish(bucket: BoltBucket): void {
    if (this.#strayCount === 0) return
    let ordinal = 0
    bucket.visit((_, value) => {
      if (this.#strayLeases.has(ordinal)) this.#findings.add(strayLease(value))
      ordinal += 1
    })
  }

  #entry(leaf: Leaf, index: number): void {
    const { bytes, view, keyStarts, valueStarts, valueEnds } = leaf
    const start = keyStarts[index] ?? 0
    const end = valueStarts[index] ?? 0
    this.entries += 1
    if (!isRevision(view, start, end)) {
      const key = bytes.subarray(start, end)
      this.#findings.add(`key: ${quote(key)} is no revision: ${revisionKeyFault(key)}`)
      return
    }
    this.#checkOrder(view.getBigInt64(start), view.getBigInt64(start + 9))
    const entry = this.#read(leaf, index)
    if (typeof entry === 'string') this.#say(`is not a key-value pair: ${entry}`)
    else if (isMarked(view, start, end)) this.#checkTombstone(entry)
    else this.#checkPair(entry, end === (valueEnds[index] ?? 0))
  }

  #checkOrder(main: bigint, sub: bigint): void {
    const [mainBefore, subBefore] = [this.main, this.#sub]
    const isFirst = this.entries === 1
    this.main = main
    this.#sub = sub
    if (isFirst) this.first = main
    if (!isFirst && (main < mainBefore || (main === mainBefore && sub <= subBefore)))
      this.#say(`comes behind revision ${mainBefore}/${subBefore}`)
    if (main <= this.#compacted) return
    const last = mainBefore > this.#compacted ? mainBefore : this.#compacted
    const isNext = main === mainBefore ? sub === subBefore + 1n : main === (last > 1n ? last : 1n) + 1n && sub === 0n
    if (!isNext)
      this.#say(`does not follow revision ${isFirst ? last : `${mainBefore}/${subBefore}`}: some are missing`)
  }

  #read(leaf: Leaf, index: number): Entry | string {
    const { view, bytes, valueStarts, valueEnds } = leaf
    const scan = this.#scan
    if (!scan.scan(view, valueStarts[index] ?? 0, valueEnds[index] ?? 0))
      return decodedEntry(bytes.subarray(valueStarts[index], valueEnds[index]))
    const { keyStart, keyEnd, createRevision, modRevision, version, leaseAt } = scan
    const lease = leaseAt === 0 ? 0n : readVarint(view, leaseAt)
    return { view, keyStart, keyEnd, createRevision, modRevision, version, lease }
  }

  #checkTombstone(entry: Entry): void {
    const existed = this.#replace(entry, 0)
    if (existed) this.keys -= 1
    if (entry.createRevision !== 0 || entry.modRevision !== 0 || entry.version !== 0)
      this.#say('deletes its key, but has a revision')
    if (!existed && this.main > this.#compacted) this.#say(`deletes ${keyText(entry)}, which is not there`)
  }

  #checkPair(entry: Entry, isEmpty: boolean): void {
    const { createRevision, modRevision, version } = entry
    const existed = this.#replace(entry, this.entries)
    if (!existed) this.keys += 1
    this.#noteLease(entry.lease)
    // `snapshot restore --bump-revision` puts an empty value at a revision that it marks as compacted.
    if (isEmpty && this.#sub === 0n && this.main <= this.#compacted) return
    if (entry.keyStart === entry.keyEnd) this.#say('has an empty key')
    if (modRevision !== Number(this.main)) this.#say(`says that it is revision ${modRevision}`)
    if (createRevision < 1 || createRevision > modRevision) this.#say(`says that its key is from ${createRevision}`)
    if (version < 1 || (version === 1) !== (createRevision === modRevision))
      this.#say(`has the wrong version ${version}`)
    if (existed !== version > 1 && this.main > this.#compacted)
      this.#say(`is version ${version} of ${keyText(entry)}, which ${existed ? 'is' : 'is not'} there already`)
  }

  /** True when the key existed before. */
  #replace({ view, keyStart, keyEnd }: Entry, number: number): boolean {
    const before = this.#table.replace(view, keyStart, keyEnd, number)
    if (before > 0 && this.#strayLeases.has(before - 1)) {
      this.#strayLeases.delete(before - 1)
      this.#strayCount -= 1
    }
    return before > 0
  }

  #noteLease(lease: bigint): void {
    if (lease === 0n || this.#leases.has(lease)) return
    this.#strayLeases.add(this.entries - 1)
    this.#strayCount += 1
  }

  #say(what: string): void {
    this.#findings.add(`key: revision ${this.main}/${this.#sub} ${what}`)
  }
}

function decodedEntry(bytes: Uint8Array): Entry | string {
  const decoded = decodeKeyValue(bytes)
  if (typeof decoded === 'string') return decoded
  const { key, createRevision, modRevision, version, lease } = decoded
  const numbers = { createRevision: Number(createRevision), modRevision: Number(modRevision), version: Number(version) }
  return { view: viewOf(key), keyStart: 0, keyEnd: key.length, lease, ...numbers }
}

function keyText({ view, keyStart, keyEnd }: Entry): string {
  return quote(new Uint8Array(view.buffer, view.byteOffset + keyStart, keyEnd - keyStart))
}

function strayLease(value: Uint8Array): string {
  const entry = decodedEntry(value)
  if (typeof entry === 'string') return `key: a lease is missing`
  return `key: ${keyText(entry)} has lease ${entry.lease.toString(16)}, which is not there`
}
