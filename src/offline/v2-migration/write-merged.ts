import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { quote } from '../../go/quote.ts'
import type { BoltEntry } from '../bbolt/patch.ts'
import type { BoltBucket, BoltReader, Leaf } from '../bbolt/reader.ts'
import { type SoundVisit, visitSound } from '../bbolt/sound-visit.ts'
import { type BoltWriter, createBolt } from '../bbolt/writer.ts'
import { compareBytes, utf8 } from '../bytes.ts'
import { type Content, copiedContent, EntrySum, refuseOtherContent } from '../database/content.ts'
import { readDatabase } from '../database/patch-database.ts'
import { onFile } from '../files/file-failure.ts'

/** What a new database has beside what an old one has. */
export interface Additions {
  /** In the bucket `key`, in order; none of them is in the old database. */
  readonly revisions: readonly BoltEntry[]
  /** All of the bucket `meta`, in order. */
  readonly meta: readonly BoltEntry[]
}

/** Writes a new database at `to`: all of an old one, when there is one, and the additions. */
export function writeMerged(reader: BoltReader | undefined, to: string, additions: Additions): void {
  onFile('write', to, () => {
    const writer = createBolt(to, reader && { pageSize: reader.pageSize })
    try {
      for (const name of bucketNames(reader)) writeBucket(writer, name, reader?.bucket(name), additions)
      writer.finish()
    } finally {
      writer.abort()
    }
  })
}

function bucketNames(reader: BoltReader | undefined): Uint8Array[] {
  const names = new Map(
    [...(reader?.bucketNames() ?? []), utf8('key'), utf8('meta')].map((name) => [quote(name), name]),
  )
  return [...names.values()].sort(compareBytes)
}

function writeBucket(
  writer: BoltWriter,
  name: Uint8Array,
  bucket: BoltBucket | undefined,
  { revisions, meta }: Additions,
): void {
  writer.bucket(name, bucket?.sequence)
  if (isNamed(name, 'meta')) {
    for (const { key, value } of meta) writer.put(key, value)
    return
  }
  const waiting = isNamed(name, 'key') ? [...revisions].reverse() : []
  bucket?.visit((key, value) => {
    for (let next = waiting.at(-1); next !== undefined && compareBytes(next.key, key) < 0; next = waiting.at(-1)) {
      writer.put(next.key, next.value)
      waiting.pop()
    }
    writer.put(key, value)
  })
  for (const { key, value } of waiting.reverse()) writer.put(key, value)
}

function isNamed(name: Uint8Array, text: string): boolean {
  return compareBytes(name, utf8(text)) === 0
}

/**
 * Reads a database that `writeMerged` has written, all of it. Throws a CliError unless it has each addition, what the old one had, and
 * nothing else.
 */
export function checkMerged(path: string, release: Release, old: Content, additions: Additions): void {
  const expected = new Map(old)
  expected.set('key', old.get('key') ?? new EntrySum())
  expected.set('meta', sumOf(additions.meta))
  readDatabase(path, release, (reader) => {
    const others = new OtherRevisions(additions.revisions)
    visitSound(reader, others, release)
    others.refuseMissing()
    refuseOtherContent(expected, new Map(copiedContent(reader, release)).set('key', others.sum))
  })
}

function sumOf(entries: readonly BoltEntry[]): EntrySum {
  const sum = new EntrySum()
  for (const { key, value } of entries) sum.add(key, value)
  return sum
}

/** Sums up what is in the bucket `key` beside the additions, and looks for each of those. */
class OtherRevisions implements SoundVisit {
  readonly sum = new EntrySum()
  private readonly added: readonly BoltEntry[]
  private found = 0
  private isKeyBucket = false

  constructor(added: readonly BoltEntry[]) {
    this.added = added
  }

  bucket({ name }: BoltBucket): void {
    this.isKeyBucket = isNamed(name, 'key')
  }

  leaf(leaf: Leaf): void {
    if (!this.isKeyBucket) return
    for (let index = 0; index < leaf.count; index++) this.take(entryAt(leaf, index))
  }

  stray(name: Uint8Array): void {
    throw new CliError(`this is no database of etcd: ${quote(name)} is not a bucket`)
  }

  refuseMissing(): void {
    if (this.found === this.added.length) return
    throw new CliError(
      `the new database has ${this.found} of ${this.added.length} revisions of v2 keys; nothing was changed`,
    )
  }

  private take({ key, value }: BoltEntry): void {
    const next = this.added[this.found]
    if (next === undefined || compareBytes(next.key, key) !== 0) this.sum.add(key, value)
    else if (compareBytes(next.value, value) === 0) this.found += 1
  }
}

function entryAt({ bytes, keyStarts, valueStarts, valueEnds }: Leaf, index: number): BoltEntry {
  const valueStart = valueStarts[index]
  return { key: bytes.subarray(keyStarts[index], valueStart), value: bytes.subarray(valueStart, valueEnds[index]) }
}
