import { latin1 } from '../../base/bytes.ts'
import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { quote } from '../../go/quote.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltBucket, BoltReader } from '../bbolt/reader.ts'
import { type SoundVisit, visitSound } from '../bbolt/sound-visit.ts'
import { utf8 } from '../bytes.ts'
import { crc32c } from '../checksum/crc32c.ts'
import { refuseUnreadable } from '../database/content.ts'
import { startRules } from '../verify/bucket-rules.ts'
import { hashLeaf } from './hash.ts'
import { KeyTable } from './key-table.ts'
import { LiveKeys } from './live-keys.ts'
import { isRevision, revisionAt, revisionBytes, revisionKeyFault } from './revision-key.ts'

export interface SnapshotStatus {
  readonly hash: number
  /** The revision of the last key; 0 when there is none. */
  readonly revision: bigint
  /** 3.4 and 3.5: the entries of all buckets; from 3.6 on: the user keys that exist at the last revision. */
  readonly totalKeys: number
  readonly sizeBytes: number
  /** The storage version (3.6 on), empty when there is none; undefined for older releases. */
  readonly version: string | undefined
}

/**
 * Checks the file and sums it up as the release does. Throws a CliError with the release's text for damage, and for entries that no
 * server could start with. `makeTable` makes
 * room for the keys that are counted.
 */
export function snapshotStatus(
  reader: BoltReader,
  release: Release,
  makeTable = () => KeyTable.forFile(reader.sizeBytes),
): SnapshotStatus {
  const isOld = release === '3.4' || release === '3.5'
  const sum = new Sum(isOld ? undefined : new LiveKeys(makeTable()))
  visitSound(reader, sum, release)
  const { hash, revision } = sum
  const version = isOld ? undefined : storageVersion(reader)
  const totalKeys = sum.live === undefined ? sum.entries : sum.live.total(sum.keyBucket)
  return { hash, revision, totalKeys, sizeBytes: reader.sizeBytes, version }
}

class Sum implements SoundVisit {
  hash = 0
  entries = 0
  revision = 0n
  keyBucket: BoltBucket | undefined
  /** Undefined for releases that count all entries. */
  readonly live: LiveKeys | undefined
  private isKeyBucket = false
  private name = ''

  constructor(live: LiveKeys | undefined) {
    this.live = live
  }

  bucket(bucket: BoltBucket): void {
    this.hash = crc32c(this.hash, bucket.name)
    this.name = latin1(bucket.name)
    this.isKeyBucket = this.name === 'key'
    if (this.isKeyBucket) this.keyBucket = bucket
  }

  leaf(leaf: Leaf): void {
    this.hash = hashLeaf(this.hash, leaf)
    this.entries += leaf.count
    const rule = startRules.get(this.name)
    if (rule !== undefined) refuseUnreadable(this.name, rule, leaf)
    if (!this.isKeyBucket) return
    this.live?.add(leaf)
    this.revision = lastRevision(leaf, this.live === undefined)
  }

  stray(name: Uint8Array): void {
    throw new CliError(
      this.live === undefined ? `cannot get hash of bucket ${Buffer.from(name)}` : `nil bucket: ${quote(name)}`,
    )
  }
}

/** Releases before 3.6 look at the length only. */
function lastRevision({ bytes, count, keyStarts, valueStarts }: Leaf, isOld: boolean): bigint {
  const start = keyStarts[count - 1] ?? 0
  const end = valueStarts[count - 1] ?? 0
  if (isRevision(bytes, start, end) || (isOld && end - start >= revisionBytes)) return revisionAt(bytes, start)
  const key = bytes.subarray(start, end)
  throw new CliError(`cannot parse revision key: ${quote(key)} err: ${revisionKeyFault(key)}`)
}

/** A semantic version, as etcd writes it into the bucket `meta`. */
const versionPattern = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/

function storageVersion(reader: BoltReader): string {
  const meta = reader.bucket('meta')
  if (meta === undefined) throw new CliError('the database has no bucket "meta"')
  const text = Buffer.from(meta.get(utf8('storageVersion')) ?? []).toString('latin1')
  return versionPattern.test(text) ? text : ''
}
