import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { quote } from '../../go/quote.ts'
import type { BoltPatch } from '../bbolt/patch.ts'
import type { BoltBucket, BoltReader, Leaf } from '../bbolt/reader.ts'
import { IntegrityError, type SoundVisit, visitSound } from '../bbolt/sound-visit.ts'
import { utf8 } from '../bytes.ts'
import { sumBytes } from '../checksum/sum-bytes.ts'
import { UserKeys } from '../mvcc/user-keys.ts'
import { entryRules, type Rule, type Rules, startRules } from '../verify/bucket-rules.ts'

/** The entries of one bucket: how many there are, and sums over their bytes and over where one ends and the next begins. */
export class EntrySum {
  entries = 0
  private bytes = 0
  private sizes = 0

  addLeaf({ bytes, count, dataStart, dataEnd, keyStarts, valueStarts, valueEnds }: Leaf): void {
    this.entries += count
    this.bytes = sumBytes(this.bytes, bytes, dataStart, dataEnd)
    for (let index = 0; index < count; index++) {
      const valueStart = valueStarts[index] ?? 0
      this.addSizes(valueStart - (keyStarts[index] ?? 0), (valueEnds[index] ?? 0) - valueStart)
    }
  }

  add(key: Uint8Array, value: Uint8Array): void {
    this.entries += 1
    this.bytes = sumBytes(sumBytes(this.bytes, key), value)
    this.addSizes(key.length, value.length)
  }

  copy(): EntrySum {
    const copy = new EntrySum()
    copy.entries = this.entries
    copy.bytes = this.bytes
    copy.sizes = this.sizes
    return copy
  }

  equals(other: EntrySum): boolean {
    return this.entries === other.entries && this.bytes === other.bytes && this.sizes === other.sizes
  }

  private addSizes(key: number, value: number): void {
    // the prime of FNV-1a
    this.sizes = Math.imul(Math.imul(this.sizes ^ key, 0x0100_0193) ^ value, 0x0100_0193)
  }
}

/** The buckets of a database by name, with one letter for each byte of it. */
export type Content = ReadonlyMap<string, EntrySum>

/**
 * Reads the whole database and sums it up. Throws an IntegrityError, with the release's text, for pages that do not fit
 * together, and a CliError for a root that holds anything but buckets and for entries that no server could read.
 */
export function soundContent(reader: BoltReader, release: Release): Content {
  return sumUp(reader, release, new Entries(entryRules))
}

/**
 * As `soundContent`, for a file that a digest has proved: its entries are what a server wrote, perhaps one of a release to come,
 * and only those are refused that no server could start with.
 */
export function provenContent(reader: BoltReader, release: Release): Content {
  return sumUp(reader, release, new Entries(startRules))
}

/** As `soundContent`, for a copy that is compared with what was read, whose entries were looked at then. */
export function copiedContent(reader: BoltReader, release: Release): Content {
  return sumUp(reader, release)
}

/** As `soundContent`, for the database of a member: throws a CliError of one line. */
export function memberContent(reader: BoltReader, release: Release): Content {
  return onMember(() => soundContent(reader, release))
}

/**
 * Throws a CliError of one line when the pages of a database do not fit together, its root holds what is no bucket, or an entry
 * cannot be read.
 */
export function refuseDamage(reader: BoltReader, release: Release): void {
  onMember(() => visitSound(reader, new Entries(entryRules), release))
}

function sumUp(reader: BoltReader, release: Release, entries?: Entries): Content {
  const sums = new Sums(entries)
  visitSound(reader, sums, release)
  return sums.content
}

function onMember<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    const [first, ...more] = error.violations
    const rest = more.length === 0 ? '' : `, and ${more.length} more faults`
    throw new CliError(`the database is damaged: ${first}${rest}`, error.exitCode, { cause: error })
  }
}

/**
 * Throws a CliError for a database that lacks what each member's has, and that a server would start on without any key: in the
 * words of `snapshot restore` of 3.5 and later, which finds out after it made the data directory.
 */
export function refuseOtherBuckets(content: Content): void {
  const missing = ['meta', 'key'].find((name) => !content.has(name))
  if (missing !== undefined) throw new CliError(`failed to find a bucket "${missing}"`)
}

/** What is in a database after a patch. */
export function patchedContent(content: Content, { replaced, appended }: BoltPatch): Content {
  const patched = new Map(content)
  for (const [name, entries] of replaced) {
    const sum = new EntrySum()
    for (const { key, value } of entries) sum.add(key, value)
    patched.set(idOf(utf8(name)), sum)
  }
  if (appended === undefined) return patched
  const id = idOf(utf8(appended.bucket))
  const sum = patched.get(id)?.copy() ?? new EntrySum()
  sum.add(appended.entry.key, appended.entry.value)
  return patched.set(id, sum)
}

/** Throws a CliError when a copy does not hold what was read, or is to hold. */
export function refuseOtherContent(expected: Content, found: Content): void {
  for (const id of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, there] = [expected.get(id), found.get(id)]
    if (wanted !== undefined && there !== undefined && wanted.equals(there)) continue
    const counts = `${there?.entries ?? 'no'} entries instead of ${wanted?.entries ?? 'none'}`
    throw new CliError(
      `the copy is not what was read: bucket ${quote(id)} has ${counts}, or others; nothing was changed`,
    )
  }
}

/** Refuses entries that break a rule, revisions that cannot be read, and what is no bucket. */
class Entries implements SoundVisit {
  private readonly rules: Rules
  private readonly userKeys = new UserKeys()
  private name = ''
  private rule: Rule | undefined

  constructor(rules: Rules) {
    this.rules = rules
  }

  bucket({ name }: BoltBucket): void {
    this.name = idOf(name)
    this.rule = this.rules.get(this.name)
  }

  leaf(leaf: Leaf): void {
    if (this.name === 'key') this.userKeys.visit(leaf, leaf.count, () => undefined)
    else if (this.rule !== undefined) refuseUnreadable(this.name, this.rule, leaf)
  }

  stray(name: Uint8Array): void {
    refuseStray(name)
  }
}

class Sums implements SoundVisit {
  readonly content = new Map<string, EntrySum>()
  private readonly entries: Entries | undefined
  private sum = new EntrySum()

  constructor(entries: Entries | undefined) {
    this.entries = entries
  }

  bucket(bucket: BoltBucket): void {
    this.entries?.bucket(bucket)
    this.sum = new EntrySum()
    this.content.set(idOf(bucket.name), this.sum)
  }

  leaf(leaf: Leaf): void {
    this.sum.addLeaf(leaf)
    this.entries?.leaf(leaf)
  }

  stray(name: Uint8Array): void {
    refuseStray(name)
  }
}

function refuseStray(name: Uint8Array): never {
  throw new CliError(`this is no database of etcd: ${quote(name)} is not a bucket`)
}

/** Throws a CliError for the first entry of the leaf that breaks the rule. */
export function refuseUnreadable(
  bucket: string,
  rule: Rule,
  { bytes, count, keyStarts, valueStarts, valueEnds }: Leaf,
): void {
  for (let index = 0; index < count; index++) {
    const key = bytes.subarray(keyStarts[index], valueStarts[index])
    const fault = rule(key, bytes.subarray(valueStarts[index], valueEnds[index]))
    if (fault !== undefined) throw new CliError(`bucket ${quote(bucket)}: entry ${quote(key)} ${fault}`)
  }
}

function idOf(name: Uint8Array): string {
  return Buffer.from(name).toString('latin1')
}
