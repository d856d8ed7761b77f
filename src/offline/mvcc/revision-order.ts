import type { Leaf } from '../bbolt/leaf.ts'
import { isRevision, revisionAt } from './revision-key.ts'

/** The gap in front of an entry. */
export interface RevisionGap {
  /** The main revision after which something is missing. */
  readonly after: bigint
  /** The number of whole revisions that are missing. */
  readonly revisions: bigint
  /** The smallest possible number of missing changes of the entry's own revision. */
  readonly changes: bigint
}

/**
 * The revisions of a bucket `key` in order. Behind the compacted one each main revision is there, with the changes 0, 1, 2 and
 * so on: a server writes at least one entry for each, and only a compaction takes entries out. Up to it nothing follows from
 * what is not there. `compacted` is the higher one of the compaction last finished and the one last asked for.
 */
export class RevisionOrder {
  main = 0n
  sub = 0n
  private readonly compacted: bigint

  constructor(compacted: bigint) {
    this.compacted = compacted
  }

  /** Takes the next entry; undefined when nothing is missing in front of it. */
  take(main: bigint, sub: bigint): RevisionGap | undefined {
    const [mainBefore, subBefore] = [this.main, this.sub]
    this.main = main
    this.sub = sub
    if (main <= this.compacted) return undefined
    if (main === mainBefore) return gap(main, 0n, sub - subBefore - 1n)
    const after = higher(mainBefore, higher(this.compacted, 1n))
    return gap(after, main - after - 1n, sub)
  }
}

function gap(after: bigint, revisions: bigint, changes: bigint): RevisionGap | undefined {
  return revisions === 0n && changes === 0n ? undefined : { after, revisions, changes }
}

function higher(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** Counts what is missing in a bucket `key`. */
export class MissingRevisions {
  private readonly order: RevisionOrder
  private revisions = 0n
  private changes = 0n
  private after = 0n
  private before = 0n

  constructor(compacted: bigint) {
    this.order = new RevisionOrder(compacted)
  }

  /** Takes the next leaf of the bucket; entries that are no revisions are left to other checks. */
  leaf({ bytes, count, keyStarts, valueStarts }: Leaf): void {
    for (let index = 0; index < count; index++) {
      const start = keyStarts[index] ?? 0
      if (!isRevision(bytes, start, valueStarts[index] ?? 0)) continue
      const found = this.order.take(revisionAt(bytes, start), revisionAt(bytes, start + 9))
      if (found !== undefined) this.add(found)
    }
  }

  /** Such as `5 revisions between revision 7 and revision 13 are missing`; undefined when none is. */
  text(): string | undefined {
    const counts = [counted(this.revisions, 'revision'), counted(this.changes, 'change')].flatMap((text) => text ?? [])
    if (counts.length === 0) return undefined
    const isOne = this.revisions + this.changes === 1n
    return `${counts.join(' and ')} between revision ${this.after} and revision ${this.before} ${isOne ? 'is' : 'are'} missing`
  }

  private add({ after, revisions, changes }: RevisionGap): void {
    if (this.revisions === 0n && this.changes === 0n) this.after = after
    this.revisions += revisions
    // an entry may stand there twice, with and without the mark of a deletion
    if (changes > 0n) this.changes += changes
    this.before = this.order.main
  }
}

function counted(count: bigint, what: string): string | undefined {
  if (count === 0n) return undefined
  return `${count} ${what}${count === 1n ? '' : 's'}`
}
