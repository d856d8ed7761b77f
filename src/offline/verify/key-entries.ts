import { quote } from '../../go/quote.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import type { BoltBucket } from '../bbolt/reader.ts'
import { isRevision, revisionKeyFault } from '../mvcc/revision-key.ts'
import { RevisionOrder } from '../mvcc/revision-order.ts'
import type { Findings } from './findings.ts'
import type { KeyHistory } from './key-history.ts'
import { KeyStep } from './key-step.ts'

export interface Compactions {
  /** Of the compaction that was completed last; -1 when none was. */
  readonly finished: bigint
  /** That one, or the one that was asked for last when it is higher. */
  readonly compacted: bigint
}

/**
 * Checks the bucket `key`: revisions follow each other without gaps from the compacted one on, each holds a key-value pair
 * of its own revision, and the pairs of one key make a history without holes.
 */
export class KeyEntries {
  entries = 0
  first = 0n
  /** Revisions without a pair, as `snapshot restore --bump-revision` leaves one. */
  readonly empty: bigint[] = []
  private readonly findings: Findings
  private readonly compacted: bigint
  private readonly finished: bigint
  private readonly history: KeyHistory
  private readonly order: RevisionOrder
  private readonly step = new KeyStep()

  constructor(findings: Findings, { compacted, finished }: Compactions, history: KeyHistory) {
    this.findings = findings
    this.compacted = compacted
    this.finished = finished
    this.history = history
    this.order = new RevisionOrder(compacted)
  }

  /** The last main revision. */
  get main(): bigint {
    return this.order.main
  }

  /** Keys that exist after the last entry. */
  get keys(): number {
    return this.history.keys
  }

  leaf(leaf: Leaf): void {
    for (let index = 0; index < leaf.count; index++) this.entry(leaf, index)
  }

  /** Does what needs further readings: of more keys than fit into memory at once, and of keys whose lease is missing. */
  finish(bucket: BoltBucket): void {
    this.history.complete(this.entries, () => this.takeAgain(bucket))
    if (!this.history.hasStrayLeases) return
    let position = 0
    bucket.visit((_, value) => {
      if (this.history.hasStrayLease(position)) this.findings.add(strayLease(value))
      position += 1
    })
  }

  private takeAgain(bucket: BoltBucket): void {
    let position = 0
    bucket.visitLeaves((leaf) => {
      for (let index = 0; index < leaf.count; index++, position++) {
        if (isRevisionAt(leaf, index) && this.step.load(leaf, index) === undefined)
          this.history.take(position, this.step)
      }
    })
  }

  private entry(leaf: Leaf, index: number): void {
    this.entries += 1
    if (!isRevisionAt(leaf, index)) {
      const key = leaf.bytes.subarray(leaf.keyStarts[index], leaf.valueStarts[index])
      this.findings.add(`key: ${quote(key)} is no revision: ${revisionKeyFault(key)}`)
      return
    }
    const fault = this.step.load(leaf, index)
    this.checkOrder(this.step)
    if (fault !== undefined) {
      this.say(`is not a key-value pair: ${fault}`)
      return
    }
    if (this.step.isTombstone) this.checkTombstone(this.step)
    else this.checkPair(this.step)
    this.history.take(this.entries - 1, this.step)
  }

  private checkOrder({ main, sub }: KeyStep): void {
    const { main: mainBefore, sub: subBefore } = this.order
    const isFirst = this.entries === 1
    if (isFirst) this.first = main
    const gap = this.order.take(main, sub)
    if (!isFirst && (main < mainBefore || (main === mainBefore && sub <= subBefore)))
      this.say(`comes behind revision ${mainBefore}/${subBefore}`)
    if (gap === undefined) return
    const before = isFirst || gap.after > mainBefore ? gap.after : `${mainBefore}/${subBefore}`
    this.say(`does not follow revision ${before}: some are missing`)
  }

  private checkTombstone({ createRevision, modRevision, version }: KeyStep): void {
    if (createRevision !== 0 || modRevision !== 0 || version !== 0) this.say('deletes its key, but has a revision')
  }

  private checkPair({ isEmpty, sub, keyStart, keyEnd, createRevision, modRevision, version }: KeyStep): void {
    if (isEmpty && sub === 0n && this.main <= this.compacted) {
      this.takeEmpty(this.main)
      return
    }
    if (keyStart === keyEnd) this.say('has an empty key')
    if (modRevision !== Number(this.main)) this.say(`says that it is revision ${modRevision}`)
    if (createRevision < 1 || createRevision > modRevision) this.say(`says that its key is from ${createRevision}`)
    if (version < 1 || (version === 1) !== (createRevision === modRevision))
      this.say(`has the wrong version ${version}`)
  }

  /**
   * `snapshot restore --bump-revision` puts an empty value at a revision that it marks as compacted. To a server these are pairs
   * of the key without a name: a compaction leaves the newest of them.
   */
  private takeEmpty(main: bigint): void {
    const before = this.empty.at(-1)
    this.empty.push(main)
    if (before !== undefined && main <= this.finished) this.say(`has no pair, and neither has ${before}/0`)
  }

  private say(what: string): void {
    this.findings.add(`key: revision ${this.main}/${this.order.sub} ${what}`)
  }
}

function isRevisionAt({ bytes, keyStarts, valueStarts }: Leaf, index: number): boolean {
  return isRevision(bytes, keyStarts[index] ?? 0, valueStarts[index] ?? 0)
}

function strayLease(value: Uint8Array): string {
  const step = new KeyStep()
  if (step.loadPair(value) !== undefined) return 'key: a lease is missing'
  return `key: ${step.keyText()} has lease ${step.lease.toString(16)}, which is not there`
}
